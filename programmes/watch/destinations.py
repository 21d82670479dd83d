"""Where a visit may lead: to web servers of the internet, never into the network around us.

A name is resolved here, once, and the connection goes to the address that was judged: whoever
answers the question for a name otherwise the second time is not asked a second time.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri

from portal.hosts import ascii_host

from .outcomes import FetchError, Reason

MAX_URL_CHARACTERS = 2000
PORTS = {"http": 80, "https": 443}
GLOBAL_V6 = ip_network("2000::/3")
REFUSED_NETWORKS = [
    ip_network(text)
    for text in (
        "192.0.0.0/24",  # of protocols; a cloud's metadata among them
        "192.88.99.0/24",  # relays of 6to4
        "168.63.129.16/32",  # Azure's inner services, at a public number
        "2001::/23",  # of protocols; newer Pythons call some of them global
        "2002::/16",  # 6to4, which wraps IPv4
        "3fff::/20",  # for examples
    )
]
"""What the library calls global, on some version of Python at least."""
UNKNOWN_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def is_outside(address: str) -> bool:
    """Tell whether an address of a machine belongs to the internet, and to nothing nearer.

    IPv4 wrapped in IPv6 (mapped, 6to4, Teredo, NAT64) is refused whatever it wraps: a name of the
    internet has no need of it.
    """
    try:
        ip: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if ip.version == 6 and (ip not in GLOBAL_V6 or ip.scope_id):
        return False
    if any(ip in network for network in REFUSED_NETWORKS if network.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def resolve_name(host: str, port: int) -> list[str]:
    """Return the addresses of a host, as this machine resolves names.

    Raises:
        OSError: as ``socket.getaddrinfo`` has it.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(sockaddr[0] for *_, sockaddr in found))


@dataclass(frozen=True)
class Target:
    """An address of the web, taken apart.

    Attributes:
        host: in the letters of the wire.
        path: with the query, as it is asked for.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """The server with its scheme, as one text."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        own = self.port == PORTS[self.scheme]
        return f"{self.scheme}://{host}" if own else f"{self.scheme}://{host}:{self.port}"

    @property
    def url(self) -> str:
        return self.origin + self.path


def target_of(url: str, ports: Callable[[int], bool]) -> Target:
    """Take an address apart.

    Args:
        url: as a record or a redirect has it.
        ports: whether a port may be asked.

    Raises:
        FetchError: it is none of a web page, names a person or a password, or an odd port.
    """
    try:
        parts = urlsplit(url)
        scheme, port = parts.scheme.lower(), parts.port
        host = ascii_host((parts.hostname or "").rstrip("."))
    except ValueError:
        raise FetchError(Reason.NOT_WEB) from None
    is_name = all(0 < len(label) < 64 for label in host.split("."))
    if scheme not in PORTS or not is_name or "@" in parts.netloc or len(url) > MAX_URL_CHARACTERS:
        raise FetchError(Reason.NOT_WEB)
    if port is None:
        port = PORTS[scheme]
    elif not ports(port):
        raise FetchError(Reason.NOT_WEB)
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    return Target(scheme, host, port, iri_to_uri(f"{path}?{parts.query}" if parts.query else path))


@dataclass(frozen=True)
class Destinations:
    """Which machines and ports may be reached. As it stands: web servers of the internet.

    A test that has its servers on this machine makes another one; no setting does.

    Attributes:
        is_allowed: tells it of an address of a machine.
        is_web_port: tells it of a port.
        resolve: finds the addresses of a host.
    """

    is_allowed: Callable[[str], bool] = is_outside
    is_web_port: Callable[[int], bool] = frozenset(PORTS.values()).__contains__
    resolve: Callable[[str, int], list[str]] = resolve_name

    def machines_of(self, target: Target) -> list[str]:
        """Return the addresses of the machines of a target.

        Raises:
            FetchError: there are none, or one of them may not be reached: then none is.
        """
        try:
            found = self.resolve(target.host, target.port)
        except socket.gaierror as error:
            unknown = error.errno in UNKNOWN_NAME
            raise FetchError(Reason.NO_HOST if unknown else Reason.UNREACHABLE) from None
        except (OSError, UnicodeError):
            raise FetchError(Reason.UNREACHABLE) from None
        if not all(map(self.is_allowed, found)):
            raise FetchError(Reason.INSIDE)
        if not found:
            raise FetchError(Reason.NO_HOST)
        return found
