"""What stands in the way of a deployment, found before it and not by it."""
