"""The way of a model's files: written in the workbench's account, read by the endpoint in another one.

Every policy on the way is asked for the same request, in the templates of both accounts. A bucket's name is
CloudFormation's, so the reader's side sees one that CloudFormation could give.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import Assembly
from tests.properties.delivery import ACCOUNTS, PROJECTS, Organisation, role
from tests.properties.estate import Resource, Templates
from tests.properties.policies import POLICY, attached, role_of, statements
from tests.unit.data.requests import Context, decides

BUCKET, BUCKET_POLICY, KEY, ALIAS = (
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::KMS::Key",
    "AWS::KMS::Alias",
)
ENDPOINT, PIPELINE = "AWS::EC2::VPCEndpoint", "AWS::SageMaker::Pipeline"
GROUP = "AWS::SageMaker::ModelPackageGroup"
TRAINED, SERVED = "research", ("staging", "prod")
WRITTEN = "job-1/output/model.tar.gz"
BUCKET_AS_SEEN = "arn:aws:s3:::volta-research-data-x-lakework1a2b3c4d-5e6f7a8b"
KEY_AS_SEEN = f"arn:aws:kms:eu-west-1:{ACCOUNTS[TRAINED]}:key/0a1b2c3d"


@pytest.fixture(scope="module")
def organisation(synthesized: Callable[[str], Assembly]) -> Organisation:
    return Organisation.of(synthesized("energy-retailer"))


def work(organisation: Organisation, team: str) -> Resource:
    [found] = [
        bucket
        for bucket in organisation.estates[TRAINED].of(BUCKET)
        if bucket.stack.endswith(f"-Data-{team}") and "LakeWork" in bucket.id
    ]
    return found


def _rows(
    organisation: Organisation, environment: str, team: str, machine: str = "serve"
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The policies that a machine's role of the team has there, and its boundary; by default its endpoints'."""
    estate = organisation.estates[environment]
    found = role_of(estate, f"volta-{environment}-{team}-{machine}")
    yield "own policies", [row for policy in attached(estate, found) for row in statements(policy)]
    yield "boundary", statements(estate.by_reference[found.properties["PermissionsBoundary"]])


def _of_bucket(organisation: Organisation, bucket: Resource) -> list[dict[str, Any]]:
    reference = f"<<{bucket.name}>>"
    policies = organisation.estates[TRAINED].of(BUCKET_POLICY)
    [policy] = [policy for policy in policies if policy.properties["Bucket"] == reference]
    return statements(policy)


def _of_key(organisation: Organisation, team: str) -> list[dict[str, Any]]:
    estate = organisation.estates[TRAINED]
    alias = f"alias/volta-{TRAINED}/team/{team}"
    [key_id] = [a.properties["TargetKeyId"] for a in estate.of(ALIAS) if a.properties["AliasName"] == alias]
    return list(estate.by_reference[key_id].properties["KeyPolicy"]["Statement"])


def closed(organisation: Organisation, *, project: str, reader: str, environment: str) -> list[str]:
    """Where the way of a project's model is closed to the endpoints of the team `reader` in an environment."""
    team = PROJECTS[project]
    model = f"artefacts/{team}-{project}/{WRITTEN}"
    bucket, arn = work(organisation, team), role(environment, f"{reader}-serve")
    who = {"aws:PrincipalArn": arn, "aws:PrincipalAccount": ACCOUNTS[environment]}
    where = {**who, "aws:ResourceAccount": ACCOUNTS[TRAINED], "aws:SecureTransport": "true"}
    alias = f"alias/volta-{TRAINED}/team/{team}"
    through_s3 = {**where, "kms:ViaService": "s3.eu-west-1.amazonaws.com", "kms:ResourceAliases": alias}
    found = []
    for name, rows in _rows(organisation, environment, reader):
        found += [] if decides(rows, "Allow", "s3:GetObject", f"{BUCKET_AS_SEEN}/{model}", where) else [f"{name}: read"]
        found += [] if decides(rows, "Allow", "kms:Decrypt", KEY_AS_SEEN, through_s3) else [f"{name}: decrypt"]
    theirs = [row for row in _of_bucket(organisation, bucket) if _admits(row, environment)]
    found += [] if decides(theirs, "Allow", "s3:GetObject", f"<<{bucket.name}.Arn>>/{model}", where) else ["bucket"]
    keys = [row for row in _of_key(organisation, team) if _admits(row, environment)]
    found += [] if decides(keys, "Allow", "kms:Decrypt", KEY_AS_SEEN, through_s3) else ["key"]
    return [*found, *_closed_endpoint(organisation, environment, model, where)]


def _closed_endpoint(organisation: Organisation, environment: str, model: str, where: Context) -> list[str]:
    gateways = [
        endpoint
        for endpoint in organisation.estates[environment].of(ENDPOINT)
        if str(endpoint.properties["ServiceName"]).endswith(".s3")
    ]
    rows = gateways[0].properties["PolicyDocument"]["Statement"]
    return [] if decides(rows, "Allow", "s3:GetObject", f"{BUCKET_AS_SEEN}/{model}", where) else ["endpoint"]


def _admits(row: dict[str, Any], environment: str) -> bool:
    """Whether a statement speaks of the environment's account."""
    return bool(row.get("Principal", {}).get("AWS") == f"arn:aws:iam::{ACCOUNTS[environment]}:root")


@pytest.mark.parametrize("environment", SERVED)
@pytest.mark.parametrize("project", PROJECTS)
def test_the_whole_way_is_open(organisation: Organisation, project: str, environment: str) -> None:
    assert closed(organisation, project=project, reader=PROJECTS[project], environment=environment) == []


@pytest.mark.parametrize("environment", SERVED)
def test_to_another_team_it_is_closed_on_either_side(organisation: Organisation, environment: str) -> None:
    found = closed(organisation, project="churn", reader="grid-assets", environment=environment)
    assert {"own policies: read", "own policies: decrypt", "bucket", "key"} <= set(found)


def test_models_that_are_no_projects_stay_where_they_are(organisation: Organisation) -> None:
    """A team's experiments lie beside its projects' models, and its endpoints elsewhere do not see them."""
    bucket = work(organisation, "customer-value")
    context = {"aws:PrincipalArn": role("prod", "customer-value-serve"), "aws:SecureTransport": "true"}
    theirs = [row for row in _of_bucket(organisation, bucket) if _admits(row, "prod")]
    for key in ("artefacts/customer-value-experiment/model.tar.gz", "artefacts/customer-value-churn-2/x", "code/x"):
        assert not decides(theirs, "Allow", "s3:GetObject", f"<<{bucket.name}.Arn>>/{key}", context)


def test_what_other_accounts_may_do_is_to_read(organisation: Organisation) -> None:
    for team in PROJECTS.values():
        rows = [row for row in _of_bucket(organisation, work(organisation, team)) if row["Effect"] == "Allow"]
        assert {action for row in rows for action in [row["Action"]]} == {"s3:GetObject", "s3:ListBucket"}
        for environment in SERVED:
            [row] = [row for row in _of_key(organisation, team) if _admits(row, environment)]
            assert row["Action"] == ["kms:Decrypt", "kms:DescribeKey"]


def test_training_writes_below_the_prefix_that_is_read(organisation: Organisation) -> None:
    """The place is a parameter joined with these prefixes; a job adds its name, as `WRITTEN` does."""
    for _, pipeline in organisation.of_type(PIPELINE):
        body = str(pipeline.properties["PipelineDefinition"]["PipelineDefinitionBody"])
        name = pipeline.properties["PipelineName"]
        assert f'{{"Get":"Parameters.Work"}},"artefacts","{name}"' in body


@pytest.mark.parametrize("project", PROJECTS)
def test_a_model_is_registered_in_the_hub(organisation: Organisation, project: str) -> None:
    """The role of the SageMaker pipeline may, its boundary lets it, and the group in the hub admits it."""
    team = PROJECTS[project]
    hub = f"arn:aws:sagemaker:eu-west-1:{ACCOUNTS['hub']}"
    group, package = f"{hub}:model-package-group/{team}-{project}", f"{hub}:model-package/{team}-{project}/1"
    registers = "sagemaker:CreateModelPackage"
    pending = {
        "aws:PrincipalArn": role(TRAINED, f"{team}-pipeline"),
        "sagemaker:ModelApprovalStatus": "PendingManualApproval",
    }
    rows = dict(_rows(organisation, TRAINED, team, "pipeline"))
    for resource in (group, package):
        assert [name for name, own in rows.items() if not decides(own, "Allow", registers, resource, pending)] == []
        assert [name for name, own in rows.items() if decides(own, "Deny", registers, resource, pending)] == []
    [found] = [
        g for _, g in organisation.of_type(GROUP) if g.properties["ModelPackageGroupName"] == f"{team}-{project}"
    ]
    admitted = found.properties["ModelPackageGroupPolicy"]["Statement"]
    assert [row["Principal"] for row in admitted] == [{"AWS": f"arn:aws:iam::{ACCOUNTS[TRAINED]}:root"}]
    assert decides(admitted, "Allow", registers, group, pending)
    other = {**pending, "aws:PrincipalArn": role(TRAINED, f"{team}-ml-engineer")}
    assert not decides(admitted, "Allow", registers, group, other)
    approved = {**pending, "sagemaker:ModelApprovalStatus": "Approved"}
    assert decides(rows["boundary"], "Deny", registers, group, approved)


@pytest.mark.parametrize("environment", SERVED)
def test_an_endpoint_writes_what_it_captures(organisation: Organisation, environment: str) -> None:
    """In its own account: the bucket names the role, the role's policy and the key are the team's."""
    estate = organisation.estates[environment]
    for project, team in PROJECTS.items():
        [policy] = [policy for policy in estate.of(BUCKET_POLICY) if policy.stack.endswith(f"-Serving-{project}")]
        [row] = [row for row in statements(policy) if row["Effect"] == "Allow"]
        assert row["Principal"] == {"AWS": role(environment, f"{team}-serve")}
        assert row["Action"] == "s3:PutObject"
        assert row["Resource"].endswith(f".Arn>>/{project}/*")
        rows = dict(_rows(organisation, environment, team))
        assert decides(rows["boundary"], "Allow", "s3:PutObject", "arn:aws:s3:::volta-x/churn/1", {})


def _without(sid: str) -> Callable[[dict[str, Any]], object]:
    def edit(properties: dict[str, Any]) -> None:
        document = next(properties[key] for key in ("PolicyDocument", "KeyPolicy") if key in properties)
        document["Statement"] = [row for row in document["Statement"] if row.get("Sid") != sid]

    return edit


def _everywhere(type_: str, sid: str) -> Callable[[Templates], object]:
    def fault(templates: Templates) -> None:
        for template in templates.values():
            for resource in template["Resources"].values():
                if resource["Type"] == type_ and "PolicyDocument" in resource.get("Properties", {}):
                    _without(sid)(resource["Properties"])

    return fault


FAULTS: list[tuple[str, Callable[[Templates], object]]] = [
    ("own policies: read", _everywhere(POLICY, "ReadModels")),
    ("own policies: decrypt", _everywhere(POLICY, "UseModelKey")),
    ("boundary: read", _everywhere(POLICY, "OwnBuckets")),
    ("boundary: decrypt", _everywhere(POLICY, "ModelKeys")),
    ("bucket", _everywhere(BUCKET_POLICY, "ModelsServedInProd")),
    ("endpoint", _everywhere(ENDPOINT, "ReadElsewhere")),
]


@pytest.mark.parametrize(("gate", "fault"), FAULTS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_closed_gate_is_seen(organisation: Organisation, gate: str, fault: Callable[[Templates], object]) -> None:
    templates = organisation.copy()
    fault(templates)
    assert closed(Organisation(templates), project="churn", reader="customer-value", environment="prod") == [gate]


def test_a_key_that_does_not_know_the_reader_is_seen(organisation: Organisation) -> None:
    templates = organisation.copy()
    for resource in templates[f"volta-{TRAINED}-Foundation"]["Resources"].values():
        if resource["Type"] == KEY:
            _without("ModelsServedInProd")(resource["Properties"])
    assert closed(Organisation(templates), project="churn", reader="customer-value", environment="prod") == ["key"]
