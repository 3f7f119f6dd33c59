"""Environments: how many, and what they cover."""

from typing import get_args

from mlplatform.settings.draft import Draft
from mlplatform.settings.environment import Kind


def check(draft: Draft) -> None:
    """Exactly one environment in this release, and it covers all three kinds."""
    node = draft.document.node(("environments",))
    count = len((node.items if node else None) or ())
    for index in range(1, count):
        draft.document.report(
            ("environments", index),
            found=f"environment {index + 1} of {count}",
            expected="one environment that is hub, workbench and serving",
            fix="keep one for now: several environments come with the next release",
        )
    _names_differ(draft)
    if count == 1:
        for index, environment in draft.environments:
            missing = [kind for kind in get_args(Kind) if kind not in environment.kinds]
            if missing and environment.kinds:
                draft.document.report(
                    ("environments", index, "kinds"),
                    found=", ".join(environment.kinds),
                    expected="hub, workbench and serving: between them the environments cover all three",
                    fix=f"add {' and '.join(missing)}; separate environments come with the next release",
                )


def _names_differ(draft: Draft) -> None:
    names = draft.document.texts("environments", "name")
    for index, name in names.items():
        if name in list(names.values())[: list(names).index(index)]:
            draft.document.report(
                ("environments", index, "name"),
                found=f"{name} again",
                expected="a name that no other environment has",
                fix="choose another name: stacks and the contract's path carry it",
            )
