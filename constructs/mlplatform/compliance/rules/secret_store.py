"""Rules on secrets in Secrets Manager."""

from .cfn import as_map, present, text
from .model import Resource, Rule
from .references import pointing_to
from .shape import customer_key

SECRET = ("AWS::SecretsManager::Secret",)
_SCHEDULE = "AWS::SecretsManager::RotationSchedule"
_TIMES = ("AutomaticallyAfterDays", "ScheduleExpression")


def _unrotated(secret: Resource) -> str | None:
    schedules = pointing_to(secret, _SCHEDULE, "SecretId")
    if not schedules:
        return "no rotation schedule of the template names the secret"
    if any(_rotates(schedule) for schedule in schedules):
        return None
    return "its rotation schedule has neither a function nor a time"


def _rotates(schedule: Resource) -> bool:
    by = ("RotationLambdaARN", "HostedRotationLambda", "ExternalSecretRotationRoleArn")
    rules = as_map(schedule.get("RotationRules"))
    timed = any(text(rules.get(key)) not in ("", "0") for key in _TIMES)
    return timed and any(present(schedule.get(key)) for key in by)


RULES = (
    Rule(
        "SEC-01",
        "M",
        SECRET,
        "A secret is rotated.",
        "Add an AWS::SecretsManager::RotationSchedule with its SecretId, a function and RotationRules.",
        _unrotated,
    ),
    Rule(
        "SEC-02",
        "M",
        SECRET,
        "A secret is encrypted with a customer-managed key.",
        "Set KmsKeyId.",
        customer_key("KmsKeyId"),
    ),
)
