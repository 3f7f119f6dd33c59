"""What every settings model has in common: frozen, strict, and nothing unknown."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer


class Settings(BaseModel):
    """A frozen model that takes no unknown key and converts nothing: what the file says is what stands here."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FrozenMapping(Mapping[str, str]):
    """A mapping that is hashable and never changes, in the order of its keys: the same file gives the same bytes."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, str]) -> None:
        self._items = dict(sorted(items.items()))

    def __getitem__(self, key: str) -> str:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(tuple(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenMapping({self._items!r})"


Texts = Annotated[Mapping[str, str], AfterValidator(FrozenMapping), PlainSerializer(dict, return_type=dict[str, str])]
"""Texts by key: any mapping goes in, a `FrozenMapping` comes out."""
