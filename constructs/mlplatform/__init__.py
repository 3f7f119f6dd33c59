"""The construct library of the machine-learning platform."""
