"""The pinned CDK command line, run for one account and region."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CDK = ROOT / "node_modules" / ".bin" / "cdk"


class CdkError(RuntimeError):
    """The command failed; the message carries what it printed."""


@dataclass(frozen=True, kw_only=True)
class Cdk:
    """Runs `cdk` against one assembly in one account.

    Args:
        assembly: Folder that `synth` writes and everything else reads.
        environment: Variables that say where AWS is and who calls; on top of this process' own.
        quiet: Keep the output, and show it only in the error of a failure.
    """

    assembly: Path
    environment: Mapping[str, str]
    quiet: bool = True

    def synth(self, config: Path, *, app: str | None = None, paths: bool = True) -> str:
        """Synthesize an organisation through app.py, or another app's command line.

        Without the library's built-in template validation: that is a gate of CI, and takes seconds. The command line
        adds the path of its construct to each resource, unless told not to; app.py alone does not.
        """
        other = (*(("--app", app) if app else ()), *(() if paths else ("--no-path-metadata",)))
        context = ("-c", f"config={config}")
        return self._run("synth", "--quiet", *context, "--output", str(self.assembly), "--no-validation", *other)

    def bootstrap(self, *, account: str, region: str, policies: str, boundary: str, trusted: Sequence[str] = ()) -> str:
        """`cdk bootstrap` inside the deployer boundary of bootstrap/.

        Run where there is no cdk.json: with one, the command would synthesize the default organisation first.
        """
        inside = ["--cloudformation-execution-policies", policies, "--custom-permissions-boundary", boundary]
        inside += [argument for other in trusted for argument in ("--trust", other)]
        with tempfile.TemporaryDirectory() as empty:
            return self._run("bootstrap", f"aws://{account}/{region}", *inside, folder=Path(empty))

    def deploy(self, *stacks: str) -> str:
        """Deploy the stacks, all of them if none is named; independent ones side by side."""
        which = stacks or ("--all",)
        return self._run("deploy", *which, *self._app, "--require-approval", "never", "--concurrency", "4")

    def diff(self) -> str:
        """What differs between the assembly and what is deployed; fails when something does."""
        return self._run("diff", *self._app, "--fail")

    def destroy(self, *stacks: str) -> str:
        """Destroy the stacks, all of them if none is named."""
        which = stacks or ("--all",)
        return self._run("destroy", *which, "--force", *self._app, "--concurrency", "4")

    @property
    def _app(self) -> tuple[str, str]:
        return ("--app", str(self.assembly))

    def _run(self, *arguments: str, folder: Path = ROOT) -> str:
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
        done = subprocess.run(
            [str(CDK), *arguments, "--no-notices", "--no-color"],
            cwd=folder,
            env={**os.environ, **self.environment, "PATH": path},
            stdout=subprocess.PIPE if self.quiet else None,
            stderr=subprocess.STDOUT if self.quiet else None,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise CdkError(f"cdk {' '.join(arguments)} exited with {done.returncode}.\n{done.stdout or ''}")
        return done.stdout or ""
