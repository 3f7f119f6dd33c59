"""Privilege escalation: whom each role can come to work as, in any number of steps, searched and not supposed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from mlplatform.access import Estate, Evaluator, Policy, Question, Role, Trial
from tests.behaviour.conftest import DEFAULT, Judged
from tests.behaviour.ladders import RUNNERS, RUNS, Edge, Ladders, reached
from tests.behaviour.shapes import Shapes
from tests.conftest import Assembly

FOLDER = Path(__file__).parent
DECLARED: Mapping[str, Mapping[str, str]] = YAML(typ="safe").load((FOLDER / "ladders.yaml").read_text(encoding="utf-8"))
BY_WAY_OF = FOLDER / "by_way_of.txt"
OF_TEAMS = ("forecasting", "trading")


@pytest.fixture(scope="session")
def ladders(default: Judged, synthesized: Callable[[str], Assembly], evaluator: Evaluator) -> Ladders:
    """All roles but those of the teams whose policies are those of others (test_shapes.py)."""
    teams = {str(scene.values["team"]) for scene in default.trials.scenes.of("team")} - set(OF_TEAMS)
    roles = [role for role in default.trials.roles if not any(f"-{team}-" in role.name for team in teams)]
    return Ladders(Estate.read(synthesized(DEFAULT).folder), roles, evaluator)


@pytest.fixture(scope="session")
def edges(ladders: Ladders) -> list[Edge]:
    return ladders.edges()


def kind(arn: str, shapes: Shapes) -> str:
    """`arn:…:role/volta-research-forecasting-train` is `train`, one of a project is `project-build`."""
    name = shapes.of(arn.partition("role/")[2]).partition("-")[2].partition("-")[2]
    return name.replace("project_<project>-", "project-").removeprefix("<team>-")


def test_whom_each_role_comes_to_work_as(default: Judged, edges: list[Edge]) -> None:
    """Exactly whom ladders.yaml says, and why."""
    shapes = Shapes(default.trials.scenes)
    found: dict[str, set[str]] = {}
    for edge in edges:
        found.setdefault(kind(edge.who, shapes), set()).update(kind(arn, shapes) for arn in reached(edges, edge.who))
    assert found == {who: set(whom) for who, whom in DECLARED.items()}


def test_nobody_reaches_another_team(default: Judged, edges: list[Edge]) -> None:
    one, other = (f"-{team}-" for team in OF_TEAMS)
    crossing = [
        edge for edge in edges if (one in edge.who and other in edge.whom) or (other in edge.who and one in edge.whom)
    ]
    assert crossing == []


def allowed_as_others(default: Judged, edges: Sequence[Edge], evaluator: Evaluator) -> str:
    """What a role is denied in the matrix and reaches in the name of another, a line for each."""
    shapes, roles = Shapes(default.trials.scenes), default.trials.roles
    asked = [
        (trial, roles[arn])
        for trial, verdict in default.verdicts
        if not verdict.allowed and not trial.case.suppose and trial.question.principal in roles
        for arn in reached(edges, trial.question.principal)
    ]
    verdicts = evaluator.judge([_as(trial, role) for trial, role in asked])
    reaches = [pair for pair, verdict in zip(asked, verdicts, strict=True) if verdict.allowed]
    lines = {
        f"{kind(trial.question.principal, shapes)} as {kind(role.arn, shapes)}: "
        f"{trial.question.action}, {trial.case.name}"
        for trial, role in reaches
    }
    return "".join(f"{line}\n" for line in sorted(lines))


def _as(trial: Trial, role: Role) -> Question:
    """The same request from a job in the VPC."""
    question = trial.question
    inside = {"aws:SourceVpc": vpc} if (vpc := trial.scene.values.get("vpc-id")) else {}
    context = {**inside, **question.context, "aws:PrincipalArn": role.arn, "aws:PrincipalAccount": role.account}
    boundary = role.boundary
    return replace(question, principal=role.arn, identity=role.identity, boundary=boundary, context=context)


def test_what_is_denied_and_reached_by_way_of_another_is_known(
    default: Judged, edges: list[Edge], evaluator: Evaluator, request: pytest.FixtureRequest
) -> None:
    """A golden file: each line is what somebody's code may do in a job, and they may not do themselves."""
    found = allowed_as_others(default, edges, evaluator)
    if request.config.getoption("--snapshot-update"):
        BY_WAY_OF.write_text(found, encoding="utf-8")
    assert found == BY_WAY_OF.read_text(encoding="utf-8")


SEEDS = [
    *((f"iam:PassRole to {service}", ("iam:PassRole", actions[0])) for service, actions in RUNS.items()),
    *((actions[0], actions[:1]) for _, _, actions in RUNNERS.values()),
    *((action, (action,)) for action in ("iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy")),
    *((action, (action,)) for action in ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion")),
]


@pytest.fixture(scope="module")
def planted(default: Judged, ladders: Ladders) -> Mapping[str, set[str]]:
    """Each way with the ways that are found where somebody has it, out of their boundary."""
    explorers = [role for role in default.trials.roles if role.name.endswith("forecasting-data-scientist")]
    several = [
        [*(_planted(role, actions) for role in explorers), *_in_other_accounts(default, actions)]
        for _, actions in SEEDS
    ]
    found = ladders.edges_of(several)
    return {way: {edge.way for edge in edges} for (way, _), edges in zip(SEEDS, found, strict=True)}


@pytest.mark.parametrize("way", [way for way, _ in SEEDS])
def test_a_planted_ladder_is_found(planted: Mapping[str, set[str]], way: str) -> None:
    assert (way in planted[way]) is (way not in WITHOUT_A_ROLE)


WITHOUT_A_ROLE = {"iam:PassRole to glue", "iam:PassRole to ec2", "iam:PassRole to servicecatalog"}
"""No role of the platform trusts these services, so there is nobody to become: until somebody makes one."""


@pytest.mark.parametrize("way", sorted(WITHOUT_A_ROLE))
def test_a_ladder_to_a_planted_role_is_found(
    default: Judged, synthesized: Callable[[str], Assembly], evaluator: Evaluator, way: str
) -> None:
    service = way.rpartition(" ")[2]
    who = next(role for role in default.trials.roles if role.name.endswith("research-forecasting-data-scientist"))
    climber = _planted(who, ("iam:PassRole", RUNS[service][0]))
    trust = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
    there = replace(who, arn=f"{who.arn}-planted", trust=Policy(name="t", document={"Statement": [trust]}))
    searched = Ladders(Estate.read(synthesized(DEFAULT).folder), [climber, there], evaluator)
    assert searched.edges([climber]) == [Edge(climber.arn, way, there.arn)]


def test_a_planted_trust_is_found(default: Judged, ladders: Ladders) -> None:
    """The hub's pipeline may take the spokes' roles; whoever may take roles at all and is named like it, could."""
    pipeline = next(
        role for role in default.trials.roles if role.name.endswith("-pipeline") and "project_" in role.name
    )
    assert "sts:AssumeRole" in {edge.way for edge in ladders.edges([_planted(pipeline, ("sts:AssumeRole",))])}


def _planted(role: Role, actions: tuple[str, ...]) -> Role:
    """A role out of its boundary that may do these on everything."""
    statement = {"Sid": "Planted", "Effect": "Allow", "Action": list(actions), "Resource": "*"}
    policy = Policy(name="planted", document={"Version": "2012-10-17", "Statement": [statement]})
    return replace(role, identity=(policy,), boundary=None)


def _in_other_accounts(default: Judged, actions: tuple[str, ...]) -> list[Role]:
    """The same in the hub and where models are served: each account runs something else."""
    ends = ("hub-forecasting-lead", "staging-forecasting-lead")
    return [_planted(role, actions) for role in default.trials.roles if role.name.endswith(ends)]
