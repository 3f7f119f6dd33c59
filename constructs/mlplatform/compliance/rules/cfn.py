"""CloudFormation's forms: intrinsic functions, values that may be lists or scalars, booleans written as strings."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

PLACEHOLDER = re.compile(r"\$\{(?!!)([^}]+)\}")
"""`${Name}` in a text; `${!Name}` is a literal."""


PARAMETER = "Fn::Parameter"
"""Stands in a decided template for a parameter that a deployment may set to anything, a wildcard too."""

FREE = (PARAMETER, "Fn::Transform")
"""Functions that may give anything."""

LOOKED_UP = "Fn::LookedUp"
"""Stands for a parameter whose value is looked up in Systems Manager: something of the account, known by its name."""


def is_intrinsic(value: Any) -> bool:
    """Whether the value is one intrinsic function, such as `{"Ref": "Key"}`."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    name = next(iter(value))
    return isinstance(name, str) and (name == "Ref" or name.startswith("Fn::"))


def dig(value: Any, path: str) -> Any:
    """The value at `A.B.C`; None when absent. An intrinsic function on the way is returned: it hides what follows."""
    for key in path.split("."):
        if is_intrinsic(value):
            return value
        value = value.get(key) if isinstance(value, dict) else None
    return value


def as_list(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty list, anything else as a list of one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def as_map(value: Any) -> Mapping[str, Any]:
    """A mapping as it is, anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def present(value: Any) -> bool:
    """Whether there is a value. One that a deployment resolves, such as Fn::ImportValue, counts."""
    return value is not None and value not in ("", [], {})


def is_true(value: Any) -> bool:
    """Whether it is true, as a boolean or as CloudFormation's string."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def is_false(value: Any) -> bool:
    """Whether it is false, as a boolean or as CloudFormation's string."""
    return value is False or (isinstance(value, str) and value.lower() == "false")


def number(value: Any) -> float | None:
    """The number that a number or a string of digits is; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value):
        return int(value)
    return value if isinstance(value, int | float) else None


def text(value: Any) -> str:
    """The value as one string: Fn::Join and Fn::Sub are put together, what only a deployment knows is `${…}`.

    What it may set to anything, a wildcard too, is `${?…}`, what it looks up `${~…}`.
    """
    if isinstance(value, dict) and len(value) == 1:
        ((name, argument),) = value.items()
        return _intrinsic(str(name), argument)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _intrinsic(name: str, argument: Any) -> str:
    if name == "Ref":
        return f"${{{argument}}}"
    if name in FREE:
        return f"${{?{argument if isinstance(argument, str) else name}}}"
    if name == LOOKED_UP:
        return f"${{~{argument}}}"
    if name == "Fn::GetAtt":
        return "${" + ".".join(text(part) for part in as_list(argument)) + "}"
    if name == "Fn::Join" and isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], list):
        return text(argument[0]).join(text(part) for part in argument[1])
    if name == "Fn::Sub":
        return _substituted(argument)
    free = any(key in FREE for one in maps_within(argument) for key in one)
    return f"${{{'?' if free else ''}{name}}}"


def told(rendered: str) -> str:
    """A text as a message shows it, without the marks of what a deployment may set or looks up."""
    return rendered.replace("${?", "${").replace("${~", "${")


def is_free(value: str) -> bool:
    """Whether a text is, as a whole, something that a deployment may set to anything."""
    return value.startswith("${?") and value.endswith("}") and value.count("}") == 1


def _substituted(argument: Any) -> str:
    pattern, *rest = as_list(argument) or [""]
    values = as_map(rest[0]) if rest else {}
    return PLACEHOLDER.sub(lambda m: text(values[m[1]]) if m[1] in values else m[0], text(pattern))


def references(value: Any) -> set[str]:
    """Logical ids (and pseudo parameters) that a value refers to, however deep."""
    return set(_references(value))


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, argument in value.items():
            if name == "Ref" and isinstance(argument, str):
                yield argument
            elif name == "Fn::GetAtt" and as_list(argument):
                yield text(as_list(argument)[0]).partition(".")[0]
            elif name == "Fn::Sub":
                yield from (found.partition(".")[0] for found in PLACEHOLDER.findall(text(as_list(argument)[:1])))
            yield from _references(argument)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _references(item)


def names(value: Any) -> list[str]:
    """The literal strings among a scalar or a list."""
    return [item for item in as_list(value) if isinstance(item, str)]


def texts_within(value: Any) -> list[str]:
    """Every string in a value, however deep, with Fn::Join and Fn::Sub put together."""
    found: list[str] = []
    _add_texts(value, found)
    return found


def _add_texts(value: Any, found: list[str]) -> None:
    """Into one list, because the generators of every level add up where there are thousands of resources."""
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, dict):
        if "Fn::Join" in value or "Fn::Sub" in value:
            found.append(text(value))
        for item in value.values():
            _add_texts(item, found)
    elif isinstance(value, list | tuple):
        for item in value:
            _add_texts(item, found)


def maps_within(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a value, itself included, however deep, in no order that matters."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting.extend(one for one in item.values() if isinstance(one, dict | list))
        elif isinstance(item, list):
            waiting.extend(item)
