"""SageMaker types whose properties are, by and large, the members of the service's own requests."""

from datetime import datetime
from typing import Any

from botocore import xform_name

from localaws.server.account import Account
from localaws.server.registry.schema import pointers, value_at
from localaws.server.resource import Attributes, Properties, ResourceType, tag_changes
from localaws.server.resources.documents import tag_list


class SageMakerNoun(ResourceType):
    """Create, Describe, Update and Delete of one noun.

    Guarantees: a changed property that the Update operation does not take is refused, never ignored.
    """

    noun: str
    identity: tuple[str, ...]
    """The members that name one in Describe, Update and Delete."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Property and request member, where they differ."""
    update_renamed: tuple[tuple[str, str], ...] = ()
    """Property and member of the Update request, where those differ again."""

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the schema's primary identifier."""
        answer = self._call(aws, "create", **self.request(properties, dict(self.renamed)))
        arn = next((value for name, value in answer.items() if name.endswith("Arn")), "")
        return self.physical_id(properties, {**answer, "_arn": arn})

    def physical_id(self, properties: Properties, answer: dict[str, Any]) -> str:
        """Return the primary identifier's parts, from the properties or from the answer."""
        paths = pointers(self.type_name, "primaryIdentifier")
        return "|".join(str(value_at(properties, path) or answer[path[-1]]) for path in paths)

    def named(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Return the members that name this one."""
        parts = dict(zip(pointers(self.type_name, "primaryIdentifier"), physical_id.split("|"), strict=True))
        known = {path[-1]: value for path, value in parts.items()}
        return {member: known.get(member) or properties[member] for member in self.identity}

    def request(self, properties: Properties, renamed: dict[str, str]) -> dict[str, Any]:
        """Return the properties as a request."""
        return {renamed.get(name, name): value for name, value in properties.items()}

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """The schema's read-only properties, from Describe."""
        described = self._call(aws, "describe", **self.named(physical_id, properties))
        wanted = pointers(self.type_name, "readOnlyProperties")
        found = {".".join(path): value_at(described, path) for path in wanted}
        return {name: _plain(value) for name, value in found.items() if value is not None}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Call Update with what changed; a property that is gone goes back to empty."""
        self._retag(aws, physical_id, old, new)
        changed = sorted(name for name in old.keys() | new.keys() if name != "Tags" and old.get(name) != new.get(name))
        if not changed:
            return
        emptied = {name: new.get(name, _empty(old.get(name))) for name in changed}
        request = self.request(emptied, dict(self.renamed) | dict(self.update_renamed))
        self._refuse_what_update_lacks(aws, request)
        self._call(aws, "update", **self.named(physical_id, new), **request)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        self._call(aws, "delete", **self.named(physical_id, properties))

    def _retag(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        added, removed = tag_changes(tag_list(old), tag_list(new))
        if not (added or removed):
            return
        described = self._call(aws, "describe", **self.named(physical_id, new))
        arn = next(
            value for name, value in described.items() if name in (f"{self.noun}Arn", "Arn", "TrackingServerArn")
        )
        if added:
            aws.client("sagemaker").add_tags(ResourceArn=arn, Tags=added)
        if removed:
            aws.client("sagemaker").delete_tags(ResourceArn=arn, TagKeys=removed)

    def _refuse_what_update_lacks(self, aws: Account, request: dict[str, Any]) -> None:
        model = aws.client("sagemaker").meta.service_model
        operation = f"Update{self.noun}"
        taken = (
            set(model.operation_model(operation).input_shape.members) if operation in model.operation_names else set()
        )
        if refused := sorted(set(request) - taken):
            raise ValueError(f"{self.type_name}: {', '.join(refused)} cannot be updated; SageMaker has no call for it.")

    def _call(self, aws: Account, verb: str, **arguments: Any) -> dict[str, Any]:
        answer: dict[str, Any] = getattr(aws.client("sagemaker"), f"{verb}_{xform_name(self.noun)}")(**arguments)
        return answer


def _empty(value: Any) -> Any:
    return type(value)() if isinstance(value, dict | list | str) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
