"""Permission sets of IAM Identity Center: their names once {team} stands for a team."""

import re

from mlplatform.settings.closest import closest, one_of
from mlplatform.settings.draft import Draft
from mlplatform.settings.people import PLATFORM_ADMIN, Persona

PERSONAS = (PLATFORM_ADMIN, *Persona)

_PATH = ("identity", "identity_center", "permission_sets")

# https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html
_LONGEST = 32
_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]+")

# Whoever may use one of these sets could otherwise take the role of every team.
_ONE_FOR_EACH_TEAM = tuple(persona for persona in Persona if persona is not Persona.AUDITOR)


def check(draft: Draft) -> None:
    """Known personas, names that AWS takes, and no set that opens two roles."""
    if not draft.identity_center:
        return
    taken: dict[str, str] = {}
    for persona, template in draft.identity_center.permission_sets.items():
        if persona not in PERSONAS:
            best = closest(persona, PERSONAS)
            draft.document.report(
                (*_PATH, persona),
                found=persona,
                expected=f"a persona: {one_of(PERSONAS)}",
                fix=f"did you mean {best}?" if best else "remove it",
            )
        elif problem := _template_problem(persona, template):
            expected, fix = problem
            draft.document.report((*_PATH, persona), expected=expected, fix=fix)
        else:
            _names(draft, persona, template, taken)


def _template_problem(persona: str, template: str) -> tuple[str, str] | None:
    placeholders = re.findall(r"\{[^{}]*\}", template)
    if unknown := [placeholder for placeholder in placeholders if placeholder != "{team}"]:
        return "no other placeholder than {team}", f"write {{team}} instead of {unknown[0]}, or remove it"
    if not _NAME.fullmatch(template.replace("{team}", "a")):
        return "a name of letters, digits and + = , . @ _ -, with {team} for the team", "remove every other character"
    if persona == PLATFORM_ADMIN and placeholders:
        return f"a name without {{team}}: {PLATFORM_ADMIN} belongs to no team", "remove {team}"
    if persona in _ONE_FOR_EACH_TEAM and not placeholders:
        fix = f"add {{team}}, for example {template[:20]}-{{team}}"
        return "{team} in the name: with one set for all teams a person could take every team's role", fix
    return None


def _names(draft: Draft, persona: str, template: str, taken: dict[str, str]) -> None:
    teams = sorted(draft.team_names())
    names = {template.replace("{team}", team): team for team in teams}
    longest = max(names, key=len, default="")
    if len(longest) > _LONGEST:
        draft.document.report(
            (*_PATH, persona),
            found=f"{template}, which is {len(longest)} characters for team {names[longest]}",
            expected=f"{_LONGEST} characters at most, the limit of IAM Identity Center",
            fix=f"shorten the part before or after {{team}} by {len(longest) - _LONGEST}",
        )
    if both := sorted({taken[name] for name in names if name in taken}):
        draft.document.report(
            (*_PATH, persona),
            found=f"{template}, the same as for {both[0]}",
            expected="a permission set of its own for each persona",
            fix="choose another name: whoever has the one role could take the other too",
        )
    taken.update(dict.fromkeys(names, persona))
