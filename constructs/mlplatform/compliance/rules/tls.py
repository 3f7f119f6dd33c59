"""Whether a resource policy refuses requests without TLS."""

from typing import Any

from .policy import Statement, statements


def bucket_tls(document: Any) -> str | None:
    """What is missing of a Deny for the bucket and its objects."""
    denials = [s for s in statements(document) if s.denies_plain_http and s.has_action("s3:*")]
    if not denials:
        return "no statement denies every s3 action without TLS"
    resources = [resource for statement in denials for resource in statement.resources]
    objects = any(resource == "*" or resource.endswith("/*") for resource in resources)
    bucket = any(resource == "*" or not resource.endswith("/*") for resource in resources)
    return (
        None if objects and bucket else f"the Deny without TLS leaves out {'the bucket' if objects else 'the objects'}"
    )


def denies_plain_http(document: Any, *actions: str) -> bool:
    """Whether a Deny without TLS covers the actions."""
    found: list[Statement] = [s for s in statements(document) if s.denies_plain_http]
    return all(any(statement.has_action(action) for statement in found) for action in actions)
