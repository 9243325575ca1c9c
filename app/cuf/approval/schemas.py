"""What the approval of a project asks for."""

from typing import Annotated

from pydantic import Field

from app.decisions.approvals import Approve as ApproveByAmount
from app.kernel.words import _


class Approve(ApproveByAmount):
    """For how long the money is given, out of which allotments, and to whom."""

    executing_body: Annotated[
        str,
        Field(
            title=_("Who carries it out and signs?"),
            description=_("The community group, the city or an organisation that works there."),
            max_length=20,
            json_schema_extra={"kind": "select"},
        ),
    ]
