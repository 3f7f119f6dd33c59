"""Which addresses are the internet's."""

import ipaddress

EVERYWHERE, EVERYWHERE_V6 = "0.0.0.0/0", "::/0"
NOWHERE = "255.255.255.255/32"
"""What the CDK lets a group send to that may send to nobody: EC2 would let an empty list send everywhere."""

PRIVATE = tuple(
    ipaddress.ip_network(block)
    for block in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)


def public(destination: str) -> bool:
    """Whether a CIDR holds addresses of the internet; what is no CIDR does not."""
    try:
        network = ipaddress.ip_network(destination, strict=False)
    except ValueError:
        return False
    return not any(
        isinstance(network, type(block)) and network.subnet_of(block)  # type: ignore[arg-type]
        for block in PRIVATE
    )
