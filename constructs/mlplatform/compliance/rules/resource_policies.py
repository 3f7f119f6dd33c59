"""One rule for the policies of all other resources: topics, queues, secrets, vaults, file systems, registries, …

Which types carry a policy, and where, is data: every property of the CloudFormation registry (cfn-lint 1.58) that
holds a policy with principals. Buckets, keys, repositories, endpoints, functions and roles have rules of their own.
"""

from collections.abc import Iterator
from typing import Any

from mlplatform.compliance.data import read

from .cfn import as_list, as_map, present, text
from .model import Fault, Resource, Rule
from .policy import WILD
from .principals import public_statements

PLACES: dict[str, list[str]] = read("resource_policies.json")
BUS_POLICY = "AWS::Events::EventBusPolicy"


def _public(resource: Resource) -> Iterator[Fault]:
    if resource.type == BUS_POLICY:
        yield from _public_bus(resource)
        return
    for place in PLACES[resource.type]:
        for path, document in _documents(resource, place):
            yield from public_statements(document, path)


def _documents(resource: Resource, place: str) -> Iterator[tuple[str, Any]]:
    """The documents at `A.B`, or at `A[].B` in each member of a list."""
    if "[]." not in place:
        yield place, resource.get(place)
        return
    around, _, rest = place.partition("[].")
    for index, member in enumerate(as_list(resource.get(around))):
        value: Any = member
        for key in rest.split("."):
            value = as_map(value).get(key)
        yield f"{around}.{index}.{rest}", value


def _public_bus(policy: Resource) -> Iterator[Fault]:
    """A statement of its own, or in short a principal, with the organisation as the condition."""
    if present(policy.get("Statement")):
        yield from public_statements({"Statement": policy.get("Statement")}, "Statement")
    elif text(policy.get("Principal")).strip(WILD) == "" and not present(policy.get("Condition")):
        yield Fault("it allows everybody, without a condition on the organisation", "Principal")


RULES = (
    Rule(
        "NO-PUBLIC-POLICY",
        "C",
        (BUS_POLICY, *PLACES),
        "The policy of a resource allows named principals only.",
        "Name the account or service, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn.",
        _public,
    ),
)
