from collections.abc import Sequence

from constructs import Construct

from mlplatform.settings import User
from mlplatform.users import UserShard
from stacks.deployment import Deployment
from stacks.platform_stack import PlatformStack
from stacks.studio import Studio


class Users(PlatformStack):
    """One shard of the users of one domain."""

    def __init__(
        self,
        scope: Construct,
        deployment: Deployment,
        *,
        domain: str,
        shard: int,
        users: Sequence[User],
        studio: Studio,
    ) -> None:
        super().__init__(scope, f"Users-{domain}-{shard:02d}", deployment, description=f"Users of {domain}")
        UserShard(
            self,
            "Shard",
            users=users,
            auth_mode=deployment.organisation.identity.auth_mode,
            domain_id=studio.domains[domain].domain_id,
            clean_up_arn=studio.clean_ups[domain].function_arn,
            # Studio's stack depends on the stacks of these roles, and this one on Studio's.
            role_arns=studio.role_arns,
        )
