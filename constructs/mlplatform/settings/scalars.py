"""What a plain scalar means: the core schema of YAML 1.2.2 (chapter 10.3), in which `yes` and `on` are texts."""

import math
import re

Scalar = str | int | float | bool | None

_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}


def resolve(text: str) -> Scalar:
    """The value of a plain scalar. Hexadecimal, octal and special numbers stay texts: no key takes them."""
    # The schema knows three spellings of a word (null, Null, NULL) and no others.
    if text in (text.lower(), text.upper(), text.capitalize()) and text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


def snippet(value: object) -> str:
    """A value as one would write it on a line of YAML."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(snippet, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {snippet(item)}' for key, item in value.items())}}}"
    if isinstance(value, str) and (not isinstance(resolve(value), str) or value[:1] in "{[*&!|>@%'\"`#"):
        return f'"{value}"'
    return str(value)
