"""One shard's users as a CloudFormation template: rendered, not constructed, because thousands of constructs cost
seconds (a typed construct is a round trip to node)."""

import hashlib
from collections.abc import Sequence
from typing import Any

from mlplatform.settings import Persona, User
from mlplatform.settings.identity import AuthMode

CLEAN_UP = "CleanUp"


def logical_id(user: User) -> str:
    """Stable for a user's name, whatever characters are in it and wherever it stands in the file."""
    return f"User{hashlib.sha256(user.name.encode()).hexdigest()[:16]}"


def role_parameter(team: str, persona: Persona) -> str:
    """Name of the template parameter that carries the ARN of a persona's role."""
    return f"Role{hashlib.sha256(f'{team}/{persona}'.encode()).hexdigest()[:16]}"


def shard_template(users: Sequence[User], auth_mode: AuthMode) -> dict[str, Any]:
    """The template of one shard; its parameters are DomainId, CleanUpArn and one for each role in use."""
    users = sorted(users, key=lambda user: user.name)
    roles = sorted({role_parameter(user.team, user.persona) for user in users})
    parameters = {name: {"Type": "String"} for name in ("CleanUpArn", "DomainId", *roles)}
    profiles = {logical_id(user): _profile(user, auth_mode) for user in users}
    return {
        "Parameters": parameters,
        "Resources": {**profiles, CLEAN_UP: _clean_up(users)},
        "Outputs": {
            "LastCleanUp": {
                "Description": "What the last removal of users stopped and deleted.",
                "Value": {"Fn::GetAtt": [CLEAN_UP, "Summary"]},
            }
        },
    }


def _profile(user: User, auth_mode: AuthMode) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "DomainId": {"Ref": "DomainId"},
        "UserProfileName": user.profile_name,
        "UserSettings": {"ExecutionRole": {"Ref": role_parameter(user.team, user.persona)}},
        # Never more than these two: a change of tags may replace a profile, and a persona changes more often.
        "Tags": [{"Key": "team", "Value": user.team}, {"Key": "user", "Value": user.name}],
    }
    if auth_mode == "SSO":
        properties |= {"SingleSignOnUserIdentifier": "UserName", "SingleSignOnUserValue": user.name}
    return {"Type": "AWS::SageMaker::UserProfile", "Properties": properties}


def _clean_up(users: Sequence[User]) -> dict[str, Any]:
    """Hears of every profile of the shard. The longest list is 27 KB, and an update carries the former one, too.

    That is a fifth of the 256 KB that an event of a function could always have (docs/decisions/0010).
    """
    resource: dict[str, Any] = {
        "Type": "Custom::ProfileCleanUp",
        "Properties": {
            "ServiceToken": {"Ref": "CleanUpArn"},
            # A minute more than the function may run; the default is an hour.
            "ServiceTimeout": 960,
            "DomainId": {"Ref": "DomainId"},
            "Profiles": [user.profile_name for user in users],
        },
    }
    # Depending on the profiles makes it go before them when the stack is deleted. On an update CloudFormation deletes
    # removed resources last, so it hears of them in time, too.
    depends = [logical_id(user) for user in users]
    return {**resource, "DependsOn": depends} if depends else resource
