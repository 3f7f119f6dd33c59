"""What CloudFormation's registry knows about each resource type."""
