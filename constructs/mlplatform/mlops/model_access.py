"""A model's files stay where it was trained. Who serves it in another account reads them there.

Four policies have to agree, and each is made from the same derived names: the bucket's and the key's in the workbench
(`readers`, `key_readers`), the role's own (`ModelAccess`) and its boundary (`model_accounts`) where it is served; there
the endpoint of S3 lets it through as well.
"""

from collections.abc import Iterator

from constructs import Construct

from mlplatform.arns import arn
from mlplatform.encryption import KeyUse
from mlplatform.identity import PersonaPolicy
from mlplatform.identity.capabilities.serving import READ_MODELS_ELSEWHERE
from mlplatform.mlops.road import Road, account_of
from mlplatform.settings import Environment, Machine, Names, Organisation
from mlplatform.settings.names import pascal
from mlplatform.storage import Reader

PLACE = "artefacts"
"""Prefix of a team's work that training writes to."""


def readers(organisation: Organisation, workbench: Environment, team: str) -> tuple[Reader, ...]:
    """Who of other accounts reads which models of a team's work."""
    found = []
    for environment in organisation.environments:
        roads = [
            road
            for road in _roads(organisation, served=environment)
            if road.project.team == team and road.workbench == workbench
        ]
        if roads:
            found.append(
                Reader(
                    sid=f"ModelsServedIn{pascal(environment.name)}",
                    account=account_of(environment),
                    role_arn=roads[0].team_role(environment, Machine.SERVE),
                    prefixes=tuple(f"{PLACE}/{road.model}/" for road in roads),
                )
            )
    return tuple(found)


def key_readers(organisation: Organisation, workbench: Environment, team: str) -> tuple[KeyUse, ...]:
    """The same, as the team's key must know them."""
    return tuple(
        KeyUse(sid=reader.sid, roles=(reader.role_arn,), account=reader.account, reads=True)
        for reader in readers(organisation, workbench, team)
    )


def model_accounts(organisation: Organisation, environment: Environment, team: str | None = None) -> tuple[str, ...]:
    """The other accounts where models that an environment serves were trained; of one team, or of all."""
    roads = _roads(organisation, served=environment)
    return tuple(sorted({account_of(road.workbench) for road in roads if team in (None, road.project.team)}))


def models_elsewhere(organisation: Organisation) -> tuple[str, ...]:
    """The buckets and objects that endpoints of an environment read in other accounts."""
    buckets = _buckets(organisation)
    return (buckets, f"{buckets}/{PLACE}/*")


class ModelAccess(Construct):
    """What lets a team's endpoints read models that were trained in another account.

    Guarantees:
        - objects below `artefacts/<team>-` of the organisation's buckets in the workbenches' accounts, and no others
        - decryption with the team's key of those workbenches, by its alias, and through S3 only
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, organisation: Organisation, environment: Environment, team: str
    ) -> None:
        super().__init__(scope, construct_id)
        accounts = model_accounts(organisation, environment, team)
        benches = [bench for bench in organisation.environments if account_of(bench) in accounts]
        buckets = _buckets(organisation)
        PersonaPolicy(
            self,
            "Policy",
            description=f"Models of the team {team} that were trained in another account",
            role_names=[_names(organisation, environment).role(Machine.SERVE, team)],
            statements=READ_MODELS_ELSEWHERE,
            values={
                "model-buckets": buckets,
                "models": f"{buckets}/{PLACE}/{team}-*",
                "listed-models": f"{PLACE}/{team}-*",
                "model-accounts": accounts,
                "model-keys": tuple(arn("kms", "key/*", account=account) for account in accounts),
                "model-key-aliases": tuple(_names(organisation, bench).team_key_alias(team) for bench in benches),
            },
        )


def _roads(organisation: Organisation, *, served: Environment) -> Iterator[Road]:
    """The projects that an environment serves, and that are trained elsewhere."""
    for project in organisation.projects:
        road = Road(organisation=organisation, project=project)
        if served in road.serving and road.workbench != served:
            yield road


def _buckets(organisation: Organisation) -> str:
    """CloudFormation gives the buckets their names; all begin with the organisation's."""
    return arn("s3", f"{organisation.name}-*", account="", region="")


def _names(organisation: Organisation, environment: Environment) -> Names:
    return Names(organisation=organisation.name, environment=environment.name)
