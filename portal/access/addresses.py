"""Where a request came from: one network address, whatever wrote it and in whichever form."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# IPv4 inside of IPv6: translated (RFC 6052), and «compatible» (RFC 4291, 2.5.5.1)
EMBEDDING = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
HOME = 64  # bits: a home has a network of addresses of its own


def client_address(request: HttpRequest) -> str | None:
    """Return the address of the visitor, looking past as many proxies as the settings name.

    Each proxy adds the address it was asked from at the end of X-Forwarded-For; what stands
    before the last PROXIES of them is what the visitor claims, and is not believed. Where the
    proxy wrote no address, its own counts; None where even that is unknown (a Unix socket).
    """
    hops = request.headers.get("X-Forwarded-For", "").replace(",", " ").split()
    trusted = settings.PROXIES and len(hops) >= settings.PROXIES
    forwarded = parse_address(hops[-settings.PROXIES]) if trusted else None
    address = forwarded or parse_address(request.META.get("REMOTE_ADDR", ""))
    return network_of(address) if address else None


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address in ``a.b.c.d``, ``a.b.c.d:port``, ``v6``, ``[v6]`` or ``[v6]:port``."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def network_of(address: IPv4Address | IPv6Address) -> str:
    """Return what a visitor cannot change at will.

    An IPv4 visitor counts by the address, also where it arrives inside of an IPv6 one; an IPv6
    visitor by the network of a home, or one could guess from billions of addresses. Neighbours
    on one wire (link-local, loopback) share that network, and count one by one.
    """
    if address.version == 4:
        return str(address)
    if address.is_link_local or address.is_loopback:
        return str(address)
    embedded = embedded_ipv4(address)
    if embedded:
        return str(embedded)
    return str(ip_network((int(address), HOME), strict=False).network_address)


def embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one carries, if it is one of those that do."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in EMBEDDING):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
