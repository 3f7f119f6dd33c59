"""cdk-nag packs by name, and the proof that one of them works."""

from collections.abc import Callable, Mapping

from aws_cdk import App, Stack
from aws_cdk import aws_s3 as s3
from cdk_nag import (
    AwsSolutionsChecks,
    HIPAASecurityChecks,
    NagPack,
    NIST80053R4Checks,
    NIST80053R5Checks,
    PCIDSS321Checks,
)

PACKS: dict[str, Callable[[], NagPack]] = {
    "AwsSolutions": AwsSolutionsChecks,
    "NIST.800.53.R5": NIST80053R5Checks,
    "NIST.800.53.R4": NIST80053R4Checks,
    "HIPAA.Security": HIPAASecurityChecks,
    "PCI.DSS.321": PCIDSS321Checks,
}


def working(packs: Mapping[str, NagPack]) -> list[str]:
    """Names of the packs that find a bucket without any protection, in a stack of its own that is never synthesized.

    The library leaves a plugin without findings out of validation-report.json, so a clean pack looks like one that was
    never attached. Wrapping each pack to add a finding would prove that it ran, but carries every finding through jsii:
    with five packs and 300 bad buckets that took a synth from 3 to 10 seconds.
    """
    canary = Stack(App(auto_synth=False), "Canary")
    s3.CfnBucket(canary, "Bucket")
    return [name for name, pack in packs.items() if pack.validate_scope(canary).violations]
