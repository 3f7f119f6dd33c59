"""Compliance at every synth: rule packs and template rules, acknowledgements, the gate and the register.

`attach` goes first, right after the App is made; constructs call `acknowledge` where a rule cannot be met; CI runs
`python -m mlplatform.compliance gate cdk.out`.

Flat stacks or a Stage per environment: the report, the acknowledgements and the gate work with both, the command line
works better with flat stacks. See docs/decisions/0002-cdk-nag-3.md.
"""

from .acknowledge import acknowledge
from .attach import attach
from .error import ComplianceError
from .gate import gate
from .ids import every_pack
from .problem import Problem
from .register import register

__all__ = ["ComplianceError", "Problem", "acknowledge", "attach", "every_pack", "gate", "register"]
