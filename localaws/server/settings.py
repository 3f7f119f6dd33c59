"""What has to be decided before the engine is imported: it reads its settings from the environment at import."""

import os
import socket
import tempfile

from localaws.environment import DEFAULT_ACCOUNT, DEFAULT_REGION, client_environment
from localaws.state import StateDirectory

LOOPBACK = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """Bind the loopback interface, and only that one; 0 picks a free port and keeps it (no race)."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((LOOPBACK, port))
    listener.listen(256)
    listener.setblocking(False)
    return listener


def configure(port: int, state: StateDirectory) -> None:
    """Set the process' environment: loopback, no persistence, Lambda as subprocesses, every file in the state dir."""
    os.environ.update(
        {
            **client_environment(f"http://{LOOPBACK}:{port}", DEFAULT_ACCOUNT, DEFAULT_REGION),
            "GATEWAY_PORT": str(port),
            "BIND_HOST": LOOPBACK,
            "MINISTACK_HOST": LOOPBACK,
            "MINISTACK_ACCOUNT_ID": DEFAULT_ACCOUNT,
            "MINISTACK_REGION": DEFAULT_REGION,
            "LAMBDA_EXECUTOR": "local",
            # Functions inherit it; Lambda sets it for them, and their SDKs name it in each request.
            "AWS_EXECUTION_ENV": "AWS_Lambda_python3",
            "PERSIST_STATE": "0",
            "S3_PERSIST": "0",
            "S3_DATA_DIR": str(state.temporary / "s3"),
            "STATE_DIR": str(state.temporary / "state"),
            "TMPDIR": str(state.temporary),
            # Both would open ports of their own, on every interface.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "INFO",
        }
    )
    tempfile.tempdir = str(state.temporary)
