"""The form of a text: a pattern, and the words for who does not match it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from .problem import problem


@dataclass(frozen=True, kw_only=True)
class Form:
    """Metadata of an `Annotated[str, …]`: the text must match `pattern` as a whole.

    `explain` may find a better fix than `fix` for a particular text, for example the closest known one.
    """

    pattern: str
    expected: str
    fix: str
    explain: Callable[[str], str | None] | None = None

    def matches(self, text: str) -> bool:
        """Whether the text has the form."""
        return re.fullmatch(self.pattern, text, re.ASCII) is not None

    def fix_for(self, text: str) -> str:
        """How to fix this text."""
        return (self.explain(text) if self.explain else None) or self.fix

    def check(self, text: str) -> str:
        """The text itself, or an error that says what was expected."""
        if self.matches(text):
            return text
        raise problem(expected=self.expected, fix=self.fix_for(text))

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema) | {"pattern": f"^{self.pattern}$"}
