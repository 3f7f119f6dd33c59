"""Resources between two assemblies: what is lost comes first, a rename is no change, a person is one change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlplatform.dossier import read
from mlplatform.dossier.differences.resources import resource_changes
from mlplatform.dossier.document import Change
from tests.conftest import Assembly
from tests.dossier.seeded import Template, copied, edited, of_type, renamed

Edit = Callable[[Template], object]


@pytest.fixture(scope="module")
def sample(synthesized: Callable[[str], Assembly]) -> Path:
    return synthesized("minimal").folder


@pytest.fixture
def changed(sample: Path, tmp_path: Path) -> Callable[[str, Edit], list[Change]]:
    """What is said of an edit of one stack."""

    def compare(stack: str, edit: Edit) -> list[Change]:
        other = copied(sample, tmp_path / "other")
        edited(other, stack, edit)
        return list(resource_changes(read(sample), read(other)))

    return compare


def test_the_same_is_no_change(sample: Path, tmp_path: Path) -> None:
    assert list(resource_changes(read(sample), read(copied(sample, tmp_path / "other")))) == []


@pytest.mark.parametrize(
    ("stack", "type_"), [("Roles-forecasting", "AWS::IAM::ManagedPolicy"), ("Network", "AWS::EC2::SecurityGroup")]
)
def test_a_renamed_construct_is_no_change(sample: Path, tmp_path: Path, stack: str, type_: str) -> None:
    other = copied(sample, tmp_path / "other")
    renamed(other, stack, type_)
    assert list(resource_changes(read(sample), read(other))) == []


def test_a_renamed_domain_is_a_domain_that_is_lost(sample: Path, tmp_path: Path) -> None:
    other = copied(sample, tmp_path / "other")
    name = renamed(other, "Studio", "AWS::SageMaker::Domain")
    [change] = resource_changes(read(sample), read(other))
    assert change.kind == "replaced"
    assert "another logical id" in change.title
    assert "home" in change.title.lower()
    assert change.after.endswith(f"/{name}")


def test_a_replaced_domain_says_what_is_lost(changed: Callable[[str, Edit], list[Change]]) -> None:
    found = changed("Studio", lambda t: of_type(t, "AWS::SageMaker::Domain")["Properties"].update(DomainName="other"))
    [change] = found
    assert (change.kind, change.environment) == ("replaced", "main")
    assert "DomainName cannot change" in change.title
    assert '"other"' in change.after


@pytest.mark.parametrize(("policy", "said"), [("Retain", "nothing manages it"), ("Delete", "Delete: ")])
def test_a_removed_bucket_says_what_becomes_of_it(sample: Path, tmp_path: Path, policy: str, said: str) -> None:
    def first(template: Template) -> str:
        return str(min(name for name, body in template["Resources"].items() if body["Type"] == "AWS::S3::Bucket"))

    before = copied(sample, tmp_path / "before")
    edited(before, "Data-forecasting", lambda t: t["Resources"][first(t)].update(DeletionPolicy=policy))
    after = copied(before, tmp_path / "after")
    edited(after, "Data-forecasting", lambda t: t["Resources"].pop(first(t)))
    [change] = [change for change in resource_changes(read(before), read(after)) if change.kind == "deleted"]
    assert said in change.title


def test_a_person_who_comes_is_one_change(changed: Callable[[str, Edit], list[Change]]) -> None:
    def come(template: Template) -> None:
        name, body = next(
            (n, b) for n, b in template["Resources"].items() if b["Type"] == "AWS::SageMaker::UserProfile"
        )
        text = {"Key": "user", "Value": "dag.berg"}
        tags = [text if tag["Key"] == "user" else tag for tag in body["Properties"]["Tags"]]
        properties = {**body["Properties"], "Tags": tags, "UserProfileName": "dag-berg"}
        template["Resources"][f"{name}x"] = {**body, "Properties": properties}
        of_type(template, "Custom::ProfileCleanUp")["Properties"]["Profiles"].append("dag-berg")

    [change] = changed("Users-shared-00", come)
    assert (change.kind, change.title) == (
        "user",
        "dag.berg comes (forecasting as acme-main-forecasting-data-scientist).",
    )


def test_a_person_with_another_persona_is_one_change(changed: Callable[[str, Edit], list[Change]]) -> None:
    def promote(template: Template) -> None:
        settings = of_type(template, "AWS::SageMaker::UserProfile")["Properties"]["UserSettings"]
        settings["ExecutionRole"]["Fn::Join"][1][-1] = ":role/acme-main-forecasting-lead"

    [change] = changed("Users-shared-00", promote)
    assert change.kind == "user"
    assert change.title.startswith("anna.lindqvist is different in UserSettings.ExecutionRole")
    assert change.title.endswith("becomes forecasting as acme-main-forecasting-lead.")


def test_a_person_who_goes_loses_a_home(changed: Callable[[str, Edit], list[Change]]) -> None:
    def go(template: Template) -> None:
        name = next(n for n, b in template["Resources"].items() if b["Type"] == "AWS::SageMaker::UserProfile")
        del template["Resources"][name]

    [change] = changed("Users-shared-00", go)
    assert change.kind == "user"
    assert "anna.lindqvist goes" in change.title


def test_anything_else_is_a_resource_with_the_paths_that_differ(changed: Callable[[str, Edit], list[Change]]) -> None:
    [change] = changed("Studio", lambda t: of_type(t, "AWS::Lambda::Function")["Properties"].update(Timeout=5))
    assert (change.kind, change.title) == ("resource", "AWS::Lambda::Function differs: Properties.Timeout")
    assert change.after == '{"Properties.Timeout": 5}'


def test_an_environment_that_is_new_is_all_new(sample: Path, tmp_path: Path) -> None:
    other = copied(sample, tmp_path / "empty")
    for path in other.glob("*.template.json"):
        path.write_text('{"Resources": {}}')
    found = {change.kind for change in resource_changes(read(other), read(sample))}
    assert found == {"resource", "user"}
