"""Small apps for the tests: one compliant stack with one acknowledged finding, flat or in a Stage."""

from collections.abc import Callable, Sequence
from pathlib import Path

from aws_cdk import App, CfnResource, Stack, Stage
from aws_cdk import aws_iam as iam
from constructs import Construct

from mlplatform.compliance import acknowledge, attach
from mlplatform.lock import hold
from mlplatform.settings import load_organisation
from tests.conftest import ROOT

MINIMAL = ROOT / "config" / "minimal.yaml"
PACKS = ("AwsSolutions", "NIST.800.53.R5")
FINDING = "arn:aws:s3:::acme-data/*"
IAM5 = f"AwsSolutions::AwsSolutions-IAM5[Resource::{FINDING}]"
REASON = "A team reads every object below its own bucket, whose names nobody knows beforehand."

Build = Callable[[Stack], None]


def policy(scope: Construct, name: str = "Policy") -> iam.CfnManagedPolicy:
    """A managed policy with the one finding that is acknowledged."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": FINDING}
    return iam.CfnManagedPolicy(scope, name, policy_document={"Version": "2012-10-17", "Statement": [statement]})


def compliant(stack: Stack) -> None:
    """A log group that breaks no rule, and the policy with its acknowledgement."""
    logs = {"KmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k", "RetentionInDays": 365}
    CfnResource(stack, "Logs", type="AWS::Logs::LogGroup", properties=logs)
    acknowledge(policy(stack), IAM5, decision="0002", reason=REASON)


def synth(
    outdir: Path,
    build: Build = compliant,
    *,
    packs: Sequence[str] = PACKS,
    staged: bool = False,
) -> Path:
    """Synthesize an app of two environments; raises what the App raises when a rule fires."""
    app = App(outdir=str(outdir), builtin_cloud_formation_validation=False, analytics_reporting=False)
    attach(app, packs=packs)
    hold(app, load_organisation(MINIMAL), locked=None, shards={}, config=MINIMAL)
    for environment in ("staging", "prod"):
        if staged:
            build(Stack(Stage(app, environment), "Data"))
        else:
            build(Stack(app, f"acme-{environment}-Data"))
    app.synth()
    return outdir


def refused(outdir: Path, build: Build, *, packs: Sequence[str] = PACKS, staged: bool = False) -> Path:
    """Synthesize an app that a rule refuses."""
    try:
        synth(outdir, build, packs=packs, staged=staged)
    except RuntimeError as error:
        assert "ValidationFailed" in str(error)  # noqa: PT017 - the report is what the tests look at
        return outdir
    raise AssertionError("no rule fired")
