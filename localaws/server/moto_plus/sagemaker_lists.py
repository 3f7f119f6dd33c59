"""The List operations: filters by the names of the request's members, order, pages."""

from typing import Any

from localaws.server.moto_plus.sagemaker_nouns import Noun, Record
from localaws.server.moto_plus.sagemaker_store import Studio

_SUMMARIES = {
    "OwnershipSettingsSummary": ("OwnershipSettings", ("OwnerUserProfileName",)),
    "SpaceSettingsSummary": ("SpaceSettings", ("AppType", "RemoteAccess")),
    "SpaceSharingSettingsSummary": ("SpaceSharingSettings", ("SharingType",)),
}


def listed(held: Studio, noun: Noun, request: Record, operation: Any) -> Record:
    """Return one page: what matches, oldest first unless the request wants it otherwise."""
    member = next(name for name, shape in operation.output_shape.members.items() if shape.type_name == "list")
    wanted = set(operation.output_shape.members[member].member.members)
    found = [record for record in held.of(noun.name) if _matches(noun, record, request)]
    by_name = request.get("SortBy", "").endswith("Name")
    found.sort(key=lambda record: record[noun.name_key if by_name else "CreationTime"])
    if request.get("SortOrder") == "Descending":
        found.reverse()
    start = int(request.get("NextToken", 0))
    end = start + request.get("MaxResults", 10)
    page: Record = {member: [_summary(record, wanted) for record in found[start:end]]}
    return page | ({"NextToken": str(end)} if end < len(found) else {})


def _matches(noun: Noun, record: Record, request: Record) -> bool:
    for name, value in request.items():
        if name == "NameContains":
            if value not in record[noun.name_key]:
                return False
        elif name.endswith("Contains"):
            if value not in (record.get(name.removesuffix("Contains")) or ""):
                return False
        elif name.endswith("Equals"):
            if record.get(name.removesuffix("Equals")) != value:
                return False
        elif name == "ImageName" and record.get(name) != value:
            return False
    return True


def _summary(record: Record, wanted: set[str]) -> Record:
    found = {name: value for name, value in record.items() if name in wanted}
    for name, (source, members) in _SUMMARIES.items():
        if name in wanted and source in record:
            found[name] = {member: record[source][member] for member in members if member in record[source]}
    return found
