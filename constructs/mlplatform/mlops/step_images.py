"""The images of a project's steps: repositories here, digests in each run.

The build looks up what the tag of the project's framework means today, and hands the digests on; so a run, its model
package and its release name the same images for ever. Until the catalogue of prebuilt containers is there, the tag has
to be pushed to the hub's repositories first.
"""

from aws_cdk import Aws

from mlplatform.mlops.road import Road, account_of
from mlplatform.settings import Environment

TRAINING, SERVING = "training", "serving"


def repository_uri(road: Road, environment: Environment, image: str) -> str:
    """An image's repository in an environment's own account, without tag and digest."""
    name = road.names(environment).repository(image)
    return f"{account_of(environment)}.dkr.ecr.{Aws.REGION}.{Aws.URL_SUFFIX}/{name}"
