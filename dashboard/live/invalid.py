"""Figures that would break their graph: caught here, because the page cannot recover from one."""

from typing import Any


class InvalidFigure(ValueError):
    """A figure that Plotly cannot draw; a graph that was given one stays broken until remounted."""


def check_figure(figure: Any) -> None:
    """
    Raise `InvalidFigure` if a figure is not one.

    A figure of `plotly.graph_objects` has been checked when it was made. One written as a dict is
    checked for what makes the graph unusable: its parts and the kinds of its traces.
    """
    if figure is None or hasattr(figure, "to_plotly_json"):
        return
    if not isinstance(figure, dict):
        raise InvalidFigure(f"a figure is a dict, not {type(figure).__name__}")
    if not isinstance(figure.get("layout", {}), dict):
        raise InvalidFigure("the layout of a figure is a dict")
    traces = figure.get("data", [])
    if not isinstance(traces, (list, tuple)):
        raise InvalidFigure("the data of a figure is a list of traces")
    for trace in traces:
        _check_trace(trace)


def _check_trace(trace: Any) -> None:
    if hasattr(trace, "to_plotly_json"):
        return
    if not isinstance(trace, dict) or not isinstance(trace.get("type", "scatter"), str):
        raise InvalidFigure("a trace is a dict whose type is a word")
