"""From the text of a YAML file to a document."""

from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from .document import Document
from .source import UnreadableError, unreadable
from .tree import Tree


def parse(text: str, *, file: str) -> Document:
    """The document of a file, with what is wrong with it as YAML; raises `UnreadableError` when there is none."""
    tree = Tree(file)
    documents = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if isinstance(event, events.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _second_document(file, int(event.start_mark.line) + 1)
            tree.take(event)
    except (YAMLError, ValueError, OverflowError) as error:
        raise _syntax(error, text=text, file=file) from None
    if tree.root is None or (tree.root.entries is None and tree.root.scalar is None and tree.root.items is None):
        raise unreadable(
            file=file,
            found="an empty file",
            expected="an organisation",
            fix="start from a copy of config/minimal.yaml",
        )
    document = Document(file=file, root=tree.root, mistakes=tree.mistakes)
    if tree.root.entries is None:
        document.report((), expected="a mapping: version, organisation, ...", fix="start from config/minimal.yaml")
        raise UnreadableError(document.mistakes[-1])
    return document


def _second_document(file: str, line: int) -> UnreadableError:
    return unreadable(
        file=file,
        line=line,
        found="a second YAML document (---)",
        expected="one organisation in a file",
        fix="give the second organisation a file of its own, or remove the line ---",
    )


def _syntax(error: Exception, *, text: str, file: str) -> UnreadableError:
    line, found, fix = (
        1,
        "something that is not YAML",
        "check the indentation, the quotes and the brackets here and above",
    )
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line = int(mark.line) + 1 if mark else 1
        found = str(error.problem or error.context or found)
    elif isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position or 0) + 1
        found = "a character that YAML does not allow"
        fix = "remove the invisible character, or save the file again as plain UTF-8"
    lines = text.splitlines()
    if "\t" in (lines[line - 1] if line <= len(lines) else "") and "token" in found:
        found, fix = "a tab", "write spaces instead of tabs, in front of keys, values and comments"
    return unreadable(file=file, line=line, found=found, expected="valid YAML", fix=fix)
