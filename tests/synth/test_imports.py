"""import-linter takes packages only; app.py is a module."""

import ast

from tests.conftest import ROOT

ALLOWED = {"aws_cdk", "mlplatform", "pathlib", "stacks", "sys"}


def test_the_entry_point_imports_the_stacks_the_library_and_nothing_else_of_ours() -> None:
    tree = ast.parse((ROOT / "app.py").read_text())
    modules = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    modules += [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    found = {module.partition(".")[0] for module in modules}
    assert "stacks" in found
    assert found <= ALLOWED
