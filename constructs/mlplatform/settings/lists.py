"""Checks of lists."""

from collections.abc import Hashable
from typing import TypeVar

from .problem import problem

Item = TypeVar("Item", bound=Hashable)


def unique(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items themselves, or an error that names the first one that stands there twice."""
    for index, item in enumerate(items):
        if item in items[:index]:
            raise problem(
                at=f"[{index}]", expected="every entry once", fix="remove the second entry", found=f"{item} again"
            )
    return items


def filled(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items themselves, or an error when there are none."""
    if not items:
        raise problem(expected="at least one entry", fix="add an entry; config/minimal.yaml shows one", found="nothing")
    return items
