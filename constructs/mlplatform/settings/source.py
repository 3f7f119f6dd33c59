"""The text of a file, or what keeps us from reading it."""

import stat
from pathlib import Path

from .mistakes import Mistake

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class UnreadableError(Exception):
    """A file that cannot be read any further; the mistake says why."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake
        super().__init__(str(mistake))


def unreadable(*, file: str, found: str, expected: str, fix: str, line: int = 1, key: str = "") -> UnreadableError:
    """The error for a file that stops us at a line."""
    return UnreadableError(Mistake(file=file, line=line, key=key, found=found, expected=expected, fix=fix))


def read_text(path: Path, *, most_bytes: int, noun: str) -> str:
    """The file's text without a byte order mark; `noun` is what we expect it to be, for the message."""
    data = _read_bytes(path, most_bytes=most_bytes, noun=noun)
    if data.startswith(_UTF16):
        raise unreadable(
            file=str(path),
            found="UTF-16",
            expected=f"{noun} in UTF-8",
            fix="save the file again with the encoding UTF-8",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unreadable(
            file=str(path),
            line=data[: error.start].count(b"\n") + 1,
            found=f"the byte 0x{data[error.start]:02x}, which is not UTF-8",
            expected=f"{noun} in UTF-8",
            fix="save the file again with the encoding UTF-8",
        ) from None


def _read_bytes(path: Path, *, most_bytes: int, noun: str) -> bytes:
    try:
        status = path.stat()
        # A pipe or a device could keep us waiting for ever, or never end.
        if not stat.S_ISREG(status.st_mode):
            found = "a directory" if stat.S_ISDIR(status.st_mode) else "something that is not a regular file"
            raise unreadable(file=str(path), found=found, expected=noun, fix="name the file itself")
        if status.st_size > most_bytes:
            raise unreadable(
                file=str(path),
                found=f"{status.st_size:,} bytes",
                expected=f"{noun} of {most_bytes:,} bytes at most",
                fix="check that this is the right file; users belong into a CSV file of their own",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise unreadable(
            file=str(path), found="no such file", expected=noun, fix="check the path; it is relative to where you are"
        ) from None
    except PermissionError:
        raise unreadable(
            file=str(path), found="a file that you may not read", expected=noun, fix="ask its owner for the permission"
        ) from None
    except (OSError, ValueError) as error:
        raise unreadable(file=str(path), found=str(error), expected=noun, fix="check the path") from None
