from constructs import Construct

from mlplatform.identity import capabilities
from mlplatform.identity.managed_policy import PersonaPolicy
from mlplatform.identity.role import BoundedRole
from mlplatform.identity.trust import nobody, persona_trust
from mlplatform.settings import Identity
from mlplatform.settings.names import Names


class PlatformAdmin(Construct):
    """The role of those who run the platform day by day.

    Guarantees:
        - sees jobs, domains, budgets and deployments; stops apps
        - touches no data, uses no key, passes no role, and changes nothing that `cdk deploy` owns
        - nobody but the organisation's identity provider can hand it out
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, names: Names, identity: Identity, boundary_arn: str
    ) -> None:
        super().__init__(scope, construct_id)
        policy = PersonaPolicy(
            self,
            "Policy",
            description="What the platform admin may do",
            statements=capabilities.PLATFORM_ADMIN,
            values={"prefix": names.prefix, "environment": names.environment},
        )
        self.role_arn = BoundedRole(
            self,
            "Role",
            name=names.role("platform-admin"),
            description="Runs the platform without its data",
            trust=persona_trust(identity, "platform-admin", None) or [nobody()],
            policy_arns=[policy.policy_arn],
            boundary_arn=boundary_arn,
        ).role_arn
