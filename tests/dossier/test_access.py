"""Section 4: the matrix, the roles, who approves, who becomes whom; of the platform's assemblies and of other apps."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest

from mlplatform.access import Evaluator
from mlplatform.dossier import Assembly, read
from mlplatform.dossier.access import access
from mlplatform.dossier.document import Access
from tests.conftest import Assembly as Synthesized
from tests.dossier.small_access import (
    Templates,
    edited,
    inline,
    installed_evaluator,
    named,
    role,
    statement_of,
    written,
)

MARKUP = "<script>alert('&')</script>"


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return installed_evaluator()


@pytest.fixture(scope="module")
def organisation(synthesized: Callable[[str], Synthesized], evaluator: Evaluator) -> dict[str, Access]:
    """Access in each environment of the default organisation."""
    assembly = read(synthesized("energy-retailer").folder)
    found = {place.name: access(assembly, place, evaluator) for place in assembly.places}
    assert not assembly.notes
    return {name: one for name, one in found.items() if one}


def allowed(found: Access, capability: str) -> set[str]:
    return {one.role for one in found.matrix if one.capability == capability and one.verdict == "allowed"}


def only(assembly: Assembly, evaluator: Evaluator | None = None) -> Access:
    [place] = assembly.places
    found = access(assembly, place, evaluator)
    assert found
    return found


@pytest.mark.parametrize(
    ("environment", "capability", "who"),
    [
        ("research", "train a model in the approved network", {"data-scientist", "lead", "ml-engineer", "pipeline"}),
        ("research", "train without a VPC", set()),
        ("research", "use a p5 instance", set()),
        ("research", "read the test split", {"data-engineer", "ml-engineer", "evaluate"}),
        ("research", "pass the evaluation role", {"lead", "ml-engineer", "pipeline"}),
        ("research", "read another team's data", set()),
        ("research", "open Studio as somebody else", set()),
        ("hub", "approve a release", {"mlops-approver"}),
        ("hub", "start a release pipeline", {"ml-engineer", "project-trigger"}),
        ("prod", "read production data", {"data-engineer", "serve"}),
        ("prod", "deploy to production", {"project-deploy", "project-release"}),
        ("prod", "change a role or policy", set()),
    ],
)
def test_the_matrix_says_who_may(
    organisation: dict[str, Access], environment: str, capability: str, who: set[str]
) -> None:
    assert capability in organisation[environment].capabilities
    assert allowed(organisation[environment], capability) == who


def test_a_verdict_names_the_statement_that_decides_and_its_policy(organisation: dict[str, Access]) -> None:
    [found] = [
        one
        for one in organisation["research"].matrix
        if (one.capability, one.role) == ("train without a VPC", "data-scientist")
    ]
    assert (found.verdict, found.decided_by) == ("denied", ("DenyJobsWithoutGroups", "DenyJobsWithoutSubnets"))
    assert found.place.startswith("volta-research-Foundation/PeopleBoundary")


def test_approvers_are_said_in_sentences(organisation: dict[str, Access]) -> None:
    said = " ".join(organisation["hub"].approvers)
    assert "mlops-approver (ApproveReleases) may approve a release; nobody else may." in said
    assert "Nobody may both start and approve a release." in said


def test_every_environment_is_evaluated_for_every_kind_of_role(organisation: dict[str, Access]) -> None:
    assert sorted(organisation) == ["hub", "prod", "research", "staging"]
    for found in organisation.values():
        assert found.evaluated
        assert {one.verdict for one in found.matrix} == {"allowed", "denied"}
        assert len(found.matrix) == len(found.capabilities) * len(found.roles)


def test_a_team_that_may_more_has_a_column_of_its_own(
    synthesized: Callable[[str], Synthesized], evaluator: Evaluator, tmp_path: Path
) -> None:
    def more(templates: Templates) -> None:
        [data] = [stack for name, stack in templates.items() if name == "volta-research-Data-trading"]
        policy = named(data, "LakeDataScientistAccess", "AWS::IAM::ManagedPolicy")
        statement_of(policy, "ReadObjects")["Action"] = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
        statement_of(policy, "DenyOtherPhases")["Action"] = "s3:DeleteObjectVersion"
        bucket = named(data, "LakeGoldPolicy", "AWS::S3::BucketPolicy")
        statement_of(bucket, "TestIsReadBy")["Action"] = "s3:GetObjectVersion"
        statement_of(policy, "ReadObjects")["Resource"] = "arn:aws:s3:::volta-research-data-trading-*"

    assembly = edited(synthesized("energy-retailer").folder, tmp_path / "more", more)
    [place] = [place for place in assembly.places if place.name == "research"]
    found = access(assembly, place, evaluator)
    assert found
    assert "data-scientist (trading)" in found.roles
    assert "data-scientist (trading)" in allowed(found, "read the test split")
    assert "data-scientist" not in allowed(found, "read the test split")
    assert "lead (trading)" not in found.roles


def test_a_role_that_may_approve_what_it_starts_is_said(
    minimal: Synthesized, evaluator: Evaluator, tmp_path: Path
) -> None:
    def approve(templates: Templates) -> None:
        policy = named(templates["acme-main-Roles-forecasting"], "TeamMlEngineerPolicy", "AWS::IAM::ManagedPolicy")
        release = statement_of(policy, "RunReleases")
        release["Action"] = [*release["Action"], "codepipeline:PutApprovalResult"]
        release["Resource"] = "*"

    found = only(edited(minimal.folder, tmp_path / "both", approve), evaluator)
    assert "ml-engineer may both start and approve a release." in found.approvers


def test_without_an_evaluator_nothing_is_evaluated(minimal: Synthesized) -> None:
    found = only(read(minimal.folder))
    assert not found.evaluated
    assert {one.verdict for one in found.matrix} == {"not evaluated"}
    assert found.capabilities
    assert "Who may approve a release is not evaluated." in found.approvers


def test_summaries_say_who_takes_a_role_whom_it_becomes_and_what_it_may(minimal: Synthesized) -> None:
    found = {one.name.removeprefix("acme-main-"): one for one in only(read(minimal.folder)).summaries}
    engineer = found["forecasting-ml-engineer"]
    assert engineer.kind == "persona"
    assert engineer.taken_by == (
        "service sagemaker.amazonaws.com where aws:SourceAccount is 111122223333, also sts:SetSourceIdentity",
    )
    assert "passes to sagemaker.amazonaws.com: acme-main-forecasting-pipeline" in engineer.becomes
    assert engineer.policies[0].startswith("acme-main-Foundation/PeopleBoundary")
    assert any(line.startswith("deny  sagemaker:CreateTrainingJob on * where") for line in engineer.may)
    assert found["platform-admin"].taken_by == (
        "permission set MLPlatformAdmin of Identity Center in account 111122223333",
    )
    start = "project_demand-forecast-start"
    assert found[start].taken_by == ("role acme-main-project_demand-forecast-pipeline of account 111122223333",)
    assert "takes acme-main-project_demand-forecast-start" in found["project_demand-forecast-pipeline"].becomes


def test_another_app_has_its_roles_and_a_note(tmp_path: Path, evaluator: Evaluator) -> None:
    read_it = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    all_but = {"Sid": "But", "Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::secret"}
    assembly = written(tmp_path / "app", {"Reader": role(Policies=inline(read_it, all_but))})
    found = only(assembly, evaluator)
    assert (found.evaluated, found.matrix, found.approvers) == (False, (), ())
    [summary] = found.summaries
    assert summary.taken_by == ("service lambda.amazonaws.com",)
    assert summary.may == (
        "allow all but iam:* on all but arn:aws:s3:::secret (But)",
        "allow s3:GetObject on * (no Sid)",
    )
    assert ["not made of this platform" in note.text for note in assembly.notes] == [True]


def test_a_policy_that_cannot_be_read_is_noted_and_hides_no_other(tmp_path: Path) -> None:
    managed = {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"}
    writes = {"Sid": "Own", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}
    resources = {
        "Partly": role(ManagedPolicyArns=[managed], Policies=inline(writes)),
        "Whole": role(Policies=inline(writes)),
    }
    assembly = written(tmp_path / "app", resources)
    assert [one.may for one in only(assembly).summaries] == [("allow s3:PutObject on * (Own)",)] * 2
    assert [note.about for note in assembly.notes if "ReadOnlyAccess" in note.text] == ["App/Partly"]


def test_the_picture_shows_who_becomes_whom(organisation: dict[str, Access]) -> None:
    picture = organisation["research"].picture
    root = ElementTree.fromstring(picture)
    titles = {title.text for title in root.iter("{http://www.w3.org/2000/svg}title")}
    assert {"ml-engineer passes pipeline", "service sagemaker takes train", "Identity Center takes auditor"} <= titles
    assert "project-pipeline in hub takes project-start" in titles
    assert root.get("viewBox", "").startswith("0 0 1240 ")


def test_names_with_markup_stay_text_in_the_picture(tmp_path: Path) -> None:
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Federated": MARKUP}, "Action": "sts:AssumeRole"}]}
    found = only(written(tmp_path / "app", {"Odd": role(trust, RoleName=MARKUP)}))
    assert "<script" not in found.picture
    assert any(MARKUP in (one.text or "") for one in ElementTree.fromstring(found.picture).iter())


def test_an_app_without_roles_has_no_access(tmp_path: Path) -> None:
    assembly = written(tmp_path / "app", {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {}}})
    [place] = assembly.places
    assert access(assembly, place, None) is None
