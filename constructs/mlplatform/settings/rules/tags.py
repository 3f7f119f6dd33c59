"""The organisation's tags.

Source of the limits: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
"""

import re

from mlplatform.settings.draft import Draft

SET_BY_PLATFORM = ("organisation", "environment", "team", "cost-centre")

MOST_TAGS = 40
"""AWS takes 50 on a resource; the platform needs some for itself."""

_LONGEST_KEY = 128
_LONGEST_VALUE = 256
_TEXT = re.compile(r"[\w .:/=+@-]*")

_PATH = ("organisation", "tags")


def check(draft: Draft) -> None:
    """Keys and values that AWS takes, and none that the platform sets itself."""
    node = draft.document.node(_PATH)
    entries = (node.entries if node else None) or {}
    tags = {key: value.scalar for key, value in entries.items() if isinstance(value.scalar, str)}
    if len(tags) > MOST_TAGS:
        draft.document.report(
            _PATH, found=f"{len(tags)} tags", expected=f"{MOST_TAGS} tags at most", fix="remove the least useful ones"
        )
    folded: dict[str, str] = {}
    for key, value in tags.items():
        if problem := _key_problem(key) or _value_problem(value):
            expected, fix = problem
            draft.document.report((*_PATH, key), found=key if _key_problem(key) else "", expected=expected, fix=fix)
        elif other := folded.get(key.casefold()):
            draft.document.report(
                (*_PATH, key),
                found=f"{key}, and there is {other}",
                expected="keys that differ in more than upper and lower case, because IAM ignores it",
                fix="remove one of the two",
            )
        folded.setdefault(key.casefold(), key)


def _key_problem(key: str) -> tuple[str, str] | None:
    if key.casefold().startswith("aws:"):
        return "a key that does not start with aws:", "choose another key: AWS keeps those for itself"
    if key.casefold() in SET_BY_PLATFORM:
        return f"a key other than {', '.join(SET_BY_PLATFORM)}", "remove it: the platform sets this tag itself"
    if not key.strip() or len(key) > _LONGEST_KEY:
        return f"a key of 1 to {_LONGEST_KEY} characters", "shorten it" if key.strip() else "write a key"
    return None if _TEXT.fullmatch(key) else _CHARACTERS


def _value_problem(value: str) -> tuple[str, str] | None:
    if len(value) > _LONGEST_VALUE:
        return f"a value of {_LONGEST_VALUE} characters at most", "shorten it"
    return None if _TEXT.fullmatch(value) else _CHARACTERS


_CHARACTERS = ("letters, digits, spaces and _ . : / = + - @", "remove every other character")
