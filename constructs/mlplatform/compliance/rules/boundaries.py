"""Which permissions boundary a principal may have."""

from .cfn import present, text
from .documents import boundaries
from .model import Fault, Resource
from .references import uses

_PATH = "PermissionsBoundary"


def boundary_fault(principal: Resource) -> Fault | None:
    """What is wrong with a principal's boundary.

    Where templates that are judged together define boundaries (the platform's do, in Foundation), it must be one of
    those, and each of those is judged: IAM-06 wants it to limit something. Elsewhere any customer-managed policy will
    do, because its text stands in another template.
    """
    value = principal.get(_PATH)
    if not present(value):
        return Fault(f"{_PATH} is absent", _PATH)
    if ":aws:policy/" in text(value) or ":iam::aws:" in text(value):
        return Fault(f"{_PATH} is {text(value)}, a policy of AWS", _PATH)
    ours = boundaries(principal)
    if not ours or any(uses(principal.template, value, boundary) for boundary in ours):
        return None
    known = ", ".join(sorted({boundary.id for boundary in ours}))
    return Fault(f"{_PATH} is {text(value)}, none of the boundaries of these templates ({known})", _PATH)
