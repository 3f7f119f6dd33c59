"""The definition of a state machine (Amazon States Language): the API calls of its tasks, however deep."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlplatform.compliance.rules.cfn import as_list, as_map, is_free, present, text
from mlplatform.compliance.rules.model import Resource
from mlplatform.compliance.rules.policy_text import document_of
from mlplatform.compliance.rules.unreadable import UnreadableError

from .calls import JOBS_UNDECIDED, requested
from .pipelines import definition_requests
from .run_time import of_machine

MACHINE = "AWS::StepFunctions::StateMachine"

_CALL = re.compile(r":states:::(?:aws-sdk:)?(?P<service>[A-Za-z0-9]+):(?P<action>[A-Za-z0-9]+)(?:\.[A-Za-z0-9:]+)?$")
_PIPELINES = ("sagemaker:CreatePipeline", "sagemaker:UpdatePipeline")


def machine_requests(machine: Resource) -> Iterator[Resource]:
    """The calls of every task; `UnreadableError` when the definition stands elsewhere, or is none."""
    if present(machine.get("DefinitionS3Location")):
        what = f"its definition stands in a bucket, {JOBS_UNDECIDED}"
        raise UnreadableError(what, "DefinitionS3Location")
    path = "Definition" if present(machine.get("Definition")) else "DefinitionString"
    definition = _definition(machine, path)
    if definition:
        yield from _states(machine, definition.get("States"), path)


def _definition(machine: Resource, path: str) -> Mapping[str, Any]:
    """The definition with its substitutions in place; empty for a machine without one, which AWS refuses."""
    body = machine.get(path)
    substitutions = as_map(machine.get("DefinitionSubstitutions"))
    if substitutions and body is not None:
        body = text(body) if path == "DefinitionString" else json.dumps(body, default=str)
        for name, value in substitutions.items():
            body = body.replace(f"${{{name}}}", json.dumps(text(value))[1:-1])
    try:
        return document_of(body, path)
    except UnreadableError as error:
        raise UnreadableError(f"its definition cannot be read: {error}, {JOBS_UNDECIDED}", path) from None


def _states(machine: Resource, states: Any, at: str) -> Iterator[Resource]:
    """Tasks, also those of parallel branches and of maps."""
    if not isinstance(states, dict):
        raise UnreadableError(f"its definition has no map of States, {JOBS_UNDECIDED}", at)
    for name, state in states.items():
        here = f"{at}.States.{name}"
        if not isinstance(state, dict):
            raise UnreadableError(f"the state {name} is {text(state) or 'empty'}", here)
        if state.get("Type") == "Task":
            yield from _task(machine, name, state, here)
        inner = {"ItemProcessor": state.get("ItemProcessor"), "Iterator": state.get("Iterator")}
        inner |= {f"Branches.{index}": branch for index, branch in enumerate(as_list(state.get("Branches")))}
        for key, part in inner.items():
            if part is not None:
                yield from _states(machine, as_map(part).get("States"), f"{here}.{key}")


def _task(machine: Resource, name: str, state: Mapping[str, Any], at: str) -> Iterator[Resource]:
    resource, within = text(state.get("Resource")), f"the state {name}"
    if is_free(resource):
        raise UnreadableError(f"{within} calls {resource}, {JOBS_UNDECIDED}", f"{at}.Resource")
    match = _CALL.search(resource)
    if match is None:
        return  # a function or an activity: what it does is judged where it stands
    key = next((key for key in ("Arguments", "Parameters", "Parameters.$") if key in state), "Parameters")
    call = f"{match['service'].lower()}:{match['action'][0].upper()}{match['action'][1:]}"
    request = of_machine({key: state.get(key)})[key.removesuffix(".$")]
    yield from requested(machine, call, request, within=within, at=f"{at}.{key}")
    if call in _PIPELINES:
        body = as_map(request).get("PipelineDefinition")
        yield from definition_requests(machine, body, at=f"{at}.{key}.PipelineDefinition")
