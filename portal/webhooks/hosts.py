"""Where endpoints may lie: hosts on the list of WEBHOOK_HOSTS, at public addresses or in WEBHOOK_NETWORKS."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PORTS = {"https": 443, "http": 80}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

TRANSLATED = [ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48")]
"""IPv6 addresses behind which a translator puts any IPv4 address, a private one too."""


class NotAllowedError(Exception):
    """The address is not one at which an endpoint may lie; the text says why, in words for the administrator."""


def check_url(url: str) -> SplitResult:
    """The parts of an address whose host, port and scheme are allowed. Raises NotAllowedError.

    `http` is for listed networks within one's own house; where its host lies is checked when it is called.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAllowedError("地址的写法有误,应为 https:// 开头的完整地址。") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotAllowedError("地址的写法有误,应为 https:// 开头的完整地址。")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise NotAllowedError("地址中不能写用户名、密码或 # 号。")
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in url):
        raise NotAllowedError("地址中不能有空格。")
    if not _listed(parts.hostname, port or PORTS[parts.scheme], usual=PORTS[parts.scheme]):
        raise NotAllowedError(
            f"主机 {parts.hostname}{f':{port}' if port else ''} 不在允许名单中;请由运维人员把它加入平台的允许名单后再设置。"
        )
    if parts.scheme == "http" and not settings.WEBHOOK_NETWORKS:
        raise NotAllowedError("请使用 https:// 开头的地址。")
    return parts


def _listed(host: str, port: int, *, usual: int) -> bool:
    """Whether the list has `host` (for its usual port) or `host:port`."""
    named = f"[{host}]" if ":" in host else host
    told = {named.lower(), host.lower()} if port == usual else set()
    return bool((told | {f"{named.lower()}:{port}"}) & {each.lower() for each in settings.WEBHOOK_HOSTS})


def check_address(text: str, scheme: str) -> None:
    """Refuse an address of a private, local or otherwise special network that is not listed. Raises NotAllowedError."""
    address = _inner(ipaddress.ip_address(text.partition("%")[0]))
    listed = any(
        address in ipaddress.ip_network(network)
        for network in settings.WEBHOOK_NETWORKS
        if _fits(address, network)
    )
    if listed:
        return
    if scheme != "https":
        raise NotAllowedError("内网以外的地址请使用 https://。")
    if not address.is_global or address.is_multicast or _translated(address):
        raise NotAllowedError("该主机的网络地址属于内部网络,不在允许的网段中。")


def _inner(address: Address) -> Address:
    """The IPv4 address within an IPv6 one that only wraps it."""
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address


def _translated(address: Address) -> bool:
    return isinstance(address, ipaddress.IPv6Address) and (
        address.teredo is not None or any(address in network for network in TRANSLATED)
    )


def _fits(address: Address, network: str) -> bool:
    return ipaddress.ip_network(network).version == address.version
