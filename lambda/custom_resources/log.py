"""The structured log that all modules of the asset write to."""

from aws_lambda_powertools import Logger

logger = Logger(service="custom-resources")
