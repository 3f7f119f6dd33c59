"""The stacks of a cloud assembly, those of stages included, each with the account and region that it is deployed to."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANY_ACCOUNT = "111122223333"
ANY_REGION = "eu-west-1"
"""Where a stack is looked at that may be deployed anywhere."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A template and where it goes."""

    name: str
    account: str
    region: str
    template: Mapping[str, Any]

    @property
    def partition(self) -> str:
        return next((found for prefix, found in PARTITIONS.items() if self.region.startswith(prefix)), "aws")


PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


def read_stacks(assembly: Path) -> tuple[Stack, ...]:
    """Every stack of an assembly, by its name.

    An assembly of a single account and region may leave them out; then they are `ANY_ACCOUNT` and `ANY_REGION`.
    """
    return tuple(sorted(_stacks(assembly), key=lambda stack: (stack.account, stack.region, stack.name)))


def _stacks(assembly: Path) -> Iterator[Stack]:
    manifest = json.loads((assembly / "manifest.json").read_text(encoding="utf-8"))
    for name, artifact in manifest.get("artifacts", {}).items():
        properties = artifact.get("properties", {})
        if artifact["type"] == "cdk:cloud-assembly":
            yield from _stacks(assembly / properties["directoryName"])
        if artifact["type"] == "aws:cloudformation:stack":
            account, region = _target(artifact["environment"])
            template = json.loads((assembly / properties["templateFile"]).read_text(encoding="utf-8"))
            yield Stack(name=properties.get("stackName", name), account=account, region=region, template=template)


def _target(environment: str) -> tuple[str, str]:
    """`aws://<account>/<region>` as the manifest writes it."""
    found = re.fullmatch(r"aws://([^/]+)/([^/]+)", environment)
    if not found:
        raise ValueError(f"{environment!r} is no environment of a cloud assembly: expected aws://<account>/<region>.")
    account, region = found.groups()
    return (
        ANY_ACCOUNT if account == "unknown-account" else account,
        ANY_REGION if region == "unknown-region" else region,
    )
