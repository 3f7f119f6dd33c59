"""acknowledge() refuses what is broad, undecided, weak or unknown, and registers only for packs that run."""

from pathlib import Path

import pytest
from aws_cdk import App, CfnResource, NestedStack, Stack, Stage
from aws_cdk import aws_s3 as s3
from constructs import Construct, IConstruct

from mlplatform.compliance import ComplianceError, acknowledge, attach, every_pack
from tests.compliance.apps import REASON

S1 = "AwsSolutions::AwsSolutions-S1"
METADATA = "aws:cdk:acknowledged-rules"


@pytest.fixture
def app() -> App:
    app = App(builtin_cloud_formation_validation=False)
    attach(app, packs=["AwsSolutions"])
    return app


@pytest.fixture
def bucket(app: App) -> s3.Bucket:
    return s3.Bucket(Stack(app, "Data"), "Bucket")


def written(construct: IConstruct | None) -> dict[str, str]:
    assert construct is not None
    found: dict[str, str] = {}
    for entry in construct.node.metadata:
        if entry.type == METADATA:
            found.update(entry.data)
    return found


def test_it_is_written_at_the_resource_with_decision_and_class(bucket: s3.Bucket) -> None:
    acknowledge(bucket, S1, decision="0002", reason=REASON)
    assert written(bucket.node.default_child) == {S1: f"[ADR-0002] Bucket: {REASON}"}
    assert written(bucket) == {}


def test_the_class_is_the_librarys_own_construct_around_it(app: App) -> None:
    class Lake(Construct):
        def __init__(self, scope: Construct) -> None:
            super().__init__(scope, "Lake")
            self.bucket = s3.Bucket(self, "Bucket")
            acknowledge(self.bucket, S1, decision="0002", reason=REASON)

    Lake.__module__ = "mlplatform.data.lake"
    lake = Lake(Stack(app, "Data"))
    assert written(lake.bucket.node.default_child)[S1].startswith("[ADR-0002] data.Lake: ")


def test_a_pack_that_is_not_attached_gets_nothing(bucket: s3.Bucket) -> None:
    acknowledge(bucket, *every_pack("S3BucketReplicationEnabled"), decision="0002", reason=REASON)
    assert written(bucket.node.default_child) == {}


def test_an_app_without_attach_gets_nothing() -> None:
    bucket = s3.Bucket(Stack(App(), "Data"), "Bucket")
    acknowledge(bucket, S1, decision="0002", reason=REASON)
    assert written(bucket.node.default_child) == {}


def test_every_pack_names_the_packs_that_have_the_rule() -> None:
    assert every_pack("S3BucketDefaultLockEnabled") == ("NIST.800.53.R4::NIST.800.53.R4-S3BucketDefaultLockEnabled",)
    assert len(every_pack("S3BucketReplicationEnabled")) == 4
    with pytest.raises(ComplianceError, match="No cdk-nag pack"):
        every_pack("S3BucketReplication")


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("AwsSolutions-S1", "not a namespaced rule id"),
        ("Annotation::S1", "names the pack"),
        ("Serverless::Serverless-LambdaDLQ", "Known packs: AwsSolutions"),
        ("AwsSolutions::AwsSolutions-S11", "Closest: .*AwsSolutions-S1"),
        ("MLPlatform::NO-CLOSED-SERVICE", "has no rule"),
        ("MLPlatform::EVALUATION", "has no rule"),
    ],
)
def test_an_unknown_rule_is_refused(bucket: s3.Bucket, rule: str, message: str) -> None:
    with pytest.raises(ComplianceError, match=message):
        acknowledge(bucket, rule, decision="0002", reason=REASON)


@pytest.mark.parametrize(
    "reason", ["", "because", "TODO", "This is a false positive of the rule and can be left as it stands.", "x " * 20]
)
def test_a_weak_reason_is_refused(bucket: s3.Bucket, reason: str) -> None:
    with pytest.raises(ComplianceError, match="too weak"):
        acknowledge(bucket, S1, decision="0002", reason=reason)


@pytest.mark.parametrize("decision", ["9999", "2", "", "../0002", "000*"])
def test_a_decision_without_record_is_refused(bucket: s3.Bucket, decision: str) -> None:
    with pytest.raises(ComplianceError, match="decision record"):
        acknowledge(bucket, S1, decision=decision, reason=REASON)


def test_the_folder_of_the_records_is_attachs(tmp_path: Path) -> None:
    (tmp_path / "0042-lake.md").write_text("# 0042")
    app = App()
    attach(app, packs=["AwsSolutions"], decisions=tmp_path)
    bucket = s3.Bucket(Stack(app, "Data"), "Bucket")
    acknowledge(bucket, S1, decision="0042", reason=REASON)
    with pytest.raises(ComplianceError, match="Records: 0042-lake"):
        acknowledge(bucket, S1, decision="0002", reason=REASON)


def test_broad_scopes_are_refused(app: App) -> None:
    stage = Stage(app, "Prod")
    stack = Stack(stage, "Data")
    nested = NestedStack(stack, "Nested")
    s3.Bucket(Construct(stack, "Group"), "Bucket")
    for scope in (app, stage, stack, nested, stack.node.find_child("Group")):
        with pytest.raises(ComplianceError, match="too broad"):
            acknowledge(scope, S1, decision="0002", reason=REASON)


def test_no_rule_is_refused(bucket: s3.Bucket) -> None:
    with pytest.raises(ComplianceError, match="No rule"):
        acknowledge(bucket, decision="0002", reason=REASON)


def test_two_reasons_for_one_shape_are_refused(app: App) -> None:
    stack = Stack(app, "Data")
    one, other = s3.Bucket(stack, "One"), s3.Bucket(stack, "Other")
    acknowledge(one, S1, decision="0002", reason=REASON)
    acknowledge(other, S1, decision="0002", reason=REASON)
    with pytest.raises(ComplianceError, match="two reasons"):
        acknowledge(other, S1, decision="0002", reason=f"{REASON} But not on Sundays.")


def test_a_severe_control_needs_a_compensation(bucket: s3.Bucket) -> None:
    with pytest.raises(ComplianceError, match="compensation"):
        acknowledge(bucket, "MLPlatform::S3-02", decision="0006", reason=REASON)
    acknowledge(bucket, "MLPlatform::S3-02", decision="0006", reason=REASON, compensation=REASON)
    assert "Compensated by:" in written(bucket.node.default_child)["MLPlatform::S3-02"]


@pytest.mark.parametrize("rule", ["MLPlatform::S3-02", "NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS"])
def test_a_severe_control_needs_a_record_that_names_it(bucket: s3.Bucket, rule: str) -> None:
    with pytest.raises(ComplianceError, match=r"0002-cdk-nag-3[.]md does not say why it cannot be met"):
        acknowledge(bucket, rule, decision="0002", reason=REASON, compensation=REASON)


def test_a_reason_is_good_for_one_requirement_of_one_class(app: App) -> None:
    stack = Stack(app, "Data")
    bucket, table = s3.Bucket(stack, "Bucket"), CfnResource(stack, "Table", type="AWS::DynamoDB::Table")
    acknowledge(bucket, S1, "MLPlatform::S3-04", *every_pack("S3BucketLoggingEnabled"), decision="0006", reason=REASON)
    with pytest.raises(ComplianceError, match="S3BucketReplicationEnabled of Bucket has the reason of S3-04 of Bucket"):
        acknowledge(bucket, *every_pack("S3BucketReplicationEnabled"), decision="0006", reason=REASON)
    with pytest.raises(ComplianceError, match="of CfnResource has the reason of S3-04 of Bucket"):
        acknowledge(table, *every_pack("DynamoDBInBackupPlan"), decision="0006", reason=REASON)


def test_attach_comes_first_and_once(app: App) -> None:
    with pytest.raises(ComplianceError, match="twice"):
        attach(app, packs=[])
    late = App()
    CfnResource(Stack(late, "Data"), "Logs", type="AWS::Logs::LogGroup")
    with pytest.raises(ComplianceError, match="after the first construct"):
        attach(late, packs=[])


def test_attach_names_the_closest_pack_and_service() -> None:
    with pytest.raises(ComplianceError, match=r"Did you mean 'HIPAA.Security'"):
        attach(App(), packs=["HIPAA"])
    with pytest.raises(ComplianceError, match="Did you mean 'sagemaker-model-monitor'"):
        attach(App(), packs=[], services_kept=["model-monitor"])
