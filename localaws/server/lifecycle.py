"""Runs a `ResourceType` for the engine: names, validation, half-made resources, replacement, error messages."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from ministack.services.cloudformation import provisioners

from localaws.server.account import Account
from localaws.server.registry.schema import changed_create_only, load
from localaws.server.registry.validation import validated
from localaws.server.resource import Attributes, Properties, ResourceType

Provisioned = tuple[str, Attributes]


class ResourceFailedError(RuntimeError):
    """The service refused; the message is worded like CloudFormation's."""


class Lifecycle:
    """The handler that the engine calls, for one type."""

    def __init__(self, resource: ResourceType) -> None:
        self._resource = resource
        self._type = resource.type_name

    def create(self, logical_id: str, properties: Properties, stack_name: str) -> Provisioned:
        """Create and return the physical id and the attributes.

        Raises:
            InvalidPropertiesError, ResourceFailedError: nothing is left behind.
        """
        aws = Account.current()
        wanted = self._named(validated(self._type, own_tags(self._type, properties)), logical_id, stack_name)
        try:
            physical_id = self._resource.create(aws, wanted)
        except (ClientError, BotoCoreError) as error:
            raise _failed(error) from error
        try:
            for facet in self._resource.facets:
                if facet.differs({}, wanted):
                    facet.apply(aws, physical_id, wanted)
            return physical_id, self._resource.attributes(aws, physical_id, wanted)
        except (ClientError, BotoCoreError, ValueError) as error:
            self._resource.delete(aws, physical_id, wanted)
            raise _failed(error) from error

    def update(
        self, physical_id: str, old: Properties, new: Properties, stack_name: str, logical_id: str
    ) -> Provisioned:
        """Update in place, or create the replacement; the engine deletes the predecessor in its clean-up phase."""
        aws = Account.current()
        before = validated(self._type, own_tags(self._type, old))
        after = validated(self._type, own_tags(self._type, new))
        if changed_create_only(self._type, before, after):  # nested ones: the engine knows the top level by itself
            provisioners._NAME_SEED.set(provisioners.new_uuid()[:8])
            return self.create(logical_id, new, stack_name)
        name = self._resource.name_property
        if name:
            before, after = self._keeping_name(physical_id, before), self._keeping_name(physical_id, after)
        try:
            self._resource.update(aws, physical_id, before, after)
            return physical_id, self._resource.attributes(aws, physical_id, after)
        except (ClientError, BotoCoreError) as error:
            raise _failed(error) from error

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete; what is gone already counts as deleted."""
        known = validated(self._type, own_tags(self._type, properties))
        try:
            self._resource.delete(Account.current(), physical_id, known)
        except (ClientError, BotoCoreError) as error:
            if not is_missing(error):
                raise _failed(error) from error

    def _keeping_name(self, physical_id: str, properties: Properties) -> Properties:
        """Fill in the generated name, as far as it can be read off the physical id."""
        name = self._resource.name_property or ""
        return properties if name in properties else {**properties, name: self._resource.name_of(physical_id)}

    def _named(self, properties: Properties, logical_id: str, stack_name: str) -> Properties:
        name = self._resource.name_property
        if name is None or name in properties:
            return properties
        if not provisioners._NAME_SEED.get():
            provisioners._NAME_SEED.set(provisioners.new_uuid()[:8])
        generated = provisioners._physical_name(
            stack_name, logical_id, lowercase=self._resource.name_lowercase, max_len=self._resource.name_length
        )
        return {**properties, name: generated}


def own_tags(type_name: str, properties: Properties) -> Properties:
    """Leave out the `aws:` tags that the engine adds: the services' APIs refuse them from a caller."""
    name = ((load(type_name).get("tagging") or {}).get("tagProperty") or "/properties/Tags").rsplit("/", 1)[-1]
    tags: Any = properties.get(name)
    if isinstance(tags, dict):
        kept: Any = {key: value for key, value in tags.items() if not str(key).startswith("aws:")}
    elif isinstance(tags, list):
        kept = [tag for tag in tags if not (isinstance(tag, dict) and str(tag.get("Key", "")).startswith("aws:"))]
    else:
        return properties
    rest = {key: value for key, value in properties.items() if key != name}
    return {**rest, name: kept} if kept else rest


def is_missing(error: Exception) -> bool:
    """Return whether the service says that there is no such thing."""
    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
    return "NotFound" in code or "NoSuch" in code or "NonExistent" in code


def _failed(error: Exception) -> ResourceFailedError:
    if not isinstance(error, ClientError):
        return ResourceFailedError(f'Resource handler returned message: "{error}"')
    detail, operation = error.response["Error"], error.operation_name
    return ResourceFailedError(
        f'Resource handler returned message: "{detail.get("Message")}" (HandlerErrorCode: {detail["Code"]},'
        f" Operation: {operation})"
    )
