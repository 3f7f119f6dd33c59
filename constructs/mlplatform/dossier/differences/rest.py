"""Exceptions and controls."""

from collections.abc import Collection, Iterator, Mapping

from mlplatform.dossier.document import Acknowledgement, Change, Control, Dossier

Shape = tuple[str, str, str, str]


def rest_changes(before: Dossier, after: Dossier, told: Collection[str] = ()) -> Iterator[Change]:
    """Changes of kinds `exception` and `control`; they are about the organisation, so they name no environment.

    Nothing, where a side was not validated: see `comparable`. A control that fails where another change is told already
    (`told`: its places) is what follows from that one.

    An exception is its rule, construct class and reason. That one more resource of the class falls under it is told
    as that resource; that it covers one more action is told here. A control that first finds something to apply to, or
    loses the last of it, has not changed.
    """
    if not comparable(before, after):
        return
    yield from _exceptions(_by_shape(before), _by_shape(after))
    yield from _controls({one.id: one for one in before.controls}, {one.id: one for one in after.controls}, told)


def comparable(before: Dossier, after: Dossier) -> bool:
    """Whether both sides say what is accepted: only a report of a synth does."""
    return "not validated" not in (before.glance.gate, after.glance.gate)


def _by_shape(dossier: Dossier) -> Mapping[Shape, Acknowledgement]:
    return {(one.kind, one.finding, one.owner, one.reason): one for one in dossier.exceptions}


def _exceptions(old: Mapping[Shape, Acknowledgement], new: Mapping[Shape, Acknowledgement]) -> Iterator[Change]:
    for shape in sorted(old.keys() | new.keys()):
        if shape not in old:
            yield _exception(new[shape], f"{_named(new[shape])} is accepted.", after=_reason(new[shape]))
        elif shape not in new:
            yield _exception(old[shape], f"{_named(old[shape])} is no longer accepted.", before=_reason(old[shape]))
        else:
            for action in sorted(_actions(new[shape]) - _actions(old[shape])):
                title = f"{_named(new[shape])} is accepted for one more action: {action}."
                yield _exception(new[shape], title, after=_reason(new[shape]))


def _exception(one: Acknowledgement, title: str, *, before: str = "", after: str = "") -> Change:
    return Change(kind="exception", environment="", place=one.owner, title=title, before=before, after=after)


def _named(one: Acknowledgement) -> str:
    if one.kind == "kept service":
        return f"The closed service {one.finding}"
    return f"{one.finding} of {one.owner or 'an unknown construct'}"


def _reason(one: Acknowledgement) -> str:
    return f"Decision {one.decision}: {one.reason}" if one.decision else one.reason


def _actions(one: Acknowledgement) -> set[str]:
    """Actions that an exception covers. Resources are named by logical ids there, which a rename changes."""
    return {found.removeprefix("Action::") for found in one.found if found.startswith("Action::")}


def _controls(old: Mapping[str, Control], new: Mapping[str, Control], told: Collection[str]) -> Iterator[Change]:
    for name in sorted(new):
        before, after = old.get(name), new[name]
        if (places := _failing(after) - (_failing(before) if before else set())) and places <= {*told}:
            continue
        was = before.verdict if before else "not applicable"
        if after.verdict != was and (after.verdict == "failed" or "not applicable" not in (was, after.verdict)):
            yield _control(after, was, f"{name} {_becomes(after.verdict)}: {after.requirement}.")
        elif was == after.verdict == "failed" and before and len(after.findings) > len(before.findings):
            yield _control(after, was, f"{name} fails in more places: {after.requirement}.")


def _failing(control: Control) -> set[str]:
    """The places of its findings."""
    return {finding.partition(": ")[0] for finding in control.findings}


def _control(after: Control, was: str, title: str) -> Change:
    now = "; ".join((after.verdict, *after.findings)) if after.findings else after.verdict
    return Change(kind="control", environment="", place=after.id, title=title, before=was, after=now)


def _becomes(verdict: str) -> str:
    return {"failed": "fails", "acknowledged": "is met but for an acknowledged exception"}.get(verdict, "passes again")
