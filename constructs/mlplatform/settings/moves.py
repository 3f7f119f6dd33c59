"""Changes to what the lock file holds that are meant: each entry permits one of them, once."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import Settings
from .form import Form
from .problem import problem

Action = Literal["remove", "replace", "rename", "renumber"]

WHAT = Form(
    pattern=r"[A-Za-z0-9-]{2,255}(?:/[A-Za-z0-9-]{1,255})?",
    expected="<stack>/<logical id>, <environment>/<Studio domain>, or <environment>",
    fix="copy the entry that the refused synth prints",
)

REASON = Form(
    pattern=r"\S.{13,498}\S",
    expected="one line of 15 to 500 characters that says why what is lost may be lost",
    fix='write who decided it and what became of the data, for example "Team dissolved, data archived (CHG-4711)"',
)


class Move(Settings):
    """One change that the lock file would otherwise refuse."""

    action: Action = Field(
        description="remove: a resource or a whole environment goes. replace: a resource is made anew. rename: it has "
        "another logical id, and CloudFormation was told so (cdk refactor). renumber: a Studio domain gets another "
        "number of user shards.",
        examples=["remove"],
    )
    what: Annotated[str, WHAT] = Field(
        description="What the refused synth names: <stack>/<logical id>, for renumber <environment>/<domain>, for a "
        "whole environment its name.",
        examples=["acme-main-Foundation/KeysTeamPricing0A1B2C3D"],
    )
    to: Annotated[str, WHAT] | None = Field(
        default=None,
        description="The new place of a renamed resource: <stack>/<logical id>. For rename only.",
        examples=["acme-main-Foundation/KeysTeamPrices4E5F6A7B"],
    )
    reason: Annotated[str, REASON] = Field(
        description="Why what is lost may be lost, for whoever reads the file's history.",
        examples=["Team dissolved, data archived (CHG-4711)"],
    )

    @model_validator(mode="after")
    def _rename_says_where_to(self) -> Self:
        if (self.to is not None) != (self.action == "rename"):
            raise problem(
                at="to" if self.to is not None else "",
                found=f"{self.action} {'with' if self.to is not None else 'without'} to",
                expected="to where action is rename, and nowhere else",
                fix="copy the entry that the refused synth prints",
            )
        return self
