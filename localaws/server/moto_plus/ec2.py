"""EC2: what moto's VPC endpoints drop."""

import json
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.responses import EC2Response


def install() -> None:
    """Wrap the operations."""
    create, modify = EC2Response.create_vpc_endpoint, EC2Response.modify_vpc_endpoint

    def create_vpc_endpoint(self: Any) -> Any:
        answer = create(self)
        result: Any = answer.result
        endpoint = result["VpcEndpoint"]
        endpoint.private_dns_enabled = self._get_bool_param("PrivateDnsEnabled", if_none=False)
        _apply_options(self, endpoint)
        return answer

    def modify_vpc_endpoint(self: Any) -> Any:
        answer = modify(self)
        endpoint = self.ec2_backend.vpc_end_points[self._get_param("VpcEndpointId")]
        private = self._get_bool_param("PrivateDnsEnabled")
        endpoint.private_dns_enabled = endpoint.private_dns_enabled if private is None else private
        if self._get_bool_param("ResetPolicy"):
            endpoint.modify(json.dumps(endpoint.DEFAULT_POLICY), *[None] * 6)
        _apply_options(self, endpoint)
        return answer

    EC2Response.create_vpc_endpoint = create_vpc_endpoint  # type: ignore[method-assign]
    EC2Response.modify_vpc_endpoint = modify_vpc_endpoint  # type: ignore[method-assign]
    _forget_deleted_endpoints()


def _apply_options(response: Any, endpoint: Any) -> None:
    if options := response._get_param("DnsOptions"):
        endpoint.dns_options = {**getattr(endpoint, "dns_options", {}), **options}
    if kind := response._get_param("IpAddressType"):
        endpoint.ip_address_type = kind


def _forget_deleted_endpoints() -> None:
    """Moto keeps them, state `deleted`; EC2 does not list them any more after a short while."""
    delete = EC2Backend.delete_vpc_endpoints

    def delete_vpc_endpoints(self: Any, vpce_ids: list[str] | None = None) -> None:
        delete(self, vpce_ids)
        for endpoint in vpce_ids or []:
            self.vpc_end_points.pop(endpoint, None)

    EC2Backend.delete_vpc_endpoints = delete_vpc_endpoints  # type: ignore[method-assign]
