"""cdk-nag packs by name, each leaving proof in the report that it ran."""

from collections.abc import Callable
from importlib.metadata import version

import jsii
from aws_cdk import IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport
from cdk_nag import (
    AwsSolutionsChecks,
    HIPAASecurityChecks,
    NagPack,
    NIST80053R4Checks,
    NIST80053R5Checks,
    PCIDSS321Checks,
)

from .ids import rules_of
from .proof import proof

PACKS: dict[str, Callable[[], NagPack]] = {
    "AwsSolutions": AwsSolutionsChecks,
    "NIST.800.53.R5": NIST80053R5Checks,
    "NIST.800.53.R4": NIST80053R4Checks,
    "HIPAA.Security": HIPAASecurityChecks,
    "PCI.DSS.321": PCIDSS321Checks,
}


@jsii.implements(IPolicyValidationPlugin)
class RecordedPack:
    """A cdk-nag pack that leaves proof."""

    def __init__(self, pack: NagPack) -> None:
        self._pack = pack

    @property
    def name(self) -> str:
        return self._pack.name

    @property
    def version(self) -> str | None:
        return version("cdk-nag")

    @property
    def rule_ids(self) -> list[str] | None:
        return sorted(rules_of(self.name))

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        report = self._pack.validate(context)
        return PolicyValidationPluginReport(
            success=report.success, violations=[*report.violations, proof(f"{self.name} ran")]
        )
