"""How other stacks of the environment learn a team's key.

By a parameter that CloudFormation reads when it deploys, and not by an export: Foundation is deployed before the stacks
that use its exports, so an export could never go together with the team that it is for.
"""

from aws_cdk import CfnParameter
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from mlplatform.encryption.key import ClosedKey
from mlplatform.settings.names import Names, pascal


def publish_team_key(key: ClosedKey, *, names: Names, team: str) -> None:
    """Write the key's ARN where `team_key_arn` finds it."""
    ssm.CfnParameter(
        key,
        "Published",
        name=names.team_key_parameter(team),
        type="String",
        value=key.key_arn,
        description=f"Wiring between stacks: the data key of {team}",
    )


def team_key_arn(scope: Construct, *, names: Names, team: str) -> str:
    """The ARN of a team's key, in another stack than the key's; that stack must depend on Foundation."""
    # [cdk:skip]: the command line need not deploy a stack again only because it reads this parameter.
    return CfnParameter(
        scope,
        f"KeyOf{pascal(team)}",
        type="AWS::SSM::Parameter::Value<String>",
        default=names.team_key_parameter(team),
        description=f"Data key of {team} [cdk:skip]",
    ).value_as_string
