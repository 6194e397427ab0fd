"""In the cluster, names that end in .svc.cluster.local are services; here the simulator stands in for all of them."""

import socket

_getaddrinfo = socket.getaddrinfo


def _resolve(host, *args, **kwargs):
    name = host.decode() if isinstance(host, bytes) else host
    simulated = isinstance(name, str) and name.endswith(".svc.cluster.local")
    return _getaddrinfo("127.0.0.1" if simulated else host, *args, **kwargs)


socket.getaddrinfo = _resolve
