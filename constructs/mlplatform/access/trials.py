"""From a case to the concrete requests that it stands for, with every policy that has a say in each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlplatform.access.actors import STRANGERS, Actor, Cast
from mlplatform.access.cases import Case
from mlplatform.access.estate import Estate
from mlplatform.access.evaluator import Question
from mlplatform.access.guards import Guards
from mlplatform.access.policies import Policy, Roles
from mlplatform.access.scenes import MissingPlaceError, Scene, Scenes
from mlplatform.access.suppositions import CLOSED, SUPPOSED, open_to

WITHOUT_ACCOUNT = ("s3",)
WITHOUT_REGION = ("s3", "iam", "budgets")
THROUGH_ENDPOINTS = ("athena:", "glue:", "s3:")
IN_JOBS = ("-prepare", "-train", "-evaluate")
"""Roles that jobs in the VPC work in; what these ask of the services above comes from there, if a case does not say
otherwise."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One concrete request of a case."""

    case: Case
    scene: Scene
    who: str
    question: Question

    @property
    def name(self) -> str:
        asked = self.question
        return f"{self.case.name} [{self.scene.name}: {self.who} {asked.action} {asked.resource.rpartition(':')[2]}]"


class Trials:
    """The cases of a matrix over an estate."""

    def __init__(self, estate: Estate) -> None:
        self.roles, self.guards, self.scenes = Roles(estate), Guards(estate), Scenes(estate)
        self._cast = Cast(self.roles)

    def of(self, case: Case, teams: Iterable[str] = ()) -> tuple[Trial, ...]:
        """Every request that a case stands for here; with `teams`, of those teams alone.

        None where the estate has no such environment, role or place: another sample has it, or the case is wrong.
        """
        chosen = set(teams)
        scenes = [s for s in self.scenes.of(case.scope, case.kind) if self._is_of(s, chosen) and self._has(s, case)]
        return tuple(trial for scene in scenes for trial in self._in(scene, case))

    def _is_of(self, scene: Scene, teams: set[str]) -> bool:
        return scene.scope != "team" or not teams or scene.values["team"] in teams

    def _has(self, scene: Scene, case: Case) -> bool:
        """Whether the scene has what the case is about: a place, an endpoint."""
        through = case.through is None or self.guards.endpoint(scene.account, case.through) is not None
        return through and (case.where is None or case.where in scene.values)

    def _in(self, scene: Scene, case: Case) -> Iterator[Trial]:
        try:
            actors = [(who, actor) for name in case.who for who, actor in self._cast.of(scene, name)]
            resources = [(on, arn) for on in case.on for arn in self._arns(scene, on)]
            context = {key: None if value is None else _value(scene, value) for key, value in case.context.items()}
        except MissingPlaceError:
            return
        for who, actor in actors:
            for action in case.does:
                for _, resource in resources:
                    question = self._question(case, scene, actor, action, resource, context)
                    yield Trial(case=case, scene=scene, who=who, question=question)

    def _arns(self, scene: Scene, on: str) -> Iterator[str]:
        for filled in scene.fill(on):
            if filled == "*" or filled.startswith("arn:"):
                yield filled
                continue
            service, _, resource = filled.partition(":")
            region, account = service not in WITHOUT_REGION, service not in WITHOUT_ACCOUNT
            yield scene.arn(service, resource, region=region, account=account)

    def _question(
        self, case: Case, scene: Scene, actor: Actor, action: str, resource: str, context: Mapping[str, Any]
    ) -> Question:
        account = self._account(scene, case, resource)
        role = actor.role
        # What somebody else's role may do is not ours to know: it may do everything that our policies leave open.
        context = {**_usual(scene, actor, account, action), **context}
        extra = (SUPPOSED,) if "everything-allowed" in case.suppose or actor.somebodys_role else ()
        return Question(
            principal=actor.principal,
            action=action,
            resource=resource,
            account=account,
            context={key: value for key, value in context.items() if value is not None},
            identity=((*role.identity, *extra) if role else extra),
            boundary=role.boundary if role and "no-boundary" not in case.suppose else None,
            guard=self._guard(case, scene, actor, resource, action),
            endpoint=self.guards.endpoint(scene.account, case.through) if case.through else None,
        )

    def _account(self, scene: Scene, case: Case, resource: str) -> str:
        """Who owns a resource: its ARN says, or the estate; where an owner is supposed, it is somebody else."""
        if resource == "*":
            return scene.account
        nobodys = STRANGERS if "owner-allows" in case.suppose else scene.account
        return resource.split(":")[4] or self.guards.owner_of(resource) or nobodys

    def _guard(self, case: Case, scene: Scene, actor: Actor, resource: str, action: str) -> Policy | None:
        """The trust policy of a role, where somebody takes it; else the policies of the resource."""
        if "no-resource-policy" in case.suppose:
            return None
        if "owner-allows" in case.suppose:
            return open_to(actor.account, scene.partition)
        if action.startswith("sts:") and ":role/" in resource:
            return self.roles[resource].trust if resource in self.roles else CLOSED
        return self._merged(self.guards.on(resource, self._account(scene, case, resource)))

    def _merged(self, policies: Sequence[Policy]) -> Policy | None:
        if len(policies) < 2:
            return policies[0] if policies else None
        statements = [statement for policy in policies for statement in policy.statements]
        name = " and ".join(policy.name for policy in policies)
        return Policy(name=name, document={"Version": "2012-10-17", "Statement": statements})


def _usual(scene: Scene, actor: Actor, account: str, action: str) -> dict[str, str]:
    """What every request carries."""
    usual = {"aws:SecureTransport": "true", "aws:RequestedRegion": scene.region, "aws:ResourceAccount": account}
    if action.startswith("s3:"):
        usual["s3:TlsVersion"] = "1.3"
    if actor.service:
        return {**usual, "aws:PrincipalIsAWSService": "true"}
    if actor.federated:
        return usual
    if action.startswith(THROUGH_ENDPOINTS) and actor.principal.endswith(IN_JOBS):
        [usual["aws:SourceVpc"]] = scene.fill("<vpc-id>")
    return {**usual, "aws:PrincipalArn": actor.principal, "aws:PrincipalAccount": actor.account}


def _value(scene: Scene, value: Any) -> str | list[str]:
    """A condition key's value as a request carries it: text, or a list of texts."""
    if isinstance(value, list):
        return [filled for each in value for filled in scene.fill(str(each))]
    if isinstance(value, bool):
        return str(value).lower()
    filled = scene.fill(str(value))
    return filled[0] if len(filled) == 1 else list(filled)
