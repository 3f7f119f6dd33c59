"""Every form that a deployment can give a template: its conditions decided, its lookups done, its defaults in place.

A rule sees forms, and must hold in each. What only a deployment knows stays an intrinsic function.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from .cfn import as_map, maps_within
from .conditions import comparisons
from .parameters import Parameters
from .values import RESOLVED, Values

MAX_COMPARISONS = 5
"""Independent comparisons that are tried in every combination: 32 forms at most."""

MAX_CHOICES = 64
"""Values of one parameter or mapping that are tried, one after the other."""

_UNCHECKED = "AWS::CDK::Metadata"  # its condition compares the region with thirty others


class TooManyFormsError(Exception):
    """The template depends on more than can be tried."""


def forms(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The forms of a template; absent values are left out."""
    parameters = Parameters(as_map(body.get("Parameters")))
    resources = {
        key: value
        for key, value in as_map(body.get("Resources")).items()
        if not (isinstance(value, dict) and value.get("Type") == _UNCHECKED)
    }
    conditions = as_map(body.get("Conditions"))
    used, plain = _used(resources, parameters)
    if plain:
        yield {**body, "Resources": resources}
        return
    open_ = sorted({one for name in used for one in comparisons(name, conditions)})
    if len(open_) > MAX_COMPARISONS:
        raise TooManyFormsError(f"its resources depend on {len(open_)} comparisons; {MAX_COMPARISONS} can be tried")
    for outcomes in product((True, False), repeat=len(open_)):
        decided = dict(zip(open_, outcomes, strict=True))
        yield from _chosen(body, resources, Values(parameters, as_map(body.get("Mappings")), conditions, decided))


def _chosen(body: Mapping[str, Any], resources: Mapping[str, Any], values: Values) -> Iterator[dict[str, Any]]:
    """A form for the first choice of every parameter and lookup, one for the second, …; the defaults come last."""
    turn = 0
    while turn == 0 or turn < values.most_choices:
        if turn >= MAX_CHOICES:
            raise TooManyFormsError(f"a parameter or mapping has more than {MAX_CHOICES} values that can be tried")
        yield {**body, "Resources": values.resources(resources, turn=turn, defaults=False)}
        turn += 1
    if values.met_defaults:
        yield {**body, "Resources": values.resources(resources, turn=0, defaults=True)}


def _used(resources: Mapping[str, Any], parameters: Parameters) -> tuple[set[str], bool]:
    """Names of the conditions that resources use; and whether they are plain, with nothing in them to decide."""
    used: set[str] = set()
    plain = True
    for value in maps_within(resources):
        condition = value.get("Condition")
        if isinstance(condition, str) and "Type" in value:
            used.add(condition)
            plain = False
        if len(value) != 1:
            continue
        ((name, argument),) = value.items()
        if name == "Fn::If" and isinstance(argument, list) and argument and isinstance(argument[0], str):
            used.add(argument[0])
        if name in RESOLVED or (name == "Ref" and (argument == "AWS::NoValue" or _is_key(argument, parameters))):
            plain = False
    return used, plain


def _is_key(argument: Any, parameters: Parameters) -> bool:
    return isinstance(argument, str) and argument in parameters
