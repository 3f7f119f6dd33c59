"""`Custom::DomainCleanUp`: takes what a removed Studio domain leaves in the network out of it, and keeps the data.

SageMaker makes a file system for a domain, with a mount target in each subnet and two security groups. DeleteDomain,
as CloudFormation calls it, leaves all of that behind, and a VPC or subnet with a mount target cannot be deleted. The
domain must depend on such a resource, so that CloudFormation deletes the resource after the domain: when the stack
goes, when the domain leaves the template, and when its creation is rolled back.

Properties: `VpcId`, `KeyArn` (the key that encrypts the homes), `DomainName`. No attributes.

- Create and Update do nothing. Delete cleans up after **every** domain that is gone, not only after its own: so what
  one clean-up could not finish, the next one does.
- A domain is ours if its file system is encrypted with our key: nobody else can use that one. Domains that exist are
  left alone, whatever their status.
- Mount targets in the VPC are deleted, then, once no interface uses them, the two security groups. The file system with
  its data stays. Whatever is gone already is fine.

Another name or key makes another domain; it is another physical id, too, so that CloudFormation deletes the old
resource after the change.

The execution role holds `DOMAIN_CLEAN_UP`; the package says where that stands.

Reaches the interface endpoints `ec2`, `elasticfilesystem` and `sagemaker.api`. Give it all of Lambda's 15 minutes.
"""

from aws_lambda_powertools.utilities.data_classes import CloudFormationCustomResourceEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from .aws import client
from .deadline import Deadline
from .file_systems import FileSystems
from .homes_clean_up import HomesCleanUp
from .log import logger
from .nfs_groups import NfsGroups
from .properties import text
from .response import Outcome, custom_resource


@custom_resource
def handler(event: CloudFormationCustomResourceEvent, context: LambdaContext) -> Outcome:
    """Cleans up after removed domains, when the resource is deleted."""
    properties = event.resource_properties
    vpc = text(properties, "VpcId", example="vpc-0123456789abcdef0")
    key = text(properties, "KeyArn", example="arn:aws:kms:eu-west-1:111122223333:key/KEY-ID")
    name = text(properties, "DomainName", example="acme-main-shared")
    if event.request_type != "Delete":
        logger.info("Nothing to clean up while the domain is there")
        return Outcome(physical_id=f"domain-clean-up-{name}-{key.rpartition('/')[2]}")
    file_systems = FileSystems(client("efs"), client("sagemaker"), vpc=vpc, key=key)
    summary = HomesCleanUp(file_systems, NfsGroups(client("ec2"), vpc), Deadline(context)).run()
    logger.info("Clean-up done", extra={"summary": summary})
    return Outcome(physical_id=event.physical_resource_id)
