"""Rules on SageMaker domains and user profiles."""

from .cfn import present, text
from .model import Fault, Resource, Rule, faults
from .references import canonical, same_value
from .shape import customer_key, equals, has, shown

DOMAIN = ("AWS::SageMaker::Domain",)
USER = ("AWS::SageMaker::UserProfile",)
_IDLE = "AppLifecycleManagement.IdleSettings"
_APPS = {"JupyterLab": "JupyterLabAppSettings", "CodeEditor": "CodeEditorAppSettings"}
"""App types that SageMaker can shut down, and where their settings stand."""


def _explicit_defaults(domain: Resource) -> list[Fault]:
    named = has("DefaultUserSettings.ExecutionRole", "DefaultUserSettings.SecurityGroups")
    return list(faults(named(domain), equals("AppSecurityGroupManagement", "Customer")(domain)))


def _sharing(domain: Resource) -> str | None:
    sharing = domain.get("DefaultUserSettings.SharingSettings")
    option = domain.get("DefaultUserSettings.SharingSettings.NotebookOutputOption")
    if text(option) == "Disabled" or present(domain.get("DefaultUserSettings.SharingSettings.S3KmsKeyId")):
        return None
    return "SharingSettings is absent" if sharing is None else f"NotebookOutputOption is {shown(option)} without a key"


def _idle(domain: Resource) -> list[Fault]:
    """Of every app type that the domain does not hide, in one's own spaces and in shared ones."""
    hidden = domain.get("DefaultUserSettings.StudioWebPortalSettings.HiddenAppTypes")
    shown_apps = [app for app in _APPS if not isinstance(hidden, list) or app not in hidden]
    places = [f"DefaultUserSettings.{_APPS[app]}" for app in shown_apps]
    if domain.get("DefaultSpaceSettings") is not None:
        places.append("DefaultSpaceSettings.JupyterLabAppSettings")
    return [problem for place in places for problem in _keeps_idling(domain, f"{place}.{_IDLE}")]


def _keeps_idling(domain: Resource, settings: str) -> list[Fault]:
    enabled = equals(f"{settings}.LifecycleManagement", "ENABLED")
    return list(faults(enabled(domain), has(f"{settings}.IdleTimeoutInMinutes")(domain)))


def _own_role(user: Resource) -> str | None:
    role = user.get("UserSettings.ExecutionRole")
    if not present(role):
        return "UserSettings.ExecutionRole is absent, so the domain's default role is taken"
    domain = _domain(user)
    if domain is not None:
        default = domain.get("DefaultUserSettings.ExecutionRole")
        if same_value(user.template, role, domain.template, default):
            return f"UserSettings.ExecutionRole is the default role of the domain {domain.id}"
    return None


def _domain(user: Resource) -> Resource | None:
    """The user's domain, when it stands in a template of this synth: `Ref` and `Fn::GetAtt` name it alike."""
    origin, where = canonical(user.template, user.get("DomainId"))
    template = user.template.assembly.get(origin)
    found = template and template.resources.get(where.strip("${}").removesuffix(".DomainId"))
    return found if found and found.type in DOMAIN else None


RULES = (
    Rule(
        "SM-DOM-01",
        "H",
        DOMAIN,
        "A domain's traffic goes through the customer's VPC only.",
        "Set AppNetworkAccessType to VpcOnly.",
        equals("AppNetworkAccessType", "VpcOnly"),
    ),
    Rule(
        "SM-DOM-02",
        "H",
        DOMAIN,
        "A domain's file system and volumes are encrypted with a customer-managed key.",
        "Set KmsKeyId to the key of the domain.",
        customer_key("KmsKeyId"),
    ),
    Rule(
        "SM-DOM-03",
        "M",
        DOMAIN,
        "A domain names its default execution role and its security groups, which the customer manages.",
        "Set DefaultUserSettings.ExecutionRole and .SecurityGroups, and AppSecurityGroupManagement to Customer.",
        _explicit_defaults,
    ),
    Rule(
        "SM-DOM-04",
        "M",
        DOMAIN,
        "Sharing of notebook output is disabled, or encrypted with a key.",
        "Set DefaultUserSettings.SharingSettings.NotebookOutputOption to Disabled, or its S3KmsKeyId.",
        _sharing,
        "DefaultUserSettings.SharingSettings",
    ),
    Rule(
        "SM-DOM-05",
        "M",
        DOMAIN,
        "CloudTrail names the user behind every call.",
        "Set DomainSettings.ExecutionRoleIdentityConfig to USER_PROFILE_NAME.",
        equals("DomainSettings.ExecutionRoleIdentityConfig", "USER_PROFILE_NAME"),
    ),
    Rule(
        "SM-DOM-06",
        "M",
        DOMAIN,
        "People come in through an identity provider.",
        "Set AuthMode to SSO; where IAM federation is wanted, acknowledge with its decision record.",
        equals("AuthMode", "SSO"),
    ),
    Rule(
        "SM-DOM-07",
        "L",
        DOMAIN,
        "Apps that nobody uses are shut down.",
        f"Set {_IDLE}.LifecycleManagement of the app's settings to ENABLED, with IdleTimeoutInMinutes.",
        _idle,
    ),
    Rule(
        "SM-USR-01",
        "M",
        USER,
        "A user profile has the role of its team and persona, not the domain's default role.",
        "Set UserSettings.ExecutionRole to the role of the team's persona.",
        _own_role,
        "UserSettings.ExecutionRole",
    ),
)
