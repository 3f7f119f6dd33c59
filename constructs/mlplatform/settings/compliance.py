"""Which rules run at every synth."""

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from .base import Settings
from .form import Form
from .lists import unique
from .problem import problem

Pack = Literal["AwsSolutions", "NIST.800.53.R5", "NIST.800.53.R4", "HIPAA.Security", "PCI.DSS.321"]

MANDATORY_PACKS: tuple[Pack, ...] = ("AwsSolutions", "NIST.800.53.R5")

# Whether a service is among those that AWS closed is for mlplatform.compliance to check: it holds that list.
_SERVICE = Form(
    pattern=r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
    expected="the id of a service, such as sagemaker-model-monitor",
    fix="write the id in lower case with dashes",
)


ReviewedChange = Literal[
    "replaced",
    "deleted",
    "internet",
    "permission-gained",
    "permission-lost",
    "trust",
    "guard-rail",
    "route",
    "rule",
    "endpoint",
    "key",
    "store",
    "exception",
    "control",
    "user",
    "resource",
]
"""Kinds of changes that a dossier tells apart; mlplatform.dossier.changes says what each means."""

REVIEWED: tuple[ReviewedChange, ...] = tuple(
    change for change in get_args(ReviewedChange) if change not in ("permission-lost", "user", "resource")
)
"""What needs a reviewer where the file says nothing else: all but what takes away, and what happens every day."""


def _with_mandatory(packs: tuple[Pack, ...]) -> tuple[Pack, ...]:
    missing = [pack for pack in MANDATORY_PACKS if pack not in packs]
    if missing:
        raise problem(
            expected=f"at least {' and '.join(MANDATORY_PACKS)}, which every organisation runs",
            fix=f"add {' and '.join(missing)}, or leave `packs` out",
        )
    return packs


class Compliance(Settings):
    """The rule packs of an organisation, and the closed services that its accounts may still use."""

    packs: Annotated[tuple[Pack, ...], AfterValidator(unique), AfterValidator(_with_mandatory)] = Field(
        default=MANDATORY_PACKS,
        description="cdk-nag packs that run at every synth. AwsSolutions and NIST.800.53.R5 are mandatory.",
    )
    services_kept: Annotated[tuple[Annotated[str, _SERVICE], ...], AfterValidator(unique)] = Field(
        default=(),
        description="Services that AWS has closed to new customers and that these accounts may still use.",
        examples=[["sagemaker-model-monitor"]],
    )
    reviewed_changes: Annotated[tuple[ReviewedChange, ...], AfterValidator(unique)] = Field(
        default=REVIEWED,
        description="Kinds of changes to a baseline that need a reviewer: `make dossier` then ends with 1.",
    )
