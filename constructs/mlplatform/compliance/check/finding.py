"""One thing to change in a template."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """A control that a resource does not meet.

    Args:
        file: The template, as the caller named it.
        resource: Logical id; empty when it is about the template as a whole.
        control: Id of the control; `EVALUATION` when the template as a whole cannot be judged.
        path: Property path within the resource, such as `DefaultUserSettings.SecurityGroups`.
        type: Resource type.
        severity: C, H, M or L.
        message: What must hold, and what was found instead.
        fix: What to change.
    """

    file: str
    resource: str
    control: str
    path: str
    type: str
    severity: str
    message: str
    fix: str

    def __str__(self) -> str:
        where = f"{self.resource} ({self.type})" if self.resource else "the template"
        place = f"{where}: {self.path}" if self.path else where
        return f"{self.control} {self.severity}  {self.file}  {place}\n    {self.message}\n    Fix: {self.fix}"
