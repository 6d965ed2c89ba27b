"""
The vocabulary: what can happen to a case, as typed events in the shape of CloudEvents 1.0 JSON.

An event is a fact in the past tense. `id` and `revision` identify it, `time` is when it happened
in the world (UTC), `source` is the feed that told us. The log of record holds nothing else.
"""

from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta, Struct

from city.contents import (
    AwareTime as AwareTime,
    Closing as Closing,
    Escalation as Escalation,
    Extension as Extension,
    Filed as Filed,
    Id as Id,
    Key as Key,
    Lat as Lat,
    Link as Link,
    Lon as Lon,
    Note as Note,
    Observed as Observed,
    ObservedState as ObservedState,
    Order as Order,
    Place as Place,
    Position as Position,
    Rating as Rating,
    Received as Received,
    Sent as Sent,
    Stars as Stars,
    Suspension as Suspension,
    Tag as Tag,
    Text as Text,
    Verdict as Verdict,
)

SCHEMA = 2
"""Version of this vocabulary; part of the read model's schema, so a change rebuilds it."""

OWN_SOURCE = "desk"
"""Source of the acts of our own users; those of feeds are believed, these are checked."""


class Envelope(Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """
    What every event carries. The same `id` with a higher `revision` replaces the earlier.

    An act of our own user comes from `OWN_SOURCE` and says which state it `expects` the case to be
    in; if another act was there before it, it is refused.
    """

    id: Id
    case: Id
    time: AwareTime
    source: Key
    revision: Annotated[int, Meta(ge=0)] = 0
    expects: Key = ""


class CaseReceived(Envelope, frozen=True, tag="CaseReceived"):
    """上报 / 接件: a case came in."""

    data: Received


class CaseObserved(Envelope, frozen=True, tag="CaseObserved"):
    """A snapshot feed showed the case as it is now."""

    data: Observed


class VerificationStarted(Envelope, frozen=True, tag="VerificationStarted"):
    """核实下发: somebody was sent to see whether a report is true, before filing."""

    data: Note


class CaseVerified(Envelope, frozen=True, tag="CaseVerified"):
    """核实: a public report was confirmed before filing."""

    data: Note


class CaseFiled(Envelope, frozen=True, tag="CaseFiled"):
    """立案: the case meets a filing condition."""

    data: Filed


class CaseNotAccepted(Envelope, frozen=True, tag="CaseNotAccepted"):
    """不予受理: it meets no filing condition; the case is void."""

    data: Note


class CaseCancelled(Envelope, frozen=True, tag="CaseCancelled"):
    """作废: filed by mistake or twice; the case is void."""

    data: Note


class CaseDispatched(Envelope, frozen=True, tag="CaseDispatched"):
    """派遣 / 派单: sent to a department."""

    data: Sent


class CaseEscalated(Envelope, frozen=True, tag="CaseEscalated"):
    """升级 / 协调申请: passed on to a higher level of the district."""

    data: Escalation


class CaseSigned(Envelope, frozen=True, tag="CaseSigned"):
    """签收: the department took it."""

    data: Note


class CaseReturned(Envelope, frozen=True, tag="CaseReturned"):
    """退回 / 退单: the department says it is not its duty."""

    data: Note


class HandlingStarted(Envelope, frozen=True, tag="HandlingStarted"):
    """处置中 / 办理中: work began."""

    data: Note


class CaseContacted(Envelope, frozen=True, tag="CaseContacted"):
    """首次联系: the requester was contacted for the first time."""

    data: Note


class DepartmentJoined(Envelope, frozen=True, tag="DepartmentJoined"):
    """协同: a second department works on it; the first one keeps it."""

    data: Note


class ExtensionRequested(Envelope, frozen=True, tag="ExtensionRequested"):
    """延期申请: the department asks for more time."""

    data: Note


class CaseExtended(Envelope, frozen=True, tag="CaseExtended"):
    """延期审批: more time was granted, or refused."""

    data: Extension


class CaseSuspended(Envelope, frozen=True, tag="CaseSuspended"):
    """挂账: it cannot be solved now; its clock rests."""

    data: Suspension


class CaseResumed(Envelope, frozen=True, tag="CaseResumed"):
    """恢复: its clock runs again before the chosen date."""

    data: Note


class CaseSelfHandled(Envelope, frozen=True, tag="CaseSelfHandled"):
    """自处理: the collector put it right on the spot; it still needs a review."""

    data: Note


class CaseHandled(Envelope, frozen=True, tag="CaseHandled"):
    """处置完成 / 已反馈: the department passes it on, which stops its clock."""

    data: Note


class CheckStarted(Envelope, frozen=True, tag="CheckStarted"):
    """核查: somebody goes and looks."""

    data: Note


class CaseChecked(Envelope, frozen=True, tag="CaseChecked"):
    """核查完成: the fix was found good, or not."""

    data: Verdict


class CaseReworked(Envelope, frozen=True, tag="CaseReworked"):
    """返工 / 重办: back to the same department."""

    data: Note


class CaseClosed(Envelope, frozen=True, tag="CaseClosed"):
    """结案 / 办结: the case is closed."""

    data: Closing


class CaseVisited(Envelope, frozen=True, tag="CaseVisited"):
    """回访: the requester was called back."""

    data: Note


class CaseRated(Envelope, frozen=True, tag="CaseRated"):
    """评价: the requester rated the outcome."""

    data: Rating


class CaseUrged(Envelope, frozen=True, tag="CaseUrged"):
    """催办: the department was reminded."""

    data: Note


class CaseSupervised(Envelope, frozen=True, tag="CaseSupervised"):
    """督办: the case was put under supervision."""

    data: Order


class CaseInstructed(Envelope, frozen=True, tag="CaseInstructed"):
    """批示: a leader instructed."""

    data: Order


class SupervisionAnswered(Envelope, frozen=True, tag="SupervisionAnswered"):
    """督办回复: the department answered an instruction or a supervision."""

    data: Note


class CaseAppealed(Envelope, frozen=True, tag="CaseAppealed"):
    """申诉: the department contests its overdue verdict, after closing."""

    data: Note


class AppealDecided(Envelope, frozen=True, tag="AppealDecided"):
    """申诉裁定: granted, the case is exempt in figures; the fact of overdue stays."""

    data: Verdict


class CaseExempted(Envelope, frozen=True, tag="CaseExempted"):
    """豁免: exempt in figures without an appeal."""

    data: Note


class CaseLinked(Envelope, frozen=True, tag="CaseLinked"):
    """并案: it tells of the same thing as an earlier case, its master."""

    data: Link


class CaseUnlinked(Envelope, frozen=True, tag="CaseUnlinked"):
    """解除并案: it does not after all."""

    data: Link


class ReportJoined(Envelope, frozen=True, tag="ReportJoined"):
    """并入: a later case was linked to this one, its master."""

    data: Link


class CaseTagged(Envelope, frozen=True, tag="CaseTagged"):
    """专项: it belongs to a campaign."""

    data: Tag


class CaseArchived(Envelope, frozen=True, tag="CaseArchived"):
    """归档: nothing will happen to it any more."""

    data: Note


CaseEvent: TypeAlias = (
    CaseReceived
    | CaseObserved
    | VerificationStarted
    | CaseVerified
    | CaseFiled
    | CaseNotAccepted
    | CaseCancelled
    | CaseReturned
    | CaseDispatched
    | CaseEscalated
    | CaseSigned
    | HandlingStarted
    | CaseContacted
    | DepartmentJoined
    | ExtensionRequested
    | CaseExtended
    | CaseSuspended
    | CaseResumed
    | CaseSelfHandled
    | CaseHandled
    | CheckStarted
    | CaseChecked
    | CaseReworked
    | CaseClosed
    | CaseVisited
    | CaseRated
    | CaseUrged
    | CaseSupervised
    | CaseInstructed
    | SupervisionAnswered
    | CaseAppealed
    | AppealDecided
    | CaseExempted
    | CaseLinked
    | CaseUnlinked
    | ReportJoined
    | CaseTagged
    | CaseArchived
)

EVENT_TYPES: dict[str, type[Envelope]] = {
    str(kind.__struct_config__.tag): kind for kind in CaseEvent.__args__
}
"""
Every event by its `type`, in the order of a life cycle; the order breaks ties of time.

A return stands before a dispatch: what is returned is often sent on with the same click, and
nobody gives the reason for a return in the second in which the case came.
"""

LIFE_CYCLE_RANK: dict[type[Envelope], int] = {
    kind: rank for rank, kind in enumerate(EVENT_TYPES.values())
}

decode_event = msgspec.json.Decoder(CaseEvent).decode
"""Bytes of one event -> the event; raises `msgspec.ValidationError` naming the field."""

encode_event = msgspec.json.Encoder().encode
"""One event -> its JSON bytes, times in UTC."""
