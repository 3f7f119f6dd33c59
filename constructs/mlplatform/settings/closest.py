"""The closest known word to an unknown one."""

import difflib
from collections.abc import Iterable
from functools import lru_cache


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like this one, or None when none is."""
    return _closest(word[:100], tuple(known))


@lru_cache(maxsize=1024)
def _closest(word: str, known: tuple[str, ...]) -> str | None:
    folded = {item.casefold(): item for item in known}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def one_of(known: Iterable[str]) -> str:
    """The known words, as a sentence takes them."""
    words = tuple(known)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
