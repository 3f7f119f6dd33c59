"""What the gate says."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that keeps an assembly from being deployed."""

    kind: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind.upper()} {self.where}: {self.what}"
