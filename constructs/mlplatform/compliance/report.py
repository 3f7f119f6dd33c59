"""Reading validation-report.json."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPORT = "validation-report.json"

RAN = "RAN"
"""Rule name of a plugin's proof: an `info` without a resource, which no synth prints and nothing can suppress."""


@dataclass(frozen=True)
class Finding:
    """One resource that breaks one rule. `acknowledged_at` and `reason` only where it is suppressed."""

    pack: str
    rule: str
    severity: str
    description: str
    path: str
    template: str
    logical_id: str
    acknowledged_id: str = ""
    acknowledged_at: str = ""
    reason: str = ""

    @property
    def where(self) -> str:
        return self.path or f"{self.template} {self.logical_id}".strip() or "(no resource)"


@dataclass(frozen=True)
class Report:
    """The report of one synth. `proofs`: what a plugin left to show that it ran."""

    open: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    proofs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    crashes: Mapping[str, str] = field(default_factory=dict)


def read_report(assembly: Path) -> Report:
    """The report of the assembly in a folder."""
    plugins = json.loads((assembly / REPORT).read_text(encoding="utf-8"))["pluginReports"]
    return Report(
        open=tuple(one for plugin in plugins for one in _findings(plugin, "violations") if one.rule != RAN),
        suppressed=tuple(one for plugin in plugins for one in _findings(plugin, "suppressedViolations")),
        proofs={
            plugin["pluginName"]: entry.get("ruleMetadata") or {} for plugin in plugins for entry in _proof(plugin)
        },
        crashes={
            plugin["pluginName"]: plugin["metadata"]["error"]
            for plugin in plugins
            if (plugin.get("metadata") or {}).get("error")
        },
    )


def _proof(plugin: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [entry for entry in plugin.get("violations") or () if entry["ruleName"] == RAN]


def _findings(plugin: Mapping[str, Any], key: str) -> Iterator[Finding]:
    for entry in plugin.get(key) or ():
        constructs: list[Mapping[str, Any]] = entry["violatingConstructs"] or [{}]
        for construct in constructs:
            resource = construct.get("cloudFormationResource") or {}
            yield Finding(
                pack=plugin["pluginName"],
                rule=entry["ruleName"],
                severity=entry.get("severity", ""),
                description=entry.get("description", ""),
                path=construct.get("constructPath") or "",
                template=Path(resource.get("templatePath", "")).name,
                logical_id=resource.get("logicalId", ""),
                acknowledged_id=entry.get("acknowledgedId") or "",
                acknowledged_at=entry.get("acknowledgedAt") or "",
                reason=entry.get("reason") or "",
            )
