from constructs import Construct

from mlplatform.functions import Placement, PrivateFunction
from mlplatform.identity.capabilities.functions import PROFILE_CLEAN_UP
from mlplatform.settings.names import Names

FIFTEEN_MINUTES = 900
SIDE_BY_SIDE = 4
"""Shards that are deployed at once (`cdk deploy --concurrency 4`); a further one would wait for its turn."""


class CleanUpFunction(Construct):
    """Stops the apps and deletes the private spaces of profiles that are about to be removed from one domain.

    SageMaker refuses to delete a profile whose apps run. CloudFormation tells this function first which profiles go;
    what it did stands in the stack's outputs. Homes stay in the domain's file system.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, domain: str, domain_id: str, names: Names, placement: Placement
    ) -> None:
        super().__init__(scope, construct_id)
        self.function_arn = PrivateFunction(
            self,
            "Function",
            folder="custom_resources",
            module="profile_clean_up",
            role_name=names.function_role(f"clean-up-{domain}"),
            description="Stops the apps of removed users.",
            statements=PROFILE_CLEAN_UP,
            values={"domain-id": domain_id},
            placement=placement,
            timeout=FIFTEEN_MINUTES,
            concurrency=SIDE_BY_SIDE,
        ).function_arn
