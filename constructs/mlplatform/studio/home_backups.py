from constructs import Construct

from mlplatform.arns import arn
from mlplatform.identity import BoundedRole, PersonaPolicy, capabilities
from mlplatform.identity.trust import service_trust
from mlplatform.settings.names import Names

DESCRIPTION = "AWS Backup copies homes before they are deleted"


class HomeBackups(Construct):
    """The role with which AWS Backup copies the homes of a removed domain into a vault, before they are deleted.

    Guarantees:
        - file systems that SageMaker has marked as a domain's of this account, and no other data
        - into the one vault of homes, encrypted with the given key

    The vault is not here: it holds copies, outlives every stack, and CloudFormation could make it only once.
    `tools/delete_homes.py` makes it when it is first needed.
    """

    def __init__(self, scope: Construct, construct_id: str, *, names: Names, key_arn: str, boundary_arn: str) -> None:
        super().__init__(scope, construct_id)
        policy = PersonaPolicy(
            self,
            "Policy",
            description=DESCRIPTION,
            statements=capabilities.BACK_UP_HOMES,
            values={"vault": names.home_vault, "domain-key": key_arn, "domains": arn("sagemaker", "domain/*")},
        )
        BoundedRole(
            self,
            "Role",
            name=names.service_role("home-backups"),
            description=DESCRIPTION,
            trust=[service_trust("backup.amazonaws.com", "Backup")],
            policy_arns=[policy.policy_arn],
            boundary_arn=boundary_arn,
        )
