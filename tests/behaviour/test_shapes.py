"""The matrix is asked of one team; the policies of the others are the same, but for the names."""

from dataclasses import replace

import pytest

from mlplatform.access import Policy
from tests.behaviour.conftest import DEFAULT, TEAMS, Judged
from tests.behaviour.shapes import Shapes


def team_policies(judged: Judged) -> dict[str, Policy]:
    """What the roles of teams may do, by where it stands."""
    scenes = judged.trials.scenes.of("team")
    prefixes = tuple(f"{scene.values['prefix']}-{scene.values['team']}-" for scene in scenes)
    roles = [role for role in judged.trials.roles if role.name.startswith(prefixes)]
    return {policy.name: policy for role in roles for policy in role.identity}


def differing(judged: Judged, policies: dict[str, Policy]) -> list[str]:
    """Policies of which one team's says something else than another's."""
    documents = Shapes(judged.trials.scenes).documents(policies)
    return sorted(
        name for shapes in documents.values() if len(shapes) > 1 for names in shapes.values() for name in names
    )


def test_teams_differ_in_names_alone(default: Judged) -> None:
    assert len(judged_teams(default)) > len(TEAMS[DEFAULT])
    assert differing(default, team_policies(default)) == []


def judged_teams(judged: Judged) -> set[str]:
    return {str(scene.values["team"]) for scene in judged.trials.scenes.of("team")}


@pytest.mark.parametrize("action", ["s3:*", "iam:PassRole"])
def test_a_team_that_may_do_more_is_seen(default: Judged, action: str) -> None:
    policies = team_policies(default)
    name = next(name for name in policies if "trading" in name)
    more = {"Sid": "More", "Effect": "Allow", "Action": action, "Resource": "*"}
    statements = [*policies[name].statements, more]
    policies[name] = replace(policies[name], document={"Version": "2012-10-17", "Statement": statements})
    assert name in differing(default, policies)
