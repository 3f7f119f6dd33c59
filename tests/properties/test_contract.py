"""The contract as the templates write it, at its largest."""

import json
from collections.abc import Callable

import pytest

from mlplatform.contract import CONTRACT, SCHEMA_VERSION
from mlplatform.contract.schema import entry_for
from mlplatform.settings.names import WIRING_ROOT
from tests.conftest import Assembly
from tests.properties.estate import Estate, Fault, Resource, change, filled

PARAMETER = "AWS::SSM::Parameter"
STANDARD = 4_096
"""Bytes of a standard parameter's value:
https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html"""

Check = Callable[[Estate], list[str]]


def written(estate: Estate) -> list[Resource]:
    """The contract's parameters; those that carry wiring between stacks have a root of their own."""
    return [p for p in estate.of(PARAMETER) if not str(p.properties["Name"]).startswith(f"{WIRING_ROOT}/")]


def key(parameter: Resource) -> str:
    """The key below /aplatform/v1/<environment>/."""
    return str(parameter.properties["Name"]).split("/", 4)[4]


def undocumented(estate: Estate) -> list[str]:
    """Parameters whose fields are not those that the contract documents, schema_version besides."""
    found = []
    for parameter in written(estate):
        entry = entry_for(key(parameter))
        fields = set(json.loads(filled(parameter.properties["Value"])))
        documented = {"schema_version", *entry.fields}
        found += [parameter.name] if not documented - set(entry.optional) <= fields <= documented else []
    return found


def unversioned(estate: Estate) -> list[str]:
    values = [(p.name, json.loads(filled(p.properties["Value"]))) for p in written(estate)]
    return [name for name, value in values if value.get("schema_version") != SCHEMA_VERSION]


def unwritten(estate: Estate) -> list[str]:
    """Keys that the kind of environment asks for. tests/properties/test_projects.py looks for what projects write."""
    known = {entry_for(key(parameter)).key for parameter in written(estate)}
    always = {
        entry.key
        for entry in CONTRACT
        if not entry.features
        and not entry.key.startswith("projects/")
        and (not entry.kinds or set(entry.kinds) & estate.kinds)
    }
    return sorted(always - known)


def out_of_place(estate: Estate) -> list[str]:
    """Keys in a kind of environment that the contract doesn't write them in."""
    entries = [(parameter.name, entry_for(key(parameter))) for parameter in written(estate)]
    return [name for name, entry in entries if entry.kinds and not set(entry.kinds) & estate.kinds]


def too_large(estate: Estate) -> list[str]:
    return [p.name for p in written(estate) if len(filled(p.properties["Value"]).encode()) > STANDARD]


def empty_fields(estate: Estate) -> list[str]:
    """What has nothing to say is optional, and left out."""
    values = [(p.name, json.loads(filled(p.properties["Value"]))) for p in written(estate)]
    return [f"{name} {field}" for name, value in values for field, content in value.items() if content in ("", [], {})]


def written_elsewhere(estate: Estate) -> list[str]:
    """A key stands in the stack that the contract names."""
    return [p.name for p in written(estate) if not p.stack.endswith(f"-{_stack_of(key(p))}")]


def _stack_of(named: str) -> str:
    """The stack that writes a key: `Training-churn` writes `projects/churn/training`."""
    whose = named.split("/")[1] if "/" in named else ""
    return entry_for(named).stack.replace("<team>", whose).replace("<project>", whose)


CHECKS = (undocumented, unversioned, unwritten, out_of_place, too_large, empty_fields, written_elsewhere)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(each: Estate, check: Check) -> None:
    assert check(each) == []


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong_with_forty_teams(largest: Estate, check: Check) -> None:
    assert check(largest) == []


def _value(**fields: object) -> Fault:
    return change(PARAMETER, lambda parameter: parameter.update(Value=json.dumps(fields)), stack="Images")


FAULTS: list[tuple[Check, Fault]] = [
    (undocumented, _value(schema_version=SCHEMA_VERSION, topic_arn="x", topic_name="y")),
    (undocumented, _value(schema_version=SCHEMA_VERSION)),
    (unversioned, _value(topic_arn="x")),
    (unwritten, change(PARAMETER, lambda p: p.update(Name="/aplatform/v1/main/keys"), stack="Images")),
    (too_large, _value(topic_arn="x" * STANDARD)),
    (empty_fields, _value(topic_arn="")),
    (written_elsewhere, change(PARAMETER, lambda p: p.update(Name="/aplatform/v1/main/network"), stack="Images")),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(estate: Estate, check: Check, fault: Fault) -> None:
    assert check(estate.broken(fault))


def test_what_follows_a_feature_is_written_where_the_feature_is_on(synthesized: Callable[[str], Assembly]) -> None:
    adopted = Estate(synthesized("adopted-network").templates)
    documented = {entry.key for entry in CONTRACT if not entry.key.startswith("projects/")}
    assert {entry_for(key(parameter)).key for parameter in written(adopted)} == documented
