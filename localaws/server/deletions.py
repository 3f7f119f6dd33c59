"""What a resource depends on stays as long as the resource could not be deleted, as in CloudFormation.

The engine goes on with everything; then the function of a custom resource would be gone before the second attempt.
"""

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import stacks


class StillNeededError(RuntimeError):
    """Something that depends on the resource failed to delete."""


def install() -> None:
    """Look first. The engine deletes dependents first, so those that failed are known."""
    delete = stacks._delete_resource

    def looking_first(kind: str, physical_id: str, properties: Any, stack_name: str = "", logical_id: str = "") -> Any:
        _refuse_if_needed(stack_name, logical_id)
        return delete(kind, physical_id, properties, stack_name, logical_id)

    stacks._delete_resource = looking_first


def _refuse_if_needed(stack_name: str, logical_id: str) -> None:
    stack = cloudformation._stacks.get(stack_name)
    if not stack or stack["StackStatus"] != "DELETE_IN_PROGRESS":
        return
    resources, declared = stack["_resources"], stack["_template"].get("Resources", {})
    failed = [name for name, one in resources.items() if one.get("ResourceStatus") == "DELETE_FAILED"]
    for name in sorted(set(failed) & set(declared)):
        if name != logical_id and logical_id in stacks._with_dependencies([name], declared, set(resources)):
            raise StillNeededError(f"{name}, which depends on it, failed to delete.")
