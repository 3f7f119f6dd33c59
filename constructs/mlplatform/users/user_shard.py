import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from aws_cdk import cloudformation_include as include
from constructs import Construct

from mlplatform.settings import Persona, User
from mlplatform.settings.identity import AuthMode
from mlplatform.users.shard_template import role_parameter, shard_template


class UserShard(Construct):
    """The profiles of one shard of a domain's users.

    Guarantees:
        - one profile a user, with the role of the user's persona in the team (SM-USR-01); nothing per user in IAM
        - a user's logical id depends on nothing but the user's name: nobody moves when others come or go
        - before a profile is removed, its apps are stopped and its private spaces deleted

    Args:
        role_arns: Team to persona to role ARN, for every team and persona in use.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        users: Sequence[User],
        auth_mode: AuthMode,
        domain_id: str,
        clean_up_arn: str,
        role_arns: Mapping[str, Mapping[str, str]],
    ) -> None:
        super().__init__(scope, construct_id)
        roles = {role_parameter(u.team, u.persona): _role(role_arns, u.team, u.persona) for u in users}
        with tempfile.TemporaryDirectory() as folder:
            template = Path(folder) / "shard.template.json"
            template.write_text(json.dumps(shard_template(users, auth_mode)))
            include.CfnInclude(
                self,
                "Profiles",
                template_file=str(template),
                parameters={"DomainId": domain_id, "CleanUpArn": clean_up_arn, **dict(sorted(roles.items()))},
            )


def _role(role_arns: Mapping[str, Mapping[str, str]], team: str, persona: Persona) -> str:
    try:
        return role_arns[team][persona]
    except KeyError:
        raise ValueError(f"No role for the persona {persona} of the team {team}.") from None
