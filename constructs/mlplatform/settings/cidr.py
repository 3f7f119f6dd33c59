"""Ranges of private IPv4 addresses."""

import ipaddress
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .problem import problem

PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
"""RFC 1918, and the shared address space of RFC 6598, which AWS takes as private too."""

DOCKER = IPv4Network("172.17.0.0/16")
"""The range of Docker's own bridge. AWS advises against it for a VPC that holds SageMaker:
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"""


@dataclass(frozen=True, kw_only=True)
class PrivateRange:
    """Metadata of an `Annotated[IPv4Network, …]`: private, and between /`largest` and /`smallest`."""

    smallest: int
    largest: int = 16
    docker_allowed: bool = False

    def check(self, value: object) -> IPv4Network:
        """The range, or an error that says what is wrong with it."""
        network = value if isinstance(value, IPv4Network) else self._parse(value)
        if fix := self._fix(network):
            raise self._problem(fix)
        return network

    def _problem(self, fix: str) -> PydanticCustomError:
        return problem(expected=f"a private IPv4 range of /{self.largest} to /{self.smallest}", fix=fix)

    def _parse(self, value: object) -> IPv4Network:
        if not isinstance(value, str) or "/" not in value:
            raise self._problem("write an address and a length, for example 10.20.0.0/20")
        try:
            return IPv4Network(value)
        except ValueError:
            pass
        try:
            start = ipaddress.ip_interface(value).network
        except ValueError:
            raise self._problem("write four numbers of 0 to 255 and a length, for example 10.20.0.0/20") from None
        if start.version == 6:
            raise self._problem("write an IPv4 range, for example 10.20.0.0/20; the platform's networks have no IPv6")
        # Only where the range is right otherwise: or the next report would say what this one did not.
        raise self._problem(self._fix(IPv4Network(start)) or f"write the first address of the range: {start}")

    def _fix(self, network: IPv4Network) -> str | None:
        if network.prefixlen > self.smallest:
            return "choose a larger range, for example 10.20.0.0/20"
        if not any(network.subnet_of(block) for block in PRIVATE):
            if network.prefixlen < self.largest:
                return f"choose a smaller range, for example 10.20.0.0/20; {self._limit}"
            return f"choose a range within {', '.join(map(str, PRIVATE))}"
        if network.prefixlen < self.largest:
            return f"choose a smaller range, for example {network.network_address}/20; {self._limit}"
        if network.overlaps(DOCKER) and not self.docker_allowed:
            return f"choose a range outside of {DOCKER}: Docker in Studio uses that one for itself"
        return None

    @property
    def _limit(self) -> str:
        return "a VPC has a /16 at most" if self.largest == 16 else f"a /{self.largest} is the largest private one"

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.check, serialization=core_schema.to_string_ser_schema()
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+){3}/[0-9]+$"}


CREATED_CIDR = PrivateRange(smallest=24)
VPC_CIDR = PrivateRange(smallest=28, docker_allowed=True)
SITE_CIDR = PrivateRange(smallest=32, largest=8, docker_allowed=True)
