"""Teams: names from which others are derived must not run into each other."""

from mlplatform.settings.draft import Draft

RESERVED = ("all", "environment", "function", "platform", "service", "shared", "total")
"""Names of the platform's own that stand where a team's name stands: domains, budgets, key aliases, profiles."""


MOST = 40
"""Each team has up to 11 roles, of which IAM takes 1 000 in an account; Foundation and Studio grow with teams, too.
tests/properties/test_quotas.py measures every limit at this number."""


def check(draft: Draft) -> None:
    """Every name once, none reserved, none the beginning of another."""
    names = draft.document.texts("teams", "name")
    seen: dict[str, int] = {}
    if len(names) > MOST:
        draft.document.report(
            ("teams",),
            found=f"{len(names)} teams",
            expected=f"{MOST} teams at most: each has up to 11 roles, and IAM takes 1 000 in an account",
            fix="describe the further teams in an organisation of their own, with an account of their own",
        )
    for index, name in names.items():
        path = ("teams", index, "name")
        if name in seen:
            draft.document.report(
                path,
                found=f"{name} again; teams[{seen[name]}] has it too",
                expected="a name that no other team has",
                fix="remove one of the two teams, or rename it",
            )
            continue
        seen[name] = index
        if name in RESERVED:
            draft.document.report(
                path,
                expected="a name other than the platform's own",
                fix=f"choose another name than {', '.join(RESERVED)}",
            )
    _no_prefixes(draft, seen)
    _nobody_in_it(draft, seen)


def _no_prefixes(draft: Draft, names: dict[str, int]) -> None:
    for name, index in names.items():
        for other in names:
            if other and name.startswith(f"{other}-"):
                draft.document.report(
                    ("teams", index, "name"),
                    found=f"{name}, which starts with {other}-, and {other} is a team too",
                    expected="a name that does not start with another team's name and a dash",
                    fix=f"rename one: whoever may reach {other}-* (jobs, roles) would reach those of {name}",
                )


def _nobody_in_it(draft: Draft, names: dict[str, int]) -> None:
    if draft.roster is None or draft.roster.mistakes:
        return  # who is in which team is not known yet
    inhabited = {user.team for _, user in draft.roster.users}
    for name, index in names.items():
        if name not in inhabited:
            draft.document.report(
                ("teams", index, "name"),
                found=f"{name}, in which there is no user",
                expected="at least one user in every team",
                fix=f"add a line `NAME,{name},lead` to the users' file, or remove the team",
            )
