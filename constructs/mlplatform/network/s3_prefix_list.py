from aws_cdk import Aws, CfnMapping
from constructs import Construct

from mlplatform.settings import Environment
from mlplatform.settings.prefix_lists import S3_PREFIX_LISTS


def s3_prefix_list(scope: Construct, environment: Environment) -> str:
    """The S3 managed prefix list of the environment's region: the one of the organisation's file, else the known one.

    A template for any region looks it up when it is deployed; where it is not known, CloudFormation refuses the
    template before it makes anything.

    Raises:
        ValueError: The region's prefix list is not known; the organisation's file is checked for that.
    """
    if environment.network.s3_prefix_list:
        return environment.network.s3_prefix_list
    if environment.region is None:
        known = {region: {"Id": prefix_list} for region, prefix_list in S3_PREFIX_LISTS.items()}
        return CfnMapping(scope, "S3PrefixLists", mapping=known).find_in_map(Aws.REGION, "Id")
    if environment.region not in S3_PREFIX_LISTS:
        raise ValueError(f"The S3 prefix list of {environment.region} is not known: set network.s3_prefix_list.")
    return S3_PREFIX_LISTS[environment.region]
