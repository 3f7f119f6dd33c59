"""Who can come to work in whose name: an edge for each way in which one role may use another, as the policies stand.

Whether a role may be taken, passed, rewritten, or what runs in it be changed, is evaluated. Whether somebody may start
a job or make a function of their own at all is read generously, without resources and conditions: the search may find a
way that is none, and misses none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlplatform.access import Estate, Evaluator, Question, Role
from mlplatform.access.evaluator import names
from mlplatform.access.policies import as_list

RUNS: Mapping[str, tuple[str, ...]] = {
    "sagemaker": (
        "sagemaker:CreateCompilationJob",
        "sagemaker:CreateHyperParameterTuningJob",
        "sagemaker:CreateModel",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreatePipeline",
        "sagemaker:CreateProcessingJob",
        "sagemaker:CreateTrainingJob",
        "sagemaker:CreateUserProfile",
        "sagemaker:UpdatePipeline",
        "sagemaker:UpdateUserProfile",
    ),
    "lambda": ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration"),
    "states": ("states:CreateStateMachine", "states:UpdateStateMachine"),
    "codebuild": ("codebuild:CreateProject", "codebuild:UpdateProject"),
    "codepipeline": ("codepipeline:CreatePipeline", "codepipeline:UpdatePipeline"),
    "cloudformation": ("cloudformation:CreateStack", "cloudformation:UpdateStack"),
    "glue": ("glue:CreateJob", "glue:UpdateJob"),
    "ec2": ("ec2:RunInstances",),
    "servicecatalog": ("servicecatalog:CreateConstraint",),
}
"""Service to what makes it run something of the caller's in a role that it is handed."""

RUNNERS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "AWS::Lambda::Function": ("Role", "lambda:function:{}", ("lambda:UpdateFunctionCode",)),
    "AWS::CodeBuild::Project": (
        "ServiceRole",
        "codebuild:project/{}",
        ("codebuild:StartBuild", "codebuild:UpdateProject"),
    ),
    "AWS::StepFunctions::StateMachine": ("RoleArn", "states:stateMachine:{}", ("states:UpdateStateMachine",)),
    "AWS::CodePipeline::Pipeline": ("RoleArn", "codepipeline:{}", ("codepipeline:UpdatePipeline",)),
    "AWS::SageMaker::Pipeline": ("RoleArn", "sagemaker:pipeline/{}", ("sagemaker:UpdatePipeline",)),
}
"""What runs in a role already: the property that names it, its ARN, and what would have it run something else."""

TAKES_OVER = ("iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy")
REWRITES = ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion")


@dataclass(frozen=True, order=True)
class Edge:
    """One role may work in the name of another."""

    who: str
    way: str
    whom: str


class Ladders:
    """Every edge between the roles of an estate."""

    def __init__(self, estate: Estate, roles: Iterable[Role], evaluator: Evaluator) -> None:
        self._estate, self._evaluator = estate, evaluator
        self._roles = {role.arn: role for role in roles}
        self._runners = list(self._running())

    def edges(self, starts: Iterable[Role] | None = None) -> list[Edge]:
        """The edges from these roles, or from all."""
        return self.edges_of([list(starts or self._roles.values())])[0]

    def edges_of(self, several: Sequence[Sequence[Role]]) -> list[list[Edge]]:
        """The edges from each of several sets of roles, all asked at once."""
        asked = [(n, way) for n, starts in enumerate(several) for one in starts for way in self._ways(one)]
        verdicts = self._evaluator.judge([question for _, (_, question) in asked])
        found: list[set[Edge]] = [set() for _ in several]
        for (n, (edge, _)), verdict in zip(asked, verdicts, strict=True):
            if verdict.allowed:
                found[n].add(edge)
        return [sorted(edges) for edges in found]

    def _running(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """What runs, in which role, and how it would be changed."""
        for resource in self._estate.of(*RUNNERS):
            key, pattern, actions = RUNNERS[resource.type]
            name = self._estate.attribute(resource, "").rpartition(":")[2]
            service, _, rest = pattern.format(name).partition(":")
            stack = resource.stack
            arn = f"arn:{stack.partition}:{service}:{stack.region}:{stack.account}:{rest}"
            yield arn, self._estate.property_of(resource, key), actions

    def _ways(self, one: Role) -> Iterator[tuple[Edge, Question]]:
        for arn, role, actions in self._runners:
            for action in actions if role in self._roles and role != one.arn else ():
                if may(one, action):
                    yield Edge(one.arn, action, role), _ask(one, action, arn)
        for other in self._roles.values():
            if other.arn != one.arn:
                yield from _between(one, other)


def _between(one: Role, other: Role) -> Iterator[tuple[Edge, Question]]:
    if may(one, "sts:AssumeRole"):
        yield Edge(one.arn, "sts:AssumeRole", other.arn), _ask(one, "sts:AssumeRole", other.arn, guard=other.trust)
    if one.account != other.account:
        return
    for service in _trusted(other) if may(one, "iam:PassRole") else ():
        if any(may(one, action) for action in RUNS.get(service, ())):
            passed = {"iam:PassedToService": f"{service}.amazonaws.com"}
            yield Edge(one.arn, f"iam:PassRole to {service}", other.arn), _ask(one, "iam:PassRole", other.arn, **passed)
    for action in (action for action in TAKES_OVER if may(one, action)):
        yield Edge(one.arn, action, other.arn), _ask(one, action, other.arn)
    for action in (action for action in REWRITES if may(one, action)):
        # Which of the role's policies, only AWS knows by ARN; whoever rewrites any of the account could rewrite these.
        yield Edge(one.arn, action, other.arn), _ask(one, action, f"{other.arn.partition('role/')[0]}policy/any")


def _ask(one: Role, action: str, resource: str, guard: Any = None, **context: str) -> Question:
    return Question(
        principal=one.arn,
        action=action,
        resource=resource,
        account=resource.split(":")[4],
        identity=one.identity,
        boundary=one.boundary,
        guard=guard,
        context={"aws:PrincipalArn": one.arn, "aws:PrincipalAccount": one.account, **context},
    )


def may(role: Role, action: str) -> bool:
    """Whether some statement allows an action on something, and the boundary lets it through."""
    layers = (role.identity, (role.boundary,)) if role.boundary else (role.identity,)
    return all(any(_allows(row, action) for policy in layer for row in policy.statements) for layer in layers)


def _allows(statement: Mapping[str, Any], action: str) -> bool:
    return statement["Effect"] == "Allow" and names(tuple(as_list(statement["Action"])), action)


def _trusted(role: Role) -> list[str]:
    """The services that take a role."""
    principals = [row["Principal"] for row in role.trust.statements if row["Effect"] == "Allow"]
    services = {
        service for each in principals if isinstance(each, dict) for service in as_list(each.get("Service", []))
    }
    return sorted(service.partition(".")[0] for service in services)


def reached(edges: Iterable[Edge], start: str) -> dict[str, tuple[Edge, ...]]:
    """Every role that one can come to work as, in any number of steps, with the way there."""
    outgoing: dict[str, list[Edge]] = {}
    for edge in edges:
        outgoing.setdefault(edge.who, []).append(edge)
    found: dict[str, tuple[Edge, ...]] = {start: ()}
    open_ = [start]
    while open_:
        here = open_.pop(0)
        for edge in outgoing.get(here, ()):
            if edge.whom not in found:
                found[edge.whom] = (*found[here], edge)
                open_.append(edge.whom)
    del found[start]
    return found
