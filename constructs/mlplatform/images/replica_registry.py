from aws_cdk import CfnTag
from aws_cdk import aws_ecr as ecr
from constructs import Construct

from mlplatform.arns import arn
from mlplatform.identity import BoundedRole, PersonaPolicy, capabilities
from mlplatform.images.lifecycle import lifecycle_policy
from mlplatform.settings.names import Names

DESCRIPTION = "Repositories that replication from the hub makes"
REPLICATION = {
    "Sid": "Replication",
    "Effect": "Allow",
    "Principal": {"Service": "ecr.amazonaws.com"},
    "Action": ["sts:AssumeRole"],
}
"""Without a condition on its source, of which ECR documents none; only who may pass the role can have ECR take it.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-create-iam.html"""

CfnTemplate = ecr.CfnRepositoryCreationTemplate


class ReplicaRegistry(Construct):
    """An account's registry that takes the hub's images.

    Guarantees:
        - the hub's account may replicate the organisation's repositories here, and do nothing else
        - a repository that replication makes is as closed as the hub's: immutable tags, this environment's key, the
          same lifecycle, no policy that lets anybody outside the account in

    A registry has one policy; this is it. ECR takes a template with a key only together with a role of one's own:
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-create.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        hub_account: str,
        key_arn: str,
        boundary_arn: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self._names, self._key_arn = names, key_arn
        self._build_policy(hub_account)
        self._build_template(self._build_role(boundary_arn))

    def _build_policy(self, hub_account: str) -> None:
        statement = {
            "Sid": "ReplicasFromTheHub",
            "Effect": "Allow",
            "Principal": {"AWS": arn("iam", "root", account=hub_account, region="")},
            "Action": ["ecr:CreateRepository", "ecr:ReplicateImage"],
            "Resource": arn("ecr", f"repository/{self._names.repository('*')}"),
        }
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        ecr.CfnRegistryPolicy(self, "Policy", policy_text=policy)

    def _build_role(self, boundary_arn: str) -> str:
        policy = PersonaPolicy(
            self,
            "RolePolicy",
            description=DESCRIPTION,
            statements=capabilities.MAKE_REPLICAS,
            values={"organisation": self._names.organisation, "artefacts-key": self._key_arn},
        )
        return BoundedRole(
            self,
            "Role",
            name=self._names.service_role("image-replicas"),
            description=DESCRIPTION,
            trust=[REPLICATION],
            policy_arns=[policy.policy_arn],
            boundary_arn=boundary_arn,
        ).role_arn

    def _build_template(self, role_arn: str) -> None:
        names = self._names
        CfnTemplate(
            self,
            "Template",
            applied_for=["REPLICATION"],
            prefix=names.organisation,
            description=DESCRIPTION,
            image_tag_mutability="IMMUTABLE",
            encryption_configuration=CfnTemplate.EncryptionConfigurationProperty(
                encryption_type="KMS", kms_key=self._key_arn
            ),
            lifecycle_policy=lifecycle_policy(),
            resource_tags=[
                CfnTag(key="environment", value=names.environment),
                CfnTag(key="organisation", value=names.organisation),
            ],
            custom_role_arn=role_arn,
        )
