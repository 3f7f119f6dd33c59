"""Compliance at every synth: rule packs and template rules, acknowledgements, the gate and the register.

`attach` goes first, right after the App is made; constructs call `acknowledge` where a rule cannot be met; CI runs
`python -m mlplatform.compliance gate cdk.out`; a security team runs `python -m mlplatform.compliance check PATH` on
templates that others hand in.

Flat stacks or a Stage per environment: the report, the acknowledgements and the gate work with both, the command line
works better with flat stacks. See docs/decisions/0002-cdk-nag-3.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .error import ComplianceError
from .gate import gate
from .ids import every_pack
from .problem import Problem
from .register import register

if TYPE_CHECKING:
    from .acknowledging import acknowledge
    from .attaching import attach

__all__ = ["ComplianceError", "Problem", "acknowledge", "attach", "every_pack", "gate", "register"]

_OF_THE_CDK = {"acknowledge": ".acknowledging", "attach": ".attaching"}
"""What needs aws_cdk is imported when it is asked for: the command starts without that second of work."""


def __getattr__(name: str) -> Any:
    if name not in _OF_THE_CDK:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_OF_THE_CDK[name], __name__), name)
