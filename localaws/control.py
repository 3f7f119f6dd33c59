"""What only a local AWS can do, for tests: make calls fail, show what functions were sent. Standard library only."""

import json
import urllib.error
import urllib.request
from typing import Any


class Control:
    """The paths under /_localaws/ of a running instance; each refuses nonsense with a ValueError that says why."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint

    def fail(
        self,
        service: str,
        operation: str,
        *,
        account: str = "",
        call: int = 1,
        times: int = 1,
        code: str = "ThrottlingException",
        message: str = "Rate exceeded",
        status: int = 400,
    ) -> None:
        """Make calls of an operation fail, without any effect.

        Args:
            service: boto3's name, such as `sagemaker`.
            operation: the API's name, such as `DeleteApp`.
            account: whose calls (default: everybody's).
            call: the first that fails, counted from now on; clients' retries count as well.
            times: how many fail in a row; 0: all that follow, until `stop_failing`.
            code: the error code that the caller gets; its SDK may repeat the call for some.
            message: the error message.
            status: the HTTP status.
        """
        how = {"call": call, "times": times, "code": code, "message": message, "status": status}
        self._ask("POST", "faults", {"service": service, "operation": operation, "account": account, **how})

    def failures(self) -> list[dict[str, Any]]:
        """Return what was made to fail, with how many calls it has `seen` and `failed`."""
        found: list[dict[str, Any]] = self._ask("GET", "faults")
        return found

    def stop_failing(self) -> None:
        """Let every call through again."""
        self._ask("DELETE", "faults")

    def custom_resource_events(self, account: str) -> list[dict[str, Any]]:
        """Return the events that the functions of an account's custom resources got, oldest first, repeats included.

        To deliver one again, invoke the function of its `ServiceToken` with it.
        """
        found: list[dict[str, Any]] = self._ask("GET", f"custom-resource-events?account={account}")
        return found

    def studio_homes(self, account: str, *, on: bool) -> None:
        """Let new Studio domains of an account bring no file system, where their network is made up; or one again."""
        self._ask("PUT", "studio-homes", {"account": account, "on": on})

    def _ask(self, method: str, path: str, told: dict[str, Any] | None = None) -> Any:
        body = None if told is None else json.dumps(told).encode()
        url = f"{self._endpoint}/_localaws/{path}"
        request = urllib.request.Request(url, body, method=method)  # noqa: S310 - our own loopback endpoint
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise ValueError(json.load(refused)["error"]) from refused
