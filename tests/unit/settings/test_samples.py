"""The samples are valid, say what they seem to say, and the schema is current."""

import ast
import json
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from pydantic import ValidationError

from mlplatform.settings import Organisation, Persona, load_organisation
from mlplatform.settings.schema import schema_text

ROOT = Path(__file__).parents[3]
SAMPLES = sorted((ROOT / "config").glob("*.yaml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_is_valid(path: Path) -> None:
    organisation = load_organisation(path)
    assert organisation.users
    assert {user.team for user in organisation.users} <= {team.name for team in organisation.teams}


def test_the_samples_are_there() -> None:
    assert {"minimal", "adopted-network", "energy-retailer"} <= {path.stem for path in SAMPLES}


def test_minimal_as_read() -> None:
    organisation = load_organisation(ROOT / "config" / "minimal.yaml")
    (environment,) = organisation.environments
    assert (organisation.name, organisation.contact) == ("acme", "ml-platform@example.com")
    assert organisation.tags == {"data-classification": "internal"}
    assert organisation.identity.auth_mode == "SSO"
    assert organisation.identity.permission_set("auditor", "forecasting") == "MLAudit-forecasting"
    assert organisation.identity.permission_set("lead", "forecasting") is None
    assert environment.network.create is not None
    assert environment.network.create.cidr == IPv4Network("10.20.0.0/20")
    assert (environment.is_hub, environment.is_workbench, environment.is_serving) == (True, True, True)
    assert organisation.users[0].profile_name == "anna-lindqvist"
    assert organisation.users[1].persona is Persona.LEAD


def test_adopted_network_as_read() -> None:
    organisation = load_organisation(ROOT / "config" / "adopted-network.yaml")
    (environment,) = organisation.environments
    assert organisation.identity.auth_mode == "IAM"
    assert organisation.identity.permission_set("auditor", "grid-load") is None
    assert environment.account == "111122223333"
    assert environment.network.adopt is not None
    assert len(environment.network.adopt.subnets) == 3
    assert environment.studio is not None
    assert environment.studio.docker_trusted_accounts == ("444455556666",)


def test_nothing_can_be_changed_afterwards() -> None:
    organisation = load_organisation(ROOT / "config" / "minimal.yaml")
    with pytest.raises(ValidationError):
        organisation.name = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        organisation.tags["a"] = "b"  # type: ignore[index]
    assert hash(organisation) == hash(load_organisation(ROOT / "config" / "minimal.yaml"))


def test_models_take_nothing_unknown() -> None:
    with pytest.raises(ValidationError):
        Organisation(**dict(load_organisation(ROOT / "config" / "minimal.yaml")), colour="red")  # type: ignore[call-arg]


def test_schema_file_is_current() -> None:
    message = "run: python -m mlplatform.settings schema > config/schema.json"
    assert (ROOT / "config" / "schema.json").read_text(encoding="utf-8") == schema_text(), message


def test_schema_describes_every_key() -> None:
    schema = json.loads(schema_text())
    objects = [schema, *(item for item in schema["$defs"].values() if "properties" in item)]
    undescribed = [
        (item.get("title"), key)
        for item in objects
        for key, value in item["properties"].items()
        if not value.get("description")
    ]
    assert len(objects) > 8
    assert undescribed == []


def test_settings_import_no_cdk_and_no_boto() -> None:
    for path in (ROOT / "constructs" / "mlplatform" / "settings").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"aws_cdk", "constructs", "boto3", "botocore"}, path
