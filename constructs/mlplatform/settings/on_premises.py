"""The organisation's own data centre, from which work moves to the cloud over years."""

from ipaddress import IPv4Network
from typing import Annotated

from pydantic import AfterValidator, Field

from .base import Settings
from .cidr import SITE_CIDR
from .forms import ENVIRONMENT_NAME
from .lists import filled


class OnPremises(Settings):
    """A data centre that stays connected to the platform's networks."""

    name: Annotated[str, ENVIRONMENT_NAME] = Field(
        description="Short name of the data centre. 2-12 characters.", examples=["north"]
    )
    cidrs: Annotated[tuple[Annotated[IPv4Network, SITE_CIDR], ...], AfterValidator(filled)] = Field(
        description="Its private ranges; no network of the platform may overlap them, or the two could never be "
        "connected.",
        examples=[["10.0.0.0/12"]],
    )
