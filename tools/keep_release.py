"""Keep what a release makes of the samples, so that later ones show that they upgrade it.

    python -m tools.keep_release

`tests/integration/releases/VERSION/ORGANISATION.tar.xz` is the cloud assembly of one sample: templates and manifests,
the release templates among the assets. The code of the functions stays out: what it does is tested elsewhere, and where
a release is deployed again today's stands in.
"""

import io
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mlplatform.release import RELEASE
from tools.cdk import Cdk

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ROOT / "tests" / "integration" / "releases"
SAMPLES = ("minimal", "energy-retailer")
REPORTS = ("tree.json", "validation-report.json")
"""What a synth says of itself; nothing deploys it."""


def main() -> int:
    """The exit code."""
    folder = RELEASES / RELEASE
    folder.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        archive = folder / f"{sample}.tar.xz"
        with tempfile.TemporaryDirectory() as made:
            assembly = Path(made) / "cdk.out"
            Cdk(assembly=assembly, environment={}).synth(ROOT / "config" / f"{sample}.yaml")
            archive.write_bytes(packed(assembly))
        print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size / 1000:.0f} kB")
    return 0


def packed(assembly: Path) -> bytes:
    """What is kept of an assembly; the same bytes for the same assembly."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz") as archive:
        for path in _kept(assembly):
            entry = tarfile.TarInfo(str(path.relative_to(assembly)))
            entry.size = path.stat().st_size
            with path.open("rb") as content:
                archive.addfile(entry, content)
    return buffer.getvalue()


def unpack(archive: Path, folder: Path) -> Path:
    """The assembly in an empty folder."""
    with tarfile.open(archive) as packed_assembly:
        packed_assembly.extractall(folder, filter="data")
    return folder


def _kept(assembly: Path) -> Iterator[Path]:
    for path in sorted(assembly.rglob("*")):
        inside = path.relative_to(assembly).parts[0].startswith("asset.")
        wanted = path.name.endswith(".template.json") if inside else path.suffix in (".json", ".out")
        if path.is_file() and wanted and path.name not in REPORTS:
            yield path


if __name__ == "__main__":
    sys.exit(main())
