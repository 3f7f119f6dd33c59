"""What an environment's templates will need of the account: counted, so that it is never stale."""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.synthesis import synthesize, templates


@dataclass(frozen=True, kw_only=True)
class Planned:
    """Roles and customer-managed policies, and concurrent executions that functions reserve."""

    roles: int
    policies: int
    reserved: int


def planned(config: Path, environment: str) -> Planned:
    """Synthesize an environment and count.

    Raises:
        SynthesisError: its templates cannot be written.
    """
    with tempfile.TemporaryDirectory() as scratch:
        synthesize(config, Path(scratch), environment=environment)
        return counted(templates(Path(scratch)).values())


def counted(bodies: Iterable[Mapping[str, Any]]) -> Planned:
    """Count in templates."""
    resources = [resource for body in bodies for resource in body["Resources"].values()]
    types = [resource["Type"] for resource in resources]
    functions = [r.get("Properties", {}) for r in resources if r["Type"] == "AWS::Lambda::Function"]
    return Planned(
        roles=types.count("AWS::IAM::Role"),
        policies=types.count("AWS::IAM::ManagedPolicy"),
        reserved=sum(function.get("ReservedConcurrentExecutions", 0) for function in functions),
    )
