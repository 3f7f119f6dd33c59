"""A local AWS: CloudFormation and the services' APIs behind one loopback endpoint, for the real `cdk` command line.

The caller's side (`client`, `cli`, `environment`, `state`, `process`) needs the standard library only. The server's
side (`server`) runs in a virtual environment of its own, from `requirements.txt`.
"""
