"""Separation of duties: who approves does not build, and who audits does nothing else."""

from collections.abc import Iterator

from mlplatform.settings.draft import Draft
from mlplatform.settings.mistakes import Mistake
from mlplatform.settings.people import Persona, User
from mlplatform.settings.roster import Roster

BUILDERS = frozenset({Persona.DATA_SCIENTIST, Persona.LEAD, Persona.DATA_ENGINEER, Persona.ML_ENGINEER})
"""Whose work an MLOps approver judges."""

_APPROVER_FIX = "remove one of the two lines: somebody else approves, or somebody else builds"
_AUDITOR_FIX = "remove one of the two lines: somebody else audits, or somebody else does the work"

Entry = tuple[int, User]


def check(draft: Draft) -> None:
    """No approver of one's own team's work, no auditor with another persona anywhere, no approver out of reach."""
    if draft.roster is None:
        return
    for entries in _by_person(draft.roster):
        draft.document.mistakes += _of_person(draft.roster, entries)
    _reachable_approvers(draft, draft.roster)


def conflict(one: User, other: User) -> bool:
    """Whether the same person must not be both."""
    return one.persona != other.persona and (_audits(one, other) or _approves(one, other))


def same_person(name: str) -> str:
    """Names that differ in case only sign in as one person: Identity Center does not tell them apart."""
    return name.lower()


def _by_person(roster: Roster) -> Iterator[list[Entry]]:
    people: dict[str, list[Entry]] = {}
    for line, user in roster.users:
        people.setdefault(same_person(user.name), []).append((line, user))
    return (entries for entries in people.values() if len(entries) > 1)


def _of_person(roster: Roster, entries: list[Entry]) -> Iterator[Mistake]:
    """One mistake a line, against the first line that it cannot stand beside."""
    for index, (line, user) in enumerate(entries):
        first = next((entry for entry in entries[:index] if conflict(entry[1], user)), None)
        if first is not None:
            yield _mistake(roster, line, user, *first)


def _mistake(roster: Roster, line: int, user: User, at: int, other: User) -> Mistake:
    audits = _audits(user, other)
    return roster.mistake(
        line,
        "persona",
        found=f"{user.name} as {user.persona} of {user.team}; line {at} has the same person as {other.persona} of "
        f"{other.team}",
        expected="an auditor who is nothing else in any team: nobody audits their own work"
        if audits
        else "an MLOps approver who builds nothing in the same team: nobody approves their own work",
        fix=_AUDITOR_FIX if audits else _APPROVER_FIX,
    )


def _audits(one: User, other: User) -> bool:
    return Persona.AUDITOR in (one.persona, other.persona)


def _approves(one: User, other: User) -> bool:
    if one.team != other.team or Persona.MLOPS_APPROVER not in (one.persona, other.persona):
        return False
    return one.persona in BUILDERS or other.persona in BUILDERS


def _reachable_approvers(draft: Draft, roster: Roster) -> None:
    """An approver has no Studio profile, so that with Identity Center only a permission set leads to the role."""
    center = draft.identity_center
    approvers = [entry for entry in roster.users if entry[1].persona is Persona.MLOPS_APPROVER]
    if center is None or not approvers or Persona.MLOPS_APPROVER in center.permission_sets:
        return
    line, user = approvers[0]
    draft.document.report(
        ("identity", "identity_center", "permission_sets"),
        found=f"no {Persona.MLOPS_APPROVER}, and {user.name} is one on line {line} of {roster.file}",
        expected=f"a permission set for {Persona.MLOPS_APPROVER}: approvals happen outside Studio",
        fix=f"add {Persona.MLOPS_APPROVER}: MLApprover-{{team}}",
    )
