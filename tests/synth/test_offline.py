"""A synth needs no network, no credentials, no home and no particular working directory."""

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mlplatform.compliance import gate
from tests.synth.elsewhere import without_network

CONNECT = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=5)"


@pytest.mark.skipif(not without_network(), reason="this system lets nobody make a network namespace")
def test_the_place_without_a_network_has_none() -> None:
    """Proves that the synth below could not have reached anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = [sys.executable, "-c", CONNECT, str(server.getsockname()[1])]
        inside = subprocess.run([*without_network(), *command], capture_output=True, check=False)
        outside = subprocess.run(command, capture_output=True, check=False)
    assert inside.returncode != 0
    assert outside.returncode == 0


def test_synth_without_network_credentials_home_and_checkout_as_working_directory(
    elsewhere: Callable[[str], Path],
) -> None:
    """Without a namespace the proxies lead nowhere, which stops whatever goes by HTTP."""
    assert gate(elsewhere("minimal")) == []
