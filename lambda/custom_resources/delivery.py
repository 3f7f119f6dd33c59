"""Brings an answer to the presigned URL that CloudFormation waits at."""

import ipaddress
import os
import re
import urllib.request
from http.client import HTTPException
from time import sleep
from urllib.error import HTTPError
from urllib.parse import urlsplit

from .log import logger

ATTEMPTS = 4
TIMEOUT = 4.0
"""Seconds an attempt may take. All of them, with the pauses, stay within what the watchdog leaves."""
AWS = (
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "c2s.ic.gov",
    "cloud.adc-e.uk",
    "csp.hci.ic.gov",
    "sc2s.sgov.gov",
)
"""Domains of the partitions of AWS."""
AWS_HOST = re.compile(rf"([a-z0-9-]+\.)+({'|'.join(map(re.escape, AWS))})")


class ResponseUrlError(ValueError):
    """The URL is not one that an answer may be sent to."""


def check(url: str) -> str:
    """The URL, if it is https to a host of AWS, or http to this very machine under a local AWS.

    The answer carries what the function did, and the URL is a credential: neither travels in the clear, or to where an
    event that somebody else made up would send them.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    aws = parts.scheme == "https" and AWS_HOST.fullmatch(host)
    local = parts.scheme == "http" and _is_loopback(host) and "AWS_ENDPOINT_URL" in os.environ
    if aws or local:
        return url
    raise ResponseUrlError(
        f"ResponseURL must be https to a host of AWS (or http on loopback with AWS_ENDPOINT_URL set, for a local AWS); "
        f"got scheme {parts.scheme!r}, host {parts.hostname!r}. CloudFormation has no other: the event is not its own."
    )


def deliver(url: str, body: bytes) -> None:
    """Puts the body to the URL.

    Raises the last error once no attempt succeeded, or at once where S3 refuses the request (a signature that has
    expired does not heal). Lambda then delivers the event again, and at last to the dead-letter topic.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _put(url, body)
        except (OSError, HTTPException) as error:
            refused = isinstance(error, HTTPError) and error.code < 500 and error.code != 429
            logger.warning("The answer was not accepted", extra={"attempt": attempt, "error": str(error)})
            if refused or attempt == ATTEMPTS:
                raise
            sleep(attempt / 2)
        else:
            return


def _put(url: str, body: bytes) -> None:
    # The signature covers an empty content type; urllib would fill in one of its own.
    request = urllib.request.Request(url, data=body, method="PUT", headers={"Content-Type": ""})  # noqa: S310  # checked
    with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:  # noqa: S310  # `check` has allowed it
        logger.info("CloudFormation has the answer", extra={"http_status": reply.status})


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
