"""What is deployed, held against the lock file: the part of `make diff` that asks AWS."""
