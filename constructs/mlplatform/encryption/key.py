from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from constructs import Construct

from mlplatform.encryption.key_policy import KeyUse, ServiceUse, key_policy


class ClosedKey(Construct):
    """A customer-managed key that only the named roles and services can use.

    Guarantees:
        - rotates every year; deletion waits for 30 days; the key outlives its stack, but not a deployment that fails to
          make the stack (KMS-01, KMS-03)
        - the account administers it but cannot use it; no `*` principal (KMS-02)
        - the policy is complete here: attributes expose an ARN, not an object that others could grant on

    Args:
        alias: Physical name, for people and for conditions across accounts.
        uses, services: Who may use it; see `KeyUse` and `ServiceUse`.

    The L1 key stays reachable as `node.default_child`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        alias: str,
        description: str,
        uses: tuple[KeyUse, ...] = (),
        services: tuple[ServiceUse, ...] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        key = kms.CfnKey(
            self,
            "Resource",
            description=description,
            enable_key_rotation=True,
            pending_window_in_days=30,
            key_policy=key_policy(uses, services),
        )
        key.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
        kms.CfnAlias(self, "Alias", alias_name=alias, target_key_id=key.ref)
        self.key_arn = key.attr_arn
