"""From the text of a file to the body of a template, JSON or YAML."""

import json
from typing import Any

from .error import NotATemplateError
from .yaml_body import yaml_body

__all__ = ["NotATemplateError", "parse"]

DEEPEST = 100
"""Levels of nesting that a template may have; the most that a policy in a nested property needs is about twenty."""


def parse(text: str, *, json_only: bool) -> Any:
    """The body; `NotATemplateError` with the reason when there is none."""
    if not text.strip():
        raise NotATemplateError("it is empty")
    if json_only or text.lstrip().startswith("{"):
        body = _json(text, json_only=json_only)
        if body is not None:
            return body
    return yaml_body(text, deepest=DEEPEST)


def _json(text: str, *, json_only: bool) -> Any:
    """The body, or None when it may still be YAML in braces."""
    try:
        body = json.loads(text, object_pairs_hook=_without_twins, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        if not json_only:
            return None
        raise NotATemplateError(f"it is not JSON: {error.msg} (line {error.lineno})") from None
    except RecursionError:
        raise NotATemplateError(f"it is nested more than {DEEPEST} levels deep") from None
    except ValueError as error:
        raise NotATemplateError(f"it is not JSON: {error}") from None
    if _depth(body) > DEEPEST:
        raise NotATemplateError(f"it is nested more than {DEEPEST} levels deep")
    return body


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A map; of two entries with one key only one would be judged."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twin = next(key for key in keys if keys.count(key) > 1)
        raise NotATemplateError(f"the key {twin!r} stands twice in one map")
    return found


def _no_number(name: str) -> Any:
    raise NotATemplateError(f"it is not JSON: {name} is no number")


def _depth(body: Any) -> int:
    depth, level = 0, [body]
    while level and depth <= DEEPEST:
        depth += 1
        inner = [one for one in level if isinstance(one, dict | list)]
        level = [item for one in inner for item in (one.values() if isinstance(one, dict) else one)]
    return depth
