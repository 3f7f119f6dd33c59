"""The normal form hides what it says that it hides, and nothing else: every leaf of every template is changed once."""

import copy
from collections.abc import Iterator
from typing import Any

from tests.conftest import Assembly
from tests.snapshot.normal import HASH, normal_form

Path = tuple[str | int, ...]

HIDDEN = {
    "Parameters/BootstrapVersion/Description",
    "Parameters/BootstrapVersion/Default",
    "Parameters/BootstrapVersion/Type",
    "Rules/CheckBootstrapVersion/Assertions/*",
    "Resources/*/Metadata/aws:cdk:path",
    "Resources/*/Metadata/aws:asset:path",
    "Resources/*/Properties/Code/S3Key",
    "Resources/*/Properties/Content/S3Key",
    "Resources/CDKMetadata/*",
    "Conditions/CDKMetadataAvailable/*",
}
"""Every place that the normal form may hide; `*` is one key of the middle, or the rest at the end."""

LIBRARY = {pattern for pattern in HIDDEN if pattern.startswith(("Parameters/", "Rules/"))}
"""The ones that every template has."""

FROM_THE_COMMAND_LINE: dict[str, Any] = {
    "Conditions": {"CDKMetadataAvailable": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}},
    "Resources": {
        "CDKMetadata": {
            "Type": "AWS::CDK::Metadata",
            "Properties": {"Analytics": "v2:deflate64:H4sI"},
            "Metadata": {"aws:cdk:path": "Stack/CDKMetadata/Default"},
            "Condition": "CDKMetadataAvailable",
        },
        "Layer": {
            "Type": "AWS::Lambda::LayerVersion",
            "Properties": {"Content": {"S3Bucket": "assets", "S3Key": f"{'b' * 64}.zip"}},
            "Metadata": {"aws:cdk:path": "Stack/Layer", "aws:asset:path": f"asset.{'b' * 64}", "reason": "kept"},
        },
        "Odd": {
            "Type": "Custom::Odd",
            "Properties": {
                "S3Key": f"{'c' * 64}.zip",  # of no function: a change is a change
                "Code": {"S3Key": f"{'c' * 64}.zip"},
                "Texts": ["<Vpc>", {"Ref": "Vpc"}, "<<", {"Ref": "a b"}, {"Fn::Join": [",", ["a", {"Ref": "B"}]]}],
                "Tags": [{"Key": "team", "Value": "a"}, {"Key": "team", "Value": "b"}],
                "Numbers": [1, 1.5, True, None, "", [], {}],
            },
        },
    },
}
"""What the samples don't have: library metadata of `cdk synth`, and values that a careless normal form mixes up."""


def test_every_leaf_of_the_samples_shows(sample: Assembly) -> None:
    hidden = {stack: _hidden(template) for stack, template in sample.templates.items()}
    assert all(places >= LIBRARY for places in hidden.values())
    assert set().union(*hidden.values()) == LIBRARY | {"Resources/*/Properties/Code/S3Key"}


def test_what_only_the_command_line_adds_is_hidden_and_the_rest_shows() -> None:
    hidden = _hidden(FROM_THE_COMMAND_LINE)
    assert hidden == {
        "Conditions/CDKMetadataAvailable/*",
        "Resources/CDKMetadata/*",
        "Resources/*/Metadata/aws:cdk:path",
        "Resources/*/Metadata/aws:asset:path",
        "Resources/*/Properties/Content/S3Key",
    }


def _hidden(template: dict[str, Any]) -> set[str]:
    """Patterns of the leaves whose change doesn't show. Each element is tried by itself, which is as good and cheap."""
    return {_pattern(path) for alone in _elements(template) for path in _unseen(alone)}


def _elements(template: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section, content in template.items():
        if isinstance(content, dict):
            yield from ({section: {key: item}} for key, item in content.items())
        else:
            yield {section: content}


def _unseen(template: dict[str, Any]) -> Iterator[Path]:
    before = normal_form(template)
    return (path for path in _leaves(template) if normal_form(_changed(template, path)) == before)


def _changed(template: Any, path: Path) -> Any:
    """A copy of what lies along the path, the leaf at its end changed in a way that keeps its shape."""
    if not path:
        return _another(template)
    branch = copy.copy(template)
    branch[path[0]] = _changed(template[path[0]], path[1:])
    return branch


def _another(leaf: Any) -> Any:
    if isinstance(leaf, str):
        return HASH.sub("0" * 64, leaf) if HASH.search(leaf) else f"{leaf}~"
    if isinstance(leaf, bool):
        return not leaf
    return leaf + 1 if isinstance(leaf, int | float) else "~"


def _leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    children: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    for key, child in children:
        yield from _leaves(child, (*path, key))
    if not children:
        yield path


def _pattern(path: Path) -> str:
    """The pattern in HIDDEN that a path falls under, or the path itself."""
    parts = [str(part) for part in path]
    return next((pattern for pattern in sorted(HIDDEN) if _matches(pattern.split("/"), parts)), "/".join(parts))


def _matches(pattern: list[str], parts: list[str]) -> bool:
    if pattern[-1] == "*" and len(parts) >= len(pattern):
        parts = [*parts[: len(pattern) - 1], "*"]
    return len(pattern) == len(parts) and all(p in ("*", part) for p, part in zip(pattern, parts, strict=True))
