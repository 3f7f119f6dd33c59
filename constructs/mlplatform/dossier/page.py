"""The page: one self-contained HTML file, rendered from the dossier alone."""

from mlplatform.dossier.document import Dossier


def render(dossier: Dossier) -> str:
    """The page, with everything that it needs inside."""
    return f"<!doctype html><title>{dossier.schema_version}</title>"
