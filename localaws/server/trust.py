"""AssumeRole as between accounts: the role has to exist, and its trust policy has to name the caller.

The engine looks at trust policies only when it checks every call. Who may name itself is all that is looked at here:
conditions, and the caller's own permissions, are not.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from ministack.core.responses import get_account_id
from ministack.services import iam, sts

from localaws.server.bucket_readers import role_of

Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Look before the engine hands out credentials."""
    original = sts.handle_request

    async def handle_request(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query_params: Mapping[str, Any]
    ) -> Answer:
        sent = parse_qs(body.decode(errors="replace"))
        if sent.get("Action") == ["AssumeRole"]:
            caller, role = _caller(headers), sent.get("RoleArn", [""])[0]
            if not _trusts(role, caller):
                refused = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role}"
                denied: Answer = sts._error(403, "AccessDenied", refused, ns="sts")
                return denied
        answer: Answer = await original(method, path, headers, body, query_params)
        return answer

    sts.handle_request = handle_request


def _caller(headers: Mapping[str, str]) -> str:
    """Return who calls: an assumed role's session, or the root of the account that the key names."""
    key = headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]
    session = sts._sessions.get(key)
    return str(session["Arn"]) if session else f"arn:aws:iam::{get_account_id()}:root"


def _trusts(role_arn: str, caller: str) -> bool:
    parts = role_arn.split(":")
    role = iam._roles.get_scoped(parts[4], None, role_arn.rsplit("/", 1)[-1]) if len(parts) > 5 else None
    if role is None:
        return False
    document = role["AssumeRolePolicyDocument"]
    statements = (json.loads(document) if isinstance(document, str) else document)["Statement"]
    return any(
        statement["Effect"] == "Allow" and _names(statement.get("Principal", {}), caller)
        for statement in ([statements] if isinstance(statements, dict) else statements)
    )


def _names(principal: Any, caller: str) -> bool:
    """Return whether a principal is the caller, its role, its account, or everybody."""
    if principal == "*":
        return True
    listed = principal.get("AWS", [])
    account = caller.split(":")[4]
    known = {"*", account, f"arn:aws:iam::{account}:root", caller, role_of(caller)}
    return bool(known & set([listed] if isinstance(listed, str) else listed))
