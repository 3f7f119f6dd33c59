from aws_cdk import CustomResource, Duration
from constructs import Construct

from mlplatform.arns import arn
from mlplatform.functions import Placement, PrivateFunction
from mlplatform.identity.capabilities.functions import DOMAIN_CLEAN_UP
from mlplatform.identity.guard_rails import FILE_SYSTEM_DENIES
from mlplatform.settings.names import Names

FIFTEEN_MINUTES = 900
SIDE_BY_SIDE = 4
"""Domains that go at the same time; the request of a further one waits for its turn, Lambda repeats it."""


class DomainCleanUp(Construct):
    """Frees the network of what removed Studio domains leave in it: mount targets and security groups.

    Guarantees:
        - the file system of a domain, and the data in it, stays
        - nothing is touched of a domain that exists, or whose homes another key encrypts
        - the function can change groups of this VPC that SageMaker has marked, and network interfaces only through EFS
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, vpc_id: str, key_arn: str, names: Names, placement: Placement
    ) -> None:
        super().__init__(scope, construct_id)
        self._vpc_id, self._key_arn = vpc_id, key_arn
        self._function_arn = PrivateFunction(
            self,
            "Function",
            folder="custom_resources",
            module="domain_clean_up",
            role_name=names.function_role("domain-clean-up"),
            description="Frees the network of what removed Studio domains leave in it.",
            statements=DOMAIN_CLEAN_UP,
            values={"vpc": arn("ec2", f"vpc/{vpc_id}"), "domains": arn("sagemaker", "domain/*")},
            denies=FILE_SYSTEM_DENIES,
            placement=placement,
            timeout=FIFTEEN_MINUTES,
            concurrency=SIDE_BY_SIDE,
        ).function_arn

    def after(self, scope: Construct, *, domain: str) -> CustomResource:
        """What the domain of this name must depend on, so that the clean-up comes after it when it goes."""
        return CustomResource(
            scope,
            "CleanUp",
            resource_type="Custom::DomainCleanUp",
            service_token=self._function_arn,
            # Twice what the function may run: a request may have waited for its turn.
            service_timeout=Duration.seconds(2 * FIFTEEN_MINUTES),
            properties={"VpcId": self._vpc_id, "KeyArn": self._key_arn, "DomainName": domain},
        )
