"""Each scanner is on: a resource that is known to be bad is found, whichever way it was written."""

from pathlib import Path

import pytest
from aws_cdk import (
    Acknowledgment,
    CfnResource,
    NestedStack,
    PolicyValidationPluginReport,
    RemovalPolicy,
    Stack,
    Validations,
    cloudformation_include,
    custom_resources,
)
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from cdk_nag import AwsSolutionsChecks

from mlplatform.compliance.canary import EXPECTED, own_canary
from mlplatform.compliance.ids import NAG_PACKS, OWN_PACK
from mlplatform.compliance.packs import working
from mlplatform.compliance.report import read_report
from tests.compliance.apps import compliant, refused

PUBLIC_READ = "S3BucketPublicReadProhibited"
CANARIES = {pack: f"{pack}-{'S1' if pack == 'AwsSolutions' else PUBLIC_READ}" for pack in NAG_PACKS}


def bad_bucket(stack: Stack) -> None:
    s3.CfnBucket(stack, "Bucket")


@pytest.mark.parametrize("pack", NAG_PACKS)
def test_a_pack_finds_a_bad_bucket_and_says_that_it_ran(pack: str, tmp_path: Path) -> None:
    report = read_report(refused(tmp_path, bad_bucket, packs=[pack]))
    assert {(one.pack, one.rule, one.path) for one in report.open} >= {
        (pack, CANARIES[pack], f"acme-{environment}-Data/Bucket") for environment in ("staging", "prod")
    }
    assert report.proofs[OWN_PACK]["packs"] == pack


def test_a_pack_that_finds_nothing_is_not_among_those_that_work() -> None:
    class Blind:
        def validate_scope(self, _: object) -> PolicyValidationPluginReport:
            return PolicyValidationPluginReport(success=True, violations=[])

    assert working({"AwsSolutions": AwsSolutionsChecks(), "Blind": Blind()}) == ["AwsSolutions"]  # type: ignore[dict-item]


def overridden(stack: Stack) -> None:
    group = logs.CfnLogGroup(
        stack, "Logs", kms_key_id="arn:aws:kms:eu-west-1:111122223333:key/k", retention_in_days=365
    )
    group.add_property_deletion_override("KmsKeyId")


def untyped(stack: Stack) -> None:
    CfnResource(stack, "Logs", type="AWS::Logs::LogGroup", properties={"RetentionInDays": 365})


def nested(stack: Stack) -> None:
    untyped(NestedStack(stack, "Nested"))


def included(stack: Stack) -> None:
    file = Path(stack.node.root.outdir) / "included.json"  # type: ignore[attr-defined]
    file.write_text('{"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 365}}}}')
    cloudformation_include.CfnInclude(stack, "Include", template_file=str(file))


@pytest.mark.parametrize("build", [overridden, untyped, nested, included])
def test_our_rules_see_what_is_deployed(build: object, tmp_path: Path) -> None:
    report = read_report(refused(tmp_path, build, packs=[]))  # type: ignore[arg-type]
    found = [one for one in report.open if one.rule == "LOG-01"]
    assert {(one.pack, one.path.split("/")[0]) for one in found} == {
        (OWN_PACK, "acme-staging-Data"),
        (OWN_PACK, "acme-prod-Data"),
    }
    assert all(one.path.endswith("/Logs") and "KmsKeyId is absent" in one.description for one in found)


def auto_delete(stack: Stack) -> None:
    s3.Bucket(stack, "Bucket", removal_policy=RemovalPolicy.DESTROY, auto_delete_objects=True)


def restricted(stack: Stack) -> None:
    isolated = ec2.SubnetConfiguration(name="isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
    ec2.Vpc(stack, "Vpc", max_azs=1, restrict_default_security_group=True, subnet_configuration=[isolated])


def provider(stack: Stack) -> None:
    code = lambda_.Code.from_inline("x")
    handler = lambda_.Function(stack, "Handler", runtime=lambda_.Runtime.PYTHON_3_14, handler="x", code=code)
    custom_resources.Provider(stack, "Framework", on_event_handler=handler)


def sdk_call(stack: Stack) -> None:
    call = custom_resources.AwsSdkCall(
        service="S3", action="listBuckets", physical_resource_id=custom_resources.PhysicalResourceId.of("x")
    )
    policy = custom_resources.AwsCustomResourcePolicy.from_sdk_calls(resources=["*"])
    custom_resources.AwsCustomResource(stack, "Call", on_create=call, policy=policy)


@pytest.mark.parametrize("build", [auto_delete, restricted, provider, sdk_call])
def test_what_the_cdk_supplies_is_refused(build: object, tmp_path: Path) -> None:
    report = read_report(refused(tmp_path, build, packs=[]))  # type: ignore[arg-type]
    assert {"NO-CDK-PROVIDER", "NO-NODE-RUNTIME"} <= {one.rule for one in report.open}


@pytest.mark.parametrize("scope", ["App", "staging"])
@pytest.mark.parametrize("rule", ["AwsSolutions-S1", "AwsSolutions::AwsSolutions-S1"])
def test_an_acknowledgement_at_the_app_or_a_stage_is_found(scope: str, rule: str, tmp_path: Path) -> None:
    def build(stack: Stack) -> None:
        compliant(stack)
        place = stack.node.root if scope == "App" else stack.node.root.node.find_child("staging")
        Validations.of(place).acknowledge(Acknowledgment(id=rule, reason="somebody thought it right"))

    report = read_report(refused(tmp_path, build, staged=True))
    assert {one.path for one in report.open if one.rule == "BROAD-ACKNOWLEDGEMENT"} == {scope}


def test_our_own_rules_find_their_canary() -> None:
    assert own_canary().split() == list(EXPECTED)


def test_rules_that_see_nothing_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlplatform.compliance.canary.evaluate", lambda _: [])
    assert own_canary() == ""
