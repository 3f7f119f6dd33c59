import base64
import hashlib
from pathlib import Path

from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

ON_START = Path(__file__).with_name("on_start.sh")

HASH_LENGTH = 5
"""A domain's name has 46 characters at most (`settings.names`), a script's name 63 (CreateStudioLifecycleConfig)."""


class LifecycleScript(Construct):
    """What runs when an app of the given type starts.

    A script's content can only be set when it is created, and so can its name. The name therefore carries a hash of
    the content: a new content is a new script, which apps get at their next start.
    """

    def __init__(self, scope: Construct, construct_id: str, *, prefix: str, app_type: str) -> None:
        super().__init__(scope, construct_id)
        content = ON_START.read_bytes()
        config = sagemaker.CfnStudioLifecycleConfig(
            self,
            "Resource",
            studio_lifecycle_config_name=f"{prefix}-{app_type.lower()}-{hashlib.sha256(content).hexdigest()[:HASH_LENGTH]}",
            studio_lifecycle_config_app_type=app_type,
            studio_lifecycle_config_content=base64.b64encode(content).decode(),
        )
        self.arn = config.attr_studio_lifecycle_config_arn
