from collections.abc import Sequence

from aws_cdk import Aws
from constructs import Construct

from mlplatform.arns import role_arn
from mlplatform.encryption import KeyUse
from mlplatform.identity import PersonaPolicy
from mlplatform.identity.capabilities.releases import UPLOADS
from mlplatform.settings import Names, Organisation, Persona

UPLOADERS = (Persona.LEAD, Persona.ML_ENGINEER)
"""Who hands in a project's code where it comes as an archive, as others push to a repository."""


class ArchiveUploads(Construct):
    """What lets a team's leads and ML engineers hand in the archives of its projects.

    Guarantees:
        - the archives of the team's own projects, by their whole keys; they write them and read nothing
        - the key encrypts what goes to S3, and nothing else

    The stack must come after that of the team's roles.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        team: str,
        bucket_arn: str,
        keys: Sequence[str],
        key_arn: str,
    ) -> None:
        super().__init__(scope, construct_id)
        PersonaPolicy(
            self,
            "Policy",
            description=f"Archives of the team {team} that start its pipelines",
            role_names=[names.role(persona, team) for persona in UPLOADERS],
            statements=UPLOADS,
            values={"archives": tuple(f"{bucket_arn}/{key}" for key in keys), "artefacts-key": key_arn},
        )


def archives_of(organisation: Organisation, team: str) -> tuple[str, ...]:
    """The keys of a team's archives."""
    return tuple(p.source.s3.key for p in organisation.projects if p.source.s3 and p.team == team)


def upload_uses(organisation: Organisation, names: Names) -> tuple[KeyUse, ...]:
    """Who hands in archives, as the key that encrypts them must know it."""
    teams = [team.name for team in organisation.teams if archives_of(organisation, team.name)]
    roles = tuple(role_arn(names.role(persona, team)) for team in teams for persona in UPLOADERS)
    return (KeyUse(sid="Uploads", roles=roles, account=Aws.ACCOUNT_ID),) if roles else ()
