"""What `make` runs: set-up, local deployments, generated documents, the benchmark. Nothing here is deployed."""
