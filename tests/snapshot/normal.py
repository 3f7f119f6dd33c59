"""The normal form of a template: what is deployed, without what the library adds or hashes, in words a reviewer reads.

- References stand in the text: `arn:<AWS::Partition>:iam::<AWS::AccountId>:role/x`, `<Vpc.VpcId>`,
  `<import acme-main-Foundation:Export>`; a literal `<` is written `<<`.
- Tags are a map.
- Nothing else is rewritten, so that no change of what is deployed can hide (`test_every_leaf.py` tries each one).
"""

import json
import re
from collections.abc import Mapping
from typing import Any

LIBRARY = {
    "Parameters": {"BootstrapVersion"},
    "Rules": {"CheckBootstrapVersion"},
    "Conditions": {"CDKMetadataAvailable"},
    "Resources": {"CDKMetadata"},
}
"""What the library puts into every template, by section."""

LIBRARY_METADATA = {"aws:cdk:path", "aws:asset:path"}
"""Where the library notes, in a resource's metadata, which construct and which file it came from."""

CODE = {"AWS::Lambda::Function": ("Code", "S3Key"), "AWS::Lambda::LayerVersion": ("Content", "S3Key")}
"""Where a resource's property names its asset by hash."""

HASH = re.compile(r"[0-9a-f]{64}")
PLAIN = re.compile(r"[^<>\s]+")


def normalised(template: Mapping[str, Any]) -> str:
    """The normal form as the text of a snapshot."""
    return json.dumps(normal_form(template), indent=2, sort_keys=True) + "\n"


def normal_form(template: Mapping[str, Any]) -> dict[str, Any]:
    """The normal form of a whole template."""
    sections = {
        name: {key: _element(item) for key, item in section.items() if key not in LIBRARY.get(name, ())}
        if isinstance(section, Mapping)
        else section
        for name, section in template.items()
    }
    return {name: section for name, section in sections.items() if section != {}}


def _element(item: Any) -> Any:
    """A resource, an output, a parameter."""
    if not isinstance(item, Mapping) or not isinstance(item.get("Type"), str):
        return _readable(item)
    resource = dict(item)
    if isinstance(resource.get("Metadata"), Mapping):
        metadata = {k: v for k, v in resource["Metadata"].items() if k not in LIBRARY_METADATA}
        resource |= {"Metadata": metadata}
        if not metadata:
            del resource["Metadata"]
    if item["Type"] in CODE:
        resource["Properties"] = _without_hash(resource["Properties"], *CODE[item["Type"]])
    return _readable(resource)


def _without_hash(properties: Mapping[str, Any], code: str, key: str) -> dict[str, Any]:
    named = properties.get(code, {}).get(key)
    if not isinstance(named, str):
        return dict(properties)
    return {**properties, code: {**properties[code], key: HASH.sub("(asset)", named)}}


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("<", "<<")
    if isinstance(value, list):
        return _tags(value) or [_readable(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if len(value) != 1:
        return {key: _readable(item) for key, item in value.items()}
    return _reference(value) or _joined(value) or {key: _readable(item) for key, item in value.items()}


def _reference(value: Mapping[str, Any]) -> str | None:
    """`{"Ref": "Vpc"}` as `<Vpc>`."""
    match value:
        case {"Ref": str(name)} if PLAIN.fullmatch(name):
            return f"<{name}>"
        case {"Fn::GetAtt": [str(name), str(attribute)]} if PLAIN.fullmatch(name + attribute):
            return f"<{name}.{attribute}>"
        case {"Fn::ImportValue": str(name)} if PLAIN.fullmatch(name):
            return f"<import {name}>"
    return None


def _joined(value: Mapping[str, Any]) -> str | None:
    """`Fn::Join` without a delimiter as the text that it makes, when all its parts are text and references."""
    match value:
        case {"Fn::Join": ["", list(parts)]}:
            texts = [_readable(part) for part in parts]
            return "".join(texts) if all(isinstance(text, str) for text in texts) else None
    return None


def _tags(value: list[Any]) -> dict[str, Any] | None:
    """A list of tags as a map, when no key stands there twice."""
    if not all(isinstance(tag, Mapping) and set(tag) == {"Key", "Value"} for tag in value):
        return None
    tags = {tag["Key"]: _readable(tag["Value"]) for tag in value if isinstance(tag["Key"], str)}
    return tags if tags and len(tags) == len(value) else None
