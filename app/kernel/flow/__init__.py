"""How things change: the flow table and everything that reads it."""

from app.kernel.flow.fire import NotFresh, begin, fire, rescope
from app.kernel.flow.moves import AnyFlow, Birth, Draft, Flow, Form, Move, Nothing, Sight
from app.kernel.flow.offers import Offer, offers
from app.kernel.flow.sight import find, flow_of, seen_as, seen_by, version_of, versions_of
from app.kernel.flow.waiting import Queue, count_waiting, waiting

__all__ = [
    "AnyFlow",
    "Birth",
    "Draft",
    "Flow",
    "Form",
    "Move",
    "NotFresh",
    "Nothing",
    "Offer",
    "Queue",
    "Sight",
    "begin",
    "count_waiting",
    "find",
    "fire",
    "flow_of",
    "offers",
    "rescope",
    "seen_as",
    "seen_by",
    "version_of",
    "versions_of",
    "waiting",
]
