"""Which templates a reviewer reads: all, but of the stacks that every team has alike only those of the first team."""

import re

from mlplatform.settings import load_organisation
from tests.conftest import ROOT, Assembly
from tests.properties.delivery import Organisation
from tests.properties.estate import Templates

OF_TEAMS = "Roles|Data|Users"


def templates_of(sample: str, assembly: Assembly) -> Templates:
    """Stack to template; those that a project's pipeline deploys, too.

    A default organisation of six teams in four accounts has forty stacks that differ in a team's name only; a diff that
    shows one change forty times is read by nobody. The property tests look at all of them.
    """
    organisation = load_organisation(ROOT / "config" / f"{sample}.yaml")
    others = "|".join(re.escape(team.name) for team in organisation.teams[1:]) or "-"
    repeated = re.compile(rf".*-({OF_TEAMS})-({others})(-\d\d)?")
    every = Organisation.of(assembly).templates
    return {stack: body for stack, body in every.items() if not repeated.fullmatch(stack)}
