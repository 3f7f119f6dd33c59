"""Acknowledgements at the App or at a Stage: the assembly has no trace of them, so only a plugin can see them."""

from collections.abc import Iterator

from aws_cdk import PolicyViolatingResource, PolicyViolation, Stack
from constructs import IConstruct

BROAD = "BROAD-ACKNOWLEDGEMENT"

_METADATA = "aws:cdk:acknowledged-rules"


def broad_acknowledgements(app: IConstruct) -> list[PolicyViolation]:
    """One violation, which nothing can suppress, for each acknowledgement at the App or at a Stage of it."""
    return [
        PolicyViolation(
            rule_name=BROAD,
            description=f"An acknowledgement is about one resource. Found: {rule} at {scope.node.path or 'the App'}.",
            fix="Take it away, and call mlplatform.compliance.acknowledge at each resource.",
            severity="fatal",
            violating_resources=[PolicyViolatingResource(locations=[], construct_path=scope.node.path or "App")],
        )
        for scope in _scopes(app)
        for entry in scope.node.metadata
        if entry.type == _METADATA
        for rule in entry.data
    ]


def _scopes(scope: IConstruct) -> Iterator[IConstruct]:
    """Everything above the stacks: the App, Stacks, and plain constructs that group them."""
    yield scope
    for child in scope.node.children:
        if not Stack.is_stack(child):
            yield from _scopes(child)
