"""What the delivery of projects asks of an environment's keys, by derived names, so that a key's policy never changes.

Patterns over projects (`project_*-start`) keep a key policy as long as the organisation has environments, and not as
long as it has projects.
"""

from aws_cdk import Aws

from mlplatform.arns import arn, role_arn
from mlplatform.encryption import DeliveryUses, KeyUse, ServiceUse
from mlplatform.mlops.archive_uploads import upload_uses
from mlplatform.mlops.model_access import key_readers
from mlplatform.mlops.road import account_of
from mlplatform.settings import Environment, Names, Organisation
from mlplatform.settings.names import pascal

EVERY = "*"
HUB_MACHINES = ("build", "package", "pipeline")


def delivery_uses(organisation: Organisation, environment: Environment) -> DeliveryUses:
    """Nothing where no project passes."""
    if not organisation.projects:
        return DeliveryUses()
    names = Names(organisation=organisation.name, environment=environment.name)
    return DeliveryUses(
        artefacts=(
            *(_of_hub(organisation, names) if environment.is_hub else ()),
            *(_of_workbench(names) if environment.is_workbench else ()),
        ),
        artefact_services=(LOGGED_RUNS,) if environment.is_workbench else (),
        logs=(_use("Questions", names, "pipeline"),) if environment.is_hub else (),
        teams=_of_teams(organisation, environment, names),
    )


def _of_hub(organisation: Organisation, names: Names) -> tuple[KeyUse, ...]:
    own = _use("Deliveries", names, *HUB_MACHINES)
    spokes = [_spoke(organisation, spoke) for spoke in organisation.environments]
    return (own, *upload_uses(organisation, names), *(use for use in spokes if use))


def _spoke(organisation: Organisation, spoke: Environment) -> KeyUse | None:
    names = Names(organisation=organisation.name, environment=spoke.name)
    machines = [*(["start"] if spoke.is_workbench else []), *(["deploy"] if spoke.is_serving else [])]
    return _use(f"Spoke{pascal(spoke.name)}", names, *machines, account=account_of(spoke)) if machines else None


def _of_workbench(names: Names) -> tuple[KeyUse, ...]:
    """The history of a state machine is encrypted; who starts it reads it."""
    return (_use("Runs", names, "run", "start"),)


LOGGED_RUNS = ServiceUse(
    # https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html: what an encrypted state machine logs
    # is handed over encrypted, and the delivery of logs decrypts it.
    sid="LoggedRuns",
    service="delivery.logs.amazonaws.com",
    conditions={
        "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
        "ArnLike": {"aws:SourceArn": arn("logs", "*")},
    },
)


def _of_teams(organisation: Organisation, environment: Environment, names: Names) -> dict[str, tuple[KeyUse, ...]]:
    releases = _releases(organisation, names) if environment.is_serving else {}
    return {
        team.name: (*releases.get(team.name, ()), *key_readers(organisation, environment, team.name))
        for team in organisation.teams
    }


def _releases(organisation: Organisation, names: Names) -> dict[str, tuple[KeyUse, ...]]:
    """A release hands the team's key to the volumes of its endpoint, and decrypts nothing with it."""
    teams: dict[str, list[str]] = {}
    for project in organisation.projects:
        teams.setdefault(project.team, []).append(role_arn(names.project_role(project.name, "release")))
    return {
        team: (KeyUse(sid="Releases", roles=tuple(roles), uses=False, grants=True),) for team, roles in teams.items()
    }


def _use(sid: str, names: Names, *machines: str, account: str = Aws.ACCOUNT_ID) -> KeyUse:
    roles = tuple(role_arn(names.project_role(EVERY, machine), account=account) for machine in machines)
    return KeyUse(sid=sid, roles=roles, account=account)
