"""Assemblies to change one thing in: a sample's, copied and edited, or a few resources written by hand."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mlplatform.access import Evaluator
from mlplatform.dossier import Assembly, read
from mlplatform.dossier.document import Change
from tests.conftest import ROOT

Resources = dict[str, Any]
Templates = Mapping[str, Resources]


def installed_evaluator() -> Evaluator:
    """The evaluator. The dossier does without it; tests never do."""
    found = Evaluator.found(ROOT)
    assert found, "The evaluator of IAM policies is not installed: run `make setup`."
    return found


def titles(changes: list[Change]) -> list[tuple[str, str]]:
    return [(change.kind, change.title) for change in changes]


def edited(folder: Path, to: Path, edit: Callable[[Templates], None]) -> Assembly:
    """A copy of an assembly, with the resources of its stacks edited; assets are left out."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("asset.*", "*.assets.json"))
    paths = {path.name.removesuffix(".template.json"): path for path in sorted(to.rglob("*.template.json"))}
    templates = {name: json.loads(path.read_text(encoding="utf-8")) for name, path in paths.items()}
    edit({name: template["Resources"] for name, template in templates.items()})
    for name, template in templates.items():
        paths[name].write_text(json.dumps(template), encoding="utf-8")
    return read(to)


def written(to: Path, resources: Resources, *, account: str = "111122223333") -> Assembly:
    """An assembly of one stack, as another app would have it."""
    to.mkdir(parents=True, exist_ok=True)
    artifact = {
        "type": "aws:cloudformation:stack",
        "environment": f"aws://{account}/eu-west-1",
        "properties": {"templateFile": "App.template.json"},
    }
    (to / "manifest.json").write_text(json.dumps({"version": "1", "artifacts": {"App": artifact}}), encoding="utf-8")
    (to / "App.template.json").write_text(json.dumps({"Resources": resources}), encoding="utf-8")
    return read(to)


def role(trust: Any = None, **properties: Any) -> Resources:
    """A role that Lambda takes, if nothing else is said."""
    allowed = {"Sid": "Lambda", "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}
    document = trust or {"Version": "2012-10-17", "Statement": [{**allowed, "Action": "sts:AssumeRole"}]}
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document, **properties}}


def inline(*statements: Mapping[str, Any]) -> list[Resources]:
    """The inline policies of a role."""
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return [{"PolicyName": "own", "PolicyDocument": document}]


def statement_of(resource: Resources, sid: str) -> dict[str, Any]:
    """A statement of a policy, bucket policy, key or role, to be edited."""
    return next(one for one in _statements(resource) if one.get("Sid") == sid)


def without(resource: Resources, sid: str) -> None:
    """Takes a statement away."""
    statements = _statements(resource)
    statements.remove(statement_of(resource, sid))


def _statements(resource: Resources) -> list[dict[str, Any]]:
    properties = resource["Properties"]
    names = ("PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument")
    found: list[dict[str, Any]] = next(properties[name] for name in names if name in properties)["Statement"]
    return found


def named(stack: Resources, part: str, type_: str) -> Resources:
    """The resource of a type whose logical id has a part."""
    found: list[Resources] = [one for id_, one in stack.items() if part in id_ and one["Type"] == type_]
    assert len(found) == 1, f"{len(found)} resources are {type_} and called {part}"
    return found[0]
