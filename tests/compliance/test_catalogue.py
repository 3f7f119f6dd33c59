"""The data files: the controls and the rules are the same set; the packs' rules are those installed."""

import io
import re
import tarfile
import time
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from mlplatform.compliance.catalogue import controls
from mlplatform.compliance.data import read
from mlplatform.compliance.evaluation import evaluate, rules
from mlplatform.compliance.ids import NAG_PACKS
from mlplatform.compliance.packs import PACKS
from mlplatform.compliance.rules import RULES
from mlplatform.compliance.rules.closed import closed_services
from mlplatform.compliance.rules.job_layouts import LOCAL_STORAGE
from mlplatform.identity.guard_rails import LOCAL_NVME
from tests.compliance.benchmark import RESOURCES
from tests.compliance.good import good

FILES = dict(
    zip(NAG_PACKS, ("aws-solutions", "nist-800-53-r5", "nist-800-53-r4", "hipaa-security", "pci-dss-321"), strict=True)
)


def test_every_control_has_a_rule_of_its_severity_on_its_type() -> None:
    catalogue = {key: control.severity for key, control in controls().items()}
    assert len(catalogue) == 127
    assert {rule.id: rule.severity for rule in RULES if not rule.id.startswith("NO-")} == catalogue
    for rule in RULES:
        if rule.id in controls():
            assert controls()[rule.id].resource in rule.types, rule.id


def test_ids_are_unique_and_messages_teach() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in rules().values():
        assert rule.must.endswith(".")
        assert rule.fix.endswith(".")
        assert rule.severity in "CHML"


def test_closed_services_are_dated_and_sourced() -> None:
    for service in closed_services().values():
        assert date.fromisoformat(service.closed) < date(2026, 12, 1)
        assert service.kind in ("closed", "ended")
        assert service.successor
        assert service.source


@pytest.mark.parametrize("pack", NAG_PACKS)
def test_the_rules_of_a_pack_are_those_installed(pack: str) -> None:
    """A new cdk-nag changes this list: correct data/nag_rules.json by what the test shows."""
    (archive,) = [one for one in files("cdk_nag._jsii").iterdir() if one.name.endswith(".tgz")]
    with tarfile.open(fileobj=io.BytesIO(archive.read_bytes())) as tar:
        file = tar.extractfile(f"package/lib/packs/{FILES[pack]}.js")
        assert file is not None
        source = file.read().decode().split("//# sourceMapping")[0]
    calls = [call.split("});")[0] for call in source.split("applyRule({")[1:]]
    assert sorted({_suffix(call) for call in calls}) == read("nag_rules.json")[pack]


def _suffix(call: str) -> str:
    """Id of the rule that a call applies: its override, or the rule's own name."""
    found = re.search(r"ruleSuffixOverride: '([^']+)'", call) or re.search(r"rule: (?:\w+\.)*(\w+),", call)
    assert found is not None, call
    return found[1]


def test_a_packs_name_is_its_class_own() -> None:
    assert {name: pack().name for name, pack in PACKS.items()} == {name: name for name in NAG_PACKS}


def test_what_asks_the_same_is_there() -> None:
    suffixes = {suffix for pack in NAG_PACKS for suffix in read("nag_rules.json")[pack]}
    same = read("same_requirement.json")
    assert same.keys() <= controls().keys()
    assert {suffix for row in same.values() for suffix in row} <= suffixes


def test_instances_without_a_volume_key_are_those_of_the_guard_rails() -> None:
    assert {f"{prefix}*" for prefix in LOCAL_STORAGE} == set(LOCAL_NVME)


def test_the_rules_take_300_resources_in_time() -> None:
    """The least of three runs: other work on the machine only adds to the CPU's time."""
    one = good()["Resources"]
    several = {f"{name}{n}": body for n in range(RESOURCES // len(one) + 1) for name, body in one.items()}
    template = {**good(), "Resources": dict(list(several.items())[:RESOURCES])}
    assert min(_seconds(template) for _ in range(3)) < 0.3


def _seconds(template: dict[str, Any]) -> float:
    started = time.process_time()
    evaluate({"template.json": template})
    return time.process_time() - started
