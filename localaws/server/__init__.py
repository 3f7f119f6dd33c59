"""The server's side: runs in `.venv-localaws`, started by `localaws.process`."""
