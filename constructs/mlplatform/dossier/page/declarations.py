"""The style of a picture: flat rules of a few properties, which can neither load anything nor leave the picture."""

import re
from collections.abc import Iterator

PROPERTIES = frozenset(
    """fill fill-opacity stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity opacity
    font font-family font-size font-style font-weight letter-spacing text-anchor dominant-baseline paint-order
    background max-width""".split()  # noqa: SIM905
)
RULE = re.compile(r"\s*([^{}]*)\{([^{}]*)\}\s*")
SELECTOR = re.compile(r"[\w.-]+(\s+[\w.-]+)*")
VALUE = re.compile(r"[\w\s.,#%()'\"+-]+")
FUNCTION = re.compile(r"(\w+)\s*\(")
FUNCTIONS = frozenset(("rgb", "rgba", "hsl"))


class PictureError(ValueError):
    """A picture that holds more than a drawing; the message says what."""


def rules(written: str, scope: str) -> Iterator[str]:
    """The rules of a style sheet, each for what stands inside of the scope only."""
    end = 0
    for rule in RULE.finditer(written):
        if rule.start() != end:
            break
        end = rule.end()
        selectors = [selector.strip() for selector in rule[1].split(",")]
        if not all(SELECTOR.fullmatch(selector) for selector in selectors):
            raise PictureError(f"its style is for {rule[1].strip()!r}.")
        yield f"{','.join(f'{scope} {selector}' for selector in selectors)}{{{checked(rule[2])}}}"
    if end != len(written):
        raise PictureError("its style is more than plain rules.")


def checked(written: str) -> str:
    """Declarations, when each is of a property that a drawing needs."""
    for declaration in filter(str.strip, written.split(";")):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name not in PROPERTIES or not VALUE.fullmatch(value) or set(FUNCTION.findall(value)) - FUNCTIONS:
            raise PictureError(f"its style has {declaration.strip()!r}.")
    return written
