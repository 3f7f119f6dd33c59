"""A compliant template with one resource (at least) of every type that has rules."""

import json
from typing import Any

from tests.compliance.good_compute import COMPUTE, DATA
from tests.compliance.good_delivery import DELIVERY, PARAMETERS
from tests.compliance.good_identity import IDENTITY
from tests.compliance.good_jobs import JOBS, MONITORS
from tests.compliance.good_network import NETWORK
from tests.compliance.good_required import completed
from tests.compliance.good_storage import STORAGE


def good() -> dict[str, Any]:
    """The template, to be changed at will."""
    resources = {**STORAGE, **NETWORK, **COMPUTE, **DATA, **DELIVERY, **JOBS, **IDENTITY}
    conditions = {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}}
    return _complete({"Parameters": PARAMETERS, "Conditions": conditions, "Resources": resources})


def everything() -> dict[str, Any]:
    """The template, and the monitors that only an account has which had them before; judge it with `KEPT`."""
    template = good()
    template["Resources"] |= MONITORS
    return _complete(template)


def _complete(template: dict[str, Any]) -> dict[str, Any]:
    """A copy that can be deployed, without a list or a map that stands in two places."""
    copy: dict[str, Any] = json.loads(json.dumps(template))
    completed(copy["Resources"])
    return copy
