"""`Custom::ProfileCleanUp`: ends what runs for a user before CloudFormation deletes the user's profile.

DeleteUserProfile fails while apps run or spaces exist, and CloudFormation knows neither: users start them. One such
resource stands beside the profiles of a shard.

Properties: `DomainId`, `Profiles` (the names of the shard's user profiles). Attributes: `Summary` (what was done for
whom), `Removed` (how many users).

- Create does nothing. Update cleans up for the names that are no longer listed. Delete cleans up for all of them.
  A changed DomainId is a replacement: the old resource's Delete then cleans up in the old domain.
- Apps are stopped, private spaces are deleted **with their EBS volumes**, home directories in the file system stay.
- A shared space is never deleted: others work in it. The deployment fails before anything is touched, and says why.
- Whatever is gone already is fine; a clean-up that ran out of time is continued by the next deployment.

The resource must depend on the shard's profiles. So CloudFormation updates it after them, when little can fail any
more that would bring a cleaned-up profile back, and deletes it before them. A profile that leaves the template is
deleted after all updates.

The execution role holds `PROFILE_CLEAN_UP`; the package says where that stands.

Reaches the interface endpoint `sagemaker.api`. Give it all of Lambda's 15 minutes: an app takes minutes to end, all
of them end side by side.
"""

from aws_lambda_powertools.utilities.data_classes import CloudFormationCustomResourceEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from .aws import client
from .clean_up import CleanUp
from .deadline import Deadline
from .log import logger
from .properties import PropertyError, names, text
from .response import Outcome, custom_resource
from .studio import Studio


@custom_resource
def handler(event: CloudFormationCustomResourceEvent, context: LambdaContext) -> Outcome:
    """Cleans up for the users that this request removes."""
    domain = text(event.resource_properties, "DomainId", example="d-abcdefghijkl")
    profiles = removed_profiles(event, domain)
    logger.info("Profiles to clean up", extra={"domain": domain, "profiles": profiles})
    summary = CleanUp(Studio(client("sagemaker"), domain), Deadline(context), profiles).run()
    logger.info("Clean-up done", extra={"summary": summary})
    physical_id = f"profile-clean-up-{domain}-{event.logical_resource_id}"
    return Outcome(
        physical_id=event.physical_resource_id if event.request_type == "Delete" else physical_id,
        data={"Summary": summary, "Removed": str(len(profiles))},
    )


def removed_profiles(event: CloudFormationCustomResourceEvent, domain: str) -> list[str]:
    """The users that are there before the request and not after it."""
    listed = names(event.resource_properties, "Profiles")
    if event.request_type == "Delete":
        return listed
    if event.request_type == "Create" or event.old_resource_properties.get("DomainId") != domain:
        return []
    return sorted(set(_listed_before(event)) - set(listed))


def _listed_before(event: CloudFormationCustomResourceEvent) -> list[str]:
    """Malformed old properties were refused when they came; now they are rolled back, which must not fail again."""
    try:
        return names(event.old_resource_properties, "Profiles")
    except PropertyError as error:
        logger.warning("The properties before were malformed: nobody is removed", extra={"error": str(error)})
        return []
