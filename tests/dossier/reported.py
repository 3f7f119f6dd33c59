"""A small assembly on disk: templates, construct paths, and the report of a synth."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

KEY = {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True}, "DeletionPolicy": "Retain"}
REASON = (
    "[ADR-0006] storage.AccessLogBucket: S3 delivers access logs only to buckets that its own keys encrypt. "
    "Compensated by: the bucket policy, which lets nobody but the log delivery service write"
)


def suppressed(rule: str, path: str, *, pack: str = "MLPlatform", logical_id: str = "", reason: str = REASON) -> Any:
    """A finding that is acknowledged. Packs of cdk-nag name the construct only, our rules the template as well."""
    resource = {"templatePath": "acme-main-Foundation.template.json", "logicalId": logical_id} if logical_id else {}
    return {
        "pluginName": pack,
        "ruleName": rule,
        "description": "said",
        "severity": "error",
        "violatingConstructs": [{"constructPath": path, "cloudFormationResource": resource}],
        "acknowledgedId": f"{pack}::{rule}",
        "acknowledgedAt": path,
        "reason": reason,
    }


def write(
    folder: Path, stacks: Mapping[str, Mapping[str, Any]], *, suppressed: tuple[Any, ...] = (), kept: str | None = None
) -> Path:
    """An assembly of these stacks (name to resources); with a report where something is suppressed or kept."""
    folder.mkdir(parents=True, exist_ok=True)
    artifacts = {name: _artifact(folder, name, resources) for name, resources in stacks.items()}
    (folder / "manifest.json").write_text(json.dumps({"version": "55.0.0", "artifacts": artifacts}))
    if suppressed or kept is not None:
        (folder / "validation-report.json").write_text(json.dumps({"pluginReports": _plugins(suppressed, kept or "")}))
    return folder


def _artifact(folder: Path, name: str, resources: Mapping[str, Any]) -> dict[str, Any]:
    (folder / f"{name}.template.json").write_text(json.dumps({"Resources": resources}))
    paths = {f"/{name}/{id_}/Resource": [{"type": "aws:cdk:logicalId", "data": id_}] for id_ in resources}
    (folder / f"{name}.metadata.json").write_text(json.dumps(paths))
    return {
        "type": "aws:cloudformation:stack",
        "environment": "aws://111122223333/eu-west-1",
        "properties": {"templateFile": f"{name}.template.json"},
        "additionalMetadataFile": f"{name}.metadata.json",
    }


def _plugins(suppressed: tuple[Any, ...], kept: str) -> list[dict[str, Any]]:
    proof = {"ruleName": "RAN", "severity": "info", "violatingConstructs": [], "ruleMetadata": {"services_kept": kept}}
    packs = {
        one["pluginName"]: [each for each in suppressed if each["pluginName"] == one["pluginName"]]
        for one in suppressed
    }
    packs.setdefault("MLPlatform", [])
    return [
        {"pluginName": name, "violations": [proof] if name == "MLPlatform" else [], "suppressedViolations": found}
        for name, found in sorted(packs.items())
    ]
