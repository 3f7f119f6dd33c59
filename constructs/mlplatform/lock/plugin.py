"""The validation plugin that holds every synth against the lock file."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsii
from aws_cdk import (
    App,
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
    PolicyViolatingResource,
    PolicyViolation,
    Validations,
)

from mlplatform.compliance.ids import LOCK_PLUGIN, REFUSED
from mlplatform.compliance.proof import proof
from mlplatform.settings import Organisation

from . import canary
from .file import Lock, lock_path
from .permits import compare
from .references import Place
from .templates import Synthesized, take
from .wording import Finding, findings, stale_findings

NAME = LOCK_PLUGIN
VERSION = "1.0.0"
TEMPLATE = ".template.json"

Shards = Mapping[str, Mapping[str, int]]
"""User shards of each Studio domain, by environment."""

NOWHERE = PolicyViolatingResource(locations=[], construct_path="App")
"""Where a finding is about something that is in no template: without a resource the library would not report it."""


@jsii.implements(IPolicyValidationPlugin)
class LockCheck:
    """Refuses what would lose a resource that the lock holds. Nothing can acknowledge it; `moves:` can permit it."""

    def __init__(self, organisation: Organisation, *, locked: Lock | None, shards: Shards, config: Path) -> None:
        self._organisation, self._locked, self._shards, self._config = organisation, locked, shards, config
        self.note = ""
        """What the caller should tell the user when the synth is done: that the lock is missing, or not current."""

    @property
    def name(self) -> str:
        return NAME

    @property
    def version(self) -> str | None:
        return VERSION

    @property
    def rule_ids(self) -> list[str] | None:
        return None

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Compare the templates with the lock."""
        paths = {Path(stack.template_path).name.removesuffix(TEMPLATE): stack for stack in context.stack_templates}
        bodies = {name: json.loads(Path(stack.template_path).read_text("utf-8")) for name, stack in paths.items()}
        synthesized = Synthesized(organisation=self._organisation.name, shards=self._shards, bodies=bodies)
        found = self._found(synthesized)
        templates = {name: str(Path(stack.template_path).absolute()) for name, stack in paths.items()}
        ran = proof(
            "held against the lock file",
            lock=lock_path(self._config).name if self._locked else "none",
            canary=REFUSED if canary.is_refused() else "not refused",
        )
        violations = [_violation(one, templates) for one in found]
        return PolicyValidationPluginReport(success=not violations, violations=[*violations, ran])

    def _found(self, synthesized: Synthesized) -> list[Finding]:
        locked = self._locked or _empty(self._organisation)
        outcome = compare(
            locked,
            synthesized,
            environments=[environment.name for environment in self._organisation.environments],
            moves=self._organisation.moves,
        )
        config = self._config.name
        found = [
            *findings(outcome.refused, synthesized, config=config),
            *stale_findings(outcome.stale, outcome.refused, config=config),
        ]
        self.note = "" if found else note(self._locked, outcome.present, config=self._config)
        return found


def hold(app: App, organisation: Organisation, *, locked: Lock | None, shards: Shards, config: Path) -> LockCheck:
    """Check every synth of the App against the lock; `shards` has the environments that are synthesized."""
    check = LockCheck(organisation, locked=locked, shards=shards, config=config)
    Validations.of(app).add_plugins(check)
    return check


def note(locked: Lock | None, present: Lock, *, config: Path) -> str:
    """What `make lock` would mend; empty when the lock is what it would write."""
    path, command = lock_path(config), f"`make lock ORG={config}`"
    if locked is None:
        return (
            f"Note: {path} does not exist yet, so nothing keeps a later change from losing data. "
            f"Write it with {command} and commit it, before the first deployment.\n"
        )
    if all(_comparable(locked, name) == _comparable(present, name) for name in present.environments):
        return ""
    return (
        f"Note: {path} is not current: something came or went, or moves: permitted a change. Run {command} and commit "
        "it; in the last case after the deployment, and then remove the entry.\n"
    )


def _comparable(lock: Lock, environment: str) -> dict[str, Any]:
    """One environment without the construct paths, which templates do not tell."""
    if environment not in lock.environments:
        return {}
    return lock.environments[environment].model_dump(
        exclude={"stacks": {"__all__": {"resources": {"__all__": {"path"}}}}}
    )


def _empty(organisation: Organisation) -> Lock:
    return take(Synthesized(organisation=organisation.name, shards={}, bodies={}))


def _violation(finding: Finding, templates: Mapping[str, str]) -> PolicyViolation:
    return PolicyViolation(
        rule_name=finding.rule,
        description=finding.description,
        fix=finding.fix,
        severity="fatal",  # nothing can acknowledge it
        violating_resources=[_resource(place, templates) for place in finding.places] or [NOWHERE],
    )


def _resource(place: Place, templates: Mapping[str, str]) -> PolicyViolatingResource:
    stack, _, logical_id = place.partition("/")
    return PolicyViolatingResource(
        locations=["Properties"], resource_logical_id=logical_id, template_path=templates[stack]
    )
