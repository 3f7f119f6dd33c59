"""A bucket's policy, read for the role that asks from another account.

The engine looks at such a policy for the root of the caller's account only, so a condition on `aws:PrincipalArn`
would never hold. Inside an account nothing is looked at.
"""

from typing import Any

from ministack.core.iam_actions import _s3_action, s3_service_context
from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.core.responses import get_region, request_scope
from ministack.services import s3, sts


def install() -> None:
    """Decide about sessions; the engine decides about everybody else."""
    original = s3._foreign_bucket_allows

    def allows(
        owner: str, bucket: str, key: str, method: str, query: dict[str, Any], caller: str, headers: Any = None
    ) -> bool:
        role = _role(headers or {})
        policy = s3._bucket_policies.get_scoped(owner, None, bucket)
        if not (role and policy):
            return bool(original(owner, bucket, key, method, query, caller, headers))
        path = f"/{bucket}/{key}" if key else f"/{bucket}"
        action = f"s3:{_s3_action(method, path, query) or ('GetObject' if method in ('GET', 'HEAD') else 'PutObject')}"
        with request_scope(owner, get_region()):
            context = s3_service_context(action, query, path, headers or {})
        asked = EvalContext(
            principal_arn=role,
            principal_type="AssumedRole",
            principal_account=caller,
            action=action,
            resource_arn=f"arn:aws:s3:::{path[1:]}",
            region=get_region(),
            service_context={name.lower(): value for name, value in context.items()},
        )
        return bool(evaluate_resource_policy(policy, asked).decision == "Allow")

    s3._foreign_bucket_allows = allows


def _role(headers: Any) -> str:
    """Return the role whose session signed the request, as `aws:PrincipalArn` has it."""
    key = headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]
    session = sts._sessions.get(key)
    return role_of(str(session["Arn"])) if session else ""


def role_of(session_arn: str) -> str:
    """Return a session's role (without its path, which the session does not tell); any other principal as it is."""
    account, parts = session_arn.split(":")[4], session_arn.split("/")
    return f"arn:aws:iam::{account}:role/{parts[1]}" if ":assumed-role/" in session_arn else session_arn
