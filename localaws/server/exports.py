"""Exports as CloudFormation keeps them: protected while they are imported, one stack a name, gone when dropped.

The messages are those of CloudFormation in 2025; before, they read "Export X cannot be deleted as it is in use by Y".
"""

from collections.abc import Awaitable, Callable
from typing import Any

from ministack.services.cloudformation import _exports, _stack_events, _stacks, handlers, stacks

Stack = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]

_IMPORTS_NOTHING = ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS")


def install() -> None:
    """Put our checks where a stack's outputs are known, where it rolls back and where it is to be deleted."""
    stacks._resolve_stack_outputs = _publishing(stacks._resolve_stack_outputs)
    stacks._roll_back_operation = _with_its_reason(stacks._roll_back_operation)
    handlers._ACTION_HANDLERS["DeleteStack"] = _protecting(handlers._ACTION_HANDLERS["DeleteStack"])


def _publishing(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def resolved(
        definitions: Any, conditions: Any, resources: Any, parameters: Any, mappings: Any, name: str, stack_id: str
    ) -> Any:
        """Resolve the outputs, which come after all resources; replace the stack's exports, or fail it."""
        outputs, exports = resolve(definitions, conditions, resources, parameters, mappings, name, stack_id)
        before = _exported_by(stack_id)
        _check(name, before, exports)
        for dropped in before.keys() - exports.keys():
            del _exports[dropped]
        _exports.update(exports)  # at once: the engine does so after its clean-up, and another stack may come between
        _stacks[name]["StackStatusReason"] = ""
        return outputs, exports

    return resolved


def _check(stack_name: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    for name in after.keys() - before.keys():
        if taken := _exports.get(name):
            owner = taken["StackId"].split("/")[1]
            raise ValueError(f"Export with name {name} is already exported by stack {owner}")
    for name, export in sorted(before.items()):
        changed = name in after and after[name]["Value"] != export["Value"]
        if (changed or name not in after) and (users := _importers(name, stack_name)):
            refused = "Update canceled. Cannot update" if changed else "Delete canceled. Cannot delete"
            raise ValueError(f"{refused} export {name} as it is in use by {users}.")


def _with_its_reason(roll_back: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def rolled_back(
        stack_name: str, stack_id: str, stack: Stack, operation: dict[str, Any], reason_override: str = ""
    ) -> None:
        """Roll back; what ailed the stack itself is the reason of that, and no failure before it."""
        last = _stack_events[stack_id][-1]
        if last["ResourceStatus"].endswith("_FAILED") and last["PhysicalResourceId"] == stack_id:
            reason_override = _stack_events[stack_id].pop()["ResourceStatusReason"]
        await roll_back(stack_name, stack_id, stack, operation, reason_override)

    return rolled_back


def _protecting(delete: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
    def deleted(parameters: Any) -> Answer:
        """Delete; a stack whose export is in use goes back to where it was, with the reason."""
        stack = handlers._resolve_stack(handlers._p(parameters, "StackName"))
        if not stack or stack.get("EnableTerminationProtection"):
            return delete(parameters)
        try:
            _check(stack["StackName"], _exported_by(stack["StackId"]), {})
        except ValueError as refused:
            return _cancelled(stack, str(refused))
        answer = delete(parameters)
        if answer[0] == 200:
            stack["StackStatusReason"] = ""  # of a delete that was cancelled before
        return answer

    return deleted


def _cancelled(stack: Stack, reason: str) -> Answer:
    name, stack_id, status = stack["StackName"], stack["StackId"], stack["StackStatus"]
    for state, why in (("DELETE_IN_PROGRESS", "User Initiated"), (status, reason)):
        stacks._add_event(stack_id, name, name, "AWS::CloudFormation::Stack", state, why, stack_id)
    stack["StackStatusReason"] = reason
    answer: Answer = handlers._xml(200, "DeleteStackResponse", "")
    return answer


def _exported_by(stack_id: str) -> dict[str, Any]:
    return {name: export for name, export in _exports.items() if export["StackId"] == stack_id}


def _importers(export: str, exporter: str) -> str:
    """Return the stacks whose current template imports it, as CloudFormation lists them: "a, b and c"."""
    found = sorted(
        name
        for name, stack in _stacks.items()
        if name != exporter
        and stack["StackStatus"] not in _IMPORTS_NOTHING
        and export in handlers._imported_export_names(stack, name)
    )
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))
