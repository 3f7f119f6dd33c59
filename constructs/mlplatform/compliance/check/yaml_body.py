"""YAML as CloudFormation reads it: its short tags (!Ref, !Sub, …), no aliases, dates that stay text.

Built from the parser's events, so that nothing is made that the text does not spell out: no alias multiplies, no tag
constructs an object, no depth of nesting reaches the interpreter's stack.
"""

import re
from collections.abc import Callable
from typing import Any

import yaml  # type: ignore[import-untyped]

from .error import NotATemplateError
from .tags import tagged

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TRUE = frozenset(["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"])
_FALSE = frozenset(["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"])
_NULL = frozenset(["", "~", "null", "Null", "NULL"])
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{0,17}")
_CORE = "tag:yaml.org,2002:"
_TAKEN = ("str", "int", "float", "bool", "null", "map", "seq")
"""Types that CloudFormation takes. It refuses binary, omap, pairs, set, timestamp, aliases and merges:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html"""


def yaml_body(text: str, *, deepest: int) -> Any:
    """The one document of a text; `NotATemplateError` with the reason when there is none, or more."""
    builder = _Builder(deepest)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f" (line {mark.line + 1})" if mark else ""
        raise NotATemplateError(f"it is neither JSON nor YAML: {error.problem or error.context}{line}") from None
    except yaml.YAMLError as error:
        raise NotATemplateError(f"it is neither JSON nor YAML: {error}") from None
    return builder.document()


class _Open:
    """A collection whose end has not come yet."""

    def __init__(self, value: Any, tag: str | None, line: int) -> None:
        self.value, self.tag, self.line = value, tag, line
        self.key: Any = None
        self.has_key = False


class _Builder:
    """Builds the document from events."""

    def __init__(self, deepest: int) -> None:
        self._deepest = deepest
        self._open: list[_Open] = []
        self._documents: list[Any] = []

    def document(self) -> Any:
        if len(self._documents) != 1:
            raise NotATemplateError(f"it holds {len(self._documents) or 'no'} YAML documents; a template is one")
        return self._documents[0]

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise NotATemplateError(f"line {line} is a YAML alias (*{event.anchor}), which CloudFormation refuses")
        if isinstance(event, yaml.ScalarEvent):
            self._add(tagged(_type(event.tag, line), _scalar(event), line), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(self._open) >= self._deepest:
                raise NotATemplateError(f"it is nested more than {self._deepest} levels deep (line {line})")
            empty: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._open.append(_Open(empty, _type(event.tag, line), line))
        elif isinstance(event, yaml.CollectionEndEvent):
            ended = self._open.pop()
            self._add(tagged(ended.tag, ended.value, ended.line), ended.line)

    def _add(self, value: Any, line: int) -> None:
        if not self._open:
            self._documents.append(value)
            return
        place = self._open[-1]
        if isinstance(place.value, list):
            place.value.append(value)
        elif place.has_key:
            place.value[place.key] = value
            place.has_key = False
        else:
            place.key, place.has_key = _key(value, place.value, line), True


def _key(value: Any, among: dict[Any, Any], line: int) -> str:
    if isinstance(value, dict | list):
        raise NotATemplateError(f"line {line} has a key that is no text")
    key = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    if key == "<<":
        raise NotATemplateError(f"line {line} is a YAML merge (<<), which CloudFormation refuses")
    if key in among:
        raise NotATemplateError(f"the key {key!r} stands twice in one map (line {line})")
    return key


def _type(tag: str | None, line: int) -> str | None:
    """A tag that means something: a function of CloudFormation, or none."""
    if tag is None or tag == "!":
        return None
    if tag.startswith(_CORE):
        type_ = tag.removeprefix(_CORE)
        if type_ not in _TAKEN:
            raise NotATemplateError(f"line {line} has the YAML type {type_}, which CloudFormation refuses")
        return None
    return tag


def _scalar(event: yaml.ScalarEvent) -> Any:
    """The value of a plain scalar; one in quotes, or a date, stays text."""
    text: str = event.value
    if not event.implicit[0] or event.tag is not None:
        return text
    return next((read(text) for matches, read in _READINGS if matches(text)), text)


_READINGS: tuple[tuple[Callable[[str], Any], Callable[[str], Any]], ...] = (
    (_NULL.__contains__, lambda text: None),
    (_TRUE.__contains__, lambda text: True),
    (_FALSE.__contains__, lambda text: False),
    (_INTEGER.fullmatch, int),
    (_FLOAT.fullmatch, float),
)
