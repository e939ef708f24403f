"""What the tests against the real binary share: servers, clients and the people at both ends.

Invariant: loopback only, free ports, temporary directories, and every process started is ended by its id.
"""
