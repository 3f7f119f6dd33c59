"""What the engine's Glue, Athena and ECR drop of a request: kept whole here, as their APIs show it."""

import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import athena, ecr, glue

Answer = tuple[int, dict[str, str], bytes]
Operation = Callable[[dict[str, Any]], Answer]


def install() -> None:
    """Put ours around the engine's."""
    glue._create_database = _keeping_database(glue._create_database)
    glue._update_database = _replacing_database(glue._update_database)
    athena._create_workgroup = _choosing_engine(athena._create_workgroup)
    athena._update_workgroup = _update_workgroup
    athena._delete_workgroup = _refusing_in_use(athena._delete_workgroup)
    ecr._put_image_tag_mutability = _keeping_exceptions(ecr._put_image_tag_mutability)
    shape = ecr._repo_shape
    ecr._repo_shape = lambda repository: {**shape(repository), **repository.get("_exceptions", {})}


def _keeping_database(create: Operation) -> Operation:
    def operation(request: dict[str, Any]) -> Answer:
        answer = create(request)
        if answer[0] == 200:
            wanted = request["DatabaseInput"]
            glue._databases[wanted["Name"]].update(wanted)
        return answer

    return operation


def _replacing_database(update: Operation) -> Operation:
    """UpdateDatabase replaces: a member that it does not name is gone."""

    def operation(request: dict[str, Any]) -> Answer:
        name, wanted = request.get("Name"), request.get("DatabaseInput", {})
        if wanted.get("Name", name) != name:
            refused: Answer = error_response_json(
                "EntityNotFoundException", f"Database {wanted['Name']} not found", 400
            )
            return refused
        answer = update(request)
        if answer[0] == 200:
            held = glue._databases[name]
            glue._databases[name] = {k: held[k] for k in ("Name", "CreateTime", "CatalogId")} | wanted
        return answer

    return operation


def _choosing_engine(create: Operation) -> Operation:
    def operation(request: dict[str, Any]) -> Answer:
        answer = create(request)
        if answer[0] == 200:
            _settle(athena._workgroups[request["Name"]]["Configuration"])
        return answer

    return operation


def _settle(configuration: dict[str, Any]) -> None:
    """Say which engine runs: AUTO means the newest."""
    selected = configuration.get("EngineVersion", {}).get("SelectedEngineVersion", "AUTO")
    effective = "Athena engine version 3" if selected == "AUTO" else selected
    configuration["EngineVersion"] = {"SelectedEngineVersion": selected, "EffectiveEngineVersion": effective}


def _update_workgroup(request: dict[str, Any]) -> Answer:
    """Replace the members that the request names; take away those that it has a switch for."""
    group = athena._workgroups.get(request.get("WorkGroup"))
    if not group:
        refused: Answer = error_response_json("InvalidRequestException", "WorkGroup is not found.", 400)
        return refused
    group.update({name: request[name] for name in ("Description", "State") if name in request})
    configuration = group.setdefault("Configuration", {})
    changes = dict(request.get("ConfigurationUpdates", {}))
    results = changes.pop("ResultConfigurationUpdates", {})
    _change(configuration, changes)
    if results:
        _change(configuration.setdefault("ResultConfiguration", {}), results)
    _settle(configuration)
    done: Answer = json_response({})
    return done


def _change(held: dict[str, Any], changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        if not name.startswith("Remove"):
            held[name] = value
        elif value:
            held.pop(name.removeprefix("Remove"), None)


def _refusing_in_use(delete: Operation) -> Operation:
    def operation(request: dict[str, Any]) -> Answer:
        name = request.get("WorkGroup")
        holds = [one for one in athena._named_queries.values() if one.get("WorkGroup") == name]
        if holds and not request.get("RecursiveDeleteOption"):
            refused: Answer = error_response_json("InvalidRequestException", f"WorkGroup {name} is not empty.", 400)
            return refused
        return delete(request)

    return operation


def _keeping_exceptions(put: Operation) -> Operation:
    """Tags that stay mutable where the rest is not, or the other way round."""

    def operation(request: dict[str, Any]) -> Answer:
        status, headers, body = put(request)
        if status != 200:
            return status, headers, body
        name = "imageTagMutabilityExclusionFilters"
        kept = {name: request[name]} if request.get(name) else {}
        ecr._repositories[request["repositoryName"]]["_exceptions"] = kept
        answer: Answer = json_response({**json.loads(body), **kept})
        return answer

    return operation
