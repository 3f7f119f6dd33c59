"""CodePipeline looks its role up in IAM. IAM is the engine's here, not moto's: ask it through the endpoint."""

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError
from moto.codepipeline.models import CodePipelineBackend
from moto.iam.exceptions import NotFoundException

from localaws.server.account import Account


@dataclass(frozen=True)
class _Role:
    assume_role_policy_document: str


class _Iam:
    """The one question that moto's CodePipeline asks."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def get_role_by_arn(self, arn: str) -> _Role:
        """Return the role's trust, each service on a statement of its own, as moto reads it."""
        try:
            role = self._account.client("iam").get_role(RoleName=arn.rsplit("/", 1)[-1])["Role"]
        except ClientError as error:
            raise NotFoundException(f"Role {arn} not found") from error
        return _Role(json.dumps({"Statement": _one_service_each(role["AssumeRolePolicyDocument"])}))


def _one_service_each(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for statement in document["Statement"]:
        principal = statement.get("Principal", {})
        services = principal.get("Service", []) if isinstance(principal, dict) else []
        for service in [services] if isinstance(services, str) else services:
            found.append({**statement, "Principal": {"Service": service}})
    return found


def install() -> None:
    """Replace the backend's view of IAM."""
    CodePipelineBackend.iam_backend = property(  # type: ignore[assignment,method-assign]
        lambda self: _Iam(Account(self.account_id, self.region_name))
    )
