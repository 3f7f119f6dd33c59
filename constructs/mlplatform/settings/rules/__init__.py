"""What must hold between the parts of an organisation: one subject a file, one function a rule.

A rule reports on the draft's document and never raises; it looks at whatever is valid.
"""

from mlplatform.settings.draft import Draft

from . import alternatives, duties, environments, networks, permission_sets, profiles, projects, tags, teams

_RULES = (
    alternatives.check,
    duties.check,
    environments.check,
    networks.check,
    permission_sets.check,
    profiles.check,
    projects.check,
    tags.check,
    teams.check,
)


def check(draft: Draft) -> None:
    """Run every rule."""
    for rule in _RULES:
        rule(draft)
