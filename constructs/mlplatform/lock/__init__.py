"""What must not be lost: the lock file of an organisation, and the check of every synth against it.

`hold` attaches the check to an App; `make lock` writes the file. See docs/decisions/0009-lock-file.md.
"""

from .file import Lock, lock_path, read_lock
from .plugin import LockCheck, hold
from .templates import Synthesized, take

__all__ = ["Lock", "LockCheck", "Synthesized", "hold", "lock_path", "read_lock", "take"]
