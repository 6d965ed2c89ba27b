"""The time machine's bar: marked as the past in words, and the way back to now always in sight."""

from dash import html
from dash.development.base_component import Component

from city.head import Head
from layouts.edition import Edition
from layouts.parts.slots import aria, attributes


def playback_button(edition: Edition) -> Component:
    """Return what opens the bar."""
    return _button("open", edition.say("playback"), "playback__open")


def playback_bar(view: str, head: Head, edition: Edition) -> Component:
    """
    Return the bar; the page's script shows it, and puts the slider and the times in.

    What is shown was kept at its own minute, which may be earlier than the one that was asked for.
    """
    return html.Section(
        [
            _mark(view, head, edition),
            _moment(view, head, edition),
            _button("earlier", edition.say("playback_earlier")),
            html.Div(
                [],
                className="playback__slide",
                **attributes(playback_slide=edition.say("playback_slide")),
            ),
            _button("later", edition.say("playback_later")),
            _button("day", edition.say("playback_day")),
            _button("pause", edition.say("playback_pause")),
            _notice("none", edition.say("playback_none")),
            _notice("lists", edition.say("playback_lists")),
            html.Div(
                [
                    html.Span(edition.say("playback_present")),
                    html.B("", **attributes(playback="present")),
                ],
                className="playback__present",
            ),
            _button("now", edition.say("playback_now"), "playback__now"),
        ],
        className="playback",
        **aria(label=edition.say("playback")),
    )


def _mark(view: str, head: Head, edition: Edition) -> Component:
    """Return in words that this is the past; invented figures of the past are invented, too."""
    words = edition.say("playback_not_live")
    if "demo" in (head.mode, head.recorded):
        words = f"{words} · {edition.say('mode_demo')}"
    mark = [html.B(edition.say("playback_mark")), html.Span(words, id=f"{view}-past")]
    return html.Div(mark, className="playback__mark")


def _moment(view: str, head: Head, edition: Edition) -> Component:
    past = head.mode == "playback"
    time = f"{edition.local(head.as_of):%m-%d %H:%M}"
    return html.Div(
        [
            html.B("", className="playback__at", **attributes(playback="at")),
            html.Span(edition.say("playback_kept", time=time) if past else "", id=f"{view}-kept"),
        ],
        className="playback__moment",
    )


def _notice(name: str, words: str) -> Component:
    """Return what the page's script shows when it is so."""
    return html.Span(words, className=f"playback__{name}", role="status")


def _button(act: str, words: str, name: str = "") -> Component:
    return html.Button(
        words,
        className=f"playback__act playback__act--{act} {name}".strip(),
        **attributes(playback_act=act),
    )
