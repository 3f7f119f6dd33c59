"""A CSV file as rows that know their line."""

import csv
import io
from dataclasses import dataclass

from .closest import closest, one_of
from .mistakes import Mistake
from .shown import shown_text

Row = tuple[int, dict[str, str]]
"""The line, and the values by column."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows of a CSV file that have every column, and what was wrong with the others."""

    rows: tuple[Row, ...]
    mistakes: tuple[Mistake, ...]


def read_table(text: str, *, file: str, columns: tuple[str, ...]) -> Table:
    """The rows of a file whose first line names its columns. Blank lines and spaces around values do not count."""
    rows: list[Row] = []
    mistakes: list[Mistake] = []
    header: list[str] | None = None
    lines, problem = _lines(text, file=file)
    for line, values in lines:
        if header is None:
            header = values
            mistakes += _header_mistakes(line, header, file=file, columns=columns)
            if mistakes:
                # Without its columns a file cannot be read: one mistake here beats a thousand below.
                return Table(rows=(), mistakes=tuple(mistakes))
        elif len(values) == len(header):
            rows.append((line, dict(zip(header, values, strict=True))))
        else:
            mistakes.append(_wrong_count(line, values, header, file=file))
    if header is None and problem is None:
        mistakes.append(_mistake(file, 1, "", "an empty file", f"the line {','.join(columns)}", "add that line"))
    return Table(rows=tuple(rows), mistakes=(*mistakes, *([problem] if problem else [])))


def _lines(text: str, *, file: str) -> tuple[list[tuple[int, list[str]]], Mistake | None]:
    """The lines that hold something, up to the first one that is not CSV."""
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for values in reader:
            stripped = [value.strip() for value in values]
            if any(stripped):
                lines.append((start, stripped))
            start = reader.line_num + 1
    except csv.Error as error:
        found = f"a line that is not CSV ({error})"
        return lines, _mistake(file, start, "", found, "valid CSV", "check the quotes: each one that opens must close")
    return lines, None


def _header_mistakes(line: int, header: list[str], *, file: str, columns: tuple[str, ...]) -> list[Mistake]:
    expected = f"the columns {','.join(columns)}"
    if len(header) == 1 and any(separator in header[0] for separator in ";\t"):
        fix = "save the file with commas; spreadsheets in some languages write semicolons"
        return [_mistake(file, line, "", shown_text(header[0]), expected, fix)]
    missing = [column for column in columns if column not in header]
    mistakes = [
        _mistake(file, line, column, "no such column", expected, f"add {column} to the first line of the file")
        for column in missing
    ]
    for index, column in enumerate(header):
        if column in header[:index]:
            found, fix = f"{shown_text(column)} again", "remove the second column"
        elif column not in columns:
            best = closest(column, missing)
            found, fix = shown_text(column), f"did you mean {best}?" if best else "remove the column"
        else:
            continue
        mistakes.append(_mistake(file, line, shown_text(column), found, expected, fix))
    return mistakes


def _wrong_count(line: int, values: list[str], header: list[str], *, file: str) -> Mistake:
    return _mistake(
        file,
        line,
        "",
        f"{len(values)} value{'' if len(values) == 1 else 's'}: {shown_text(','.join(values))}",
        f"{len(header)} values: {one_of(header).replace(' or ', ' and ')}",
        "write one value for each column; put a value that has a comma in quotes",
    )


def _mistake(file: str, line: int, key: str, found: str, expected: str, fix: str) -> Mistake:
    return Mistake(file=file, line=line, key=key, found=found, expected=expected, fix=fix)
