"""What CloudFormation refuses before it looks at any resource, and what its change sets propose."""

from typing import Any

from ministack.services.cloudformation import changesets, handlers

from localaws.server.conditions import evaluate


def install() -> None:
    """IAM needs its capabilities acknowledged; a parameter has to be the template's; conditions count in proposals."""
    changesets._resolve_props_for_diff = _without_what_conditions_leave_out(changesets._resolve_props_for_diff)
    handlers._capabilities_enforced = lambda: True
    for module in (changesets, handlers):
        module._resolve_parameters = _refusing_strangers(module._resolve_parameters)


def _refusing_strangers(resolve: Any) -> Any:
    def resolved(template: dict[str, Any], provided: list[dict[str, Any]], *rest: Any) -> Any:
        strangers = sorted({one["Key"] for one in provided if "Key" in one} - set(template.get("Parameters", {})))
        if strangers:
            raise ValueError(f"Parameters: [{', '.join(strangers)}] do not exist in the template")
        return resolve(template, provided, *rest)

    return resolved


def _without_what_conditions_leave_out(resolve: Any) -> Any:
    """A change set lists what a condition brings or takes away."""

    def resolved(template: dict[str, Any], parameters: Any, *rest: Any) -> Any:
        found = resolve(template, parameters, *rest)
        holds = evaluate(template, parameters) if template else {}
        resources = found.get("Resources", {})
        return {**found, "Resources": {k: one for k, one in resources.items() if holds.get(one.get("Condition"), True)}}

    return resolved
