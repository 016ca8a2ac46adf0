"""One POST to an allowed address, and nowhere else: its host is resolved once, checked, and that very address called.

No redirect is followed, no proxy or cookie used, nothing unpacked; one limit holds for the time of all, one for the
size of the answer.
"""

import asyncio
import dataclasses
import datetime as dt
import email.utils
import socket
import ssl
from collections.abc import Mapping, Sequence

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from django.conf import settings

from portal import clock
from portal.webhooks.hosts import NotAllowedError, check_address, check_url
from portal.webhooks.shapes import Call

SECONDS = 10
"""Resolving, connecting, sending and reading together."""
CONNECT_SECONDS = 5
ANSWER_BYTES = 16 * 1024
"""So much of an answer is read; what comes after is not."""
LONGEST_RETRY_AFTER = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the endpoint said: status, the beginning of its text, and how long it wants to be left alone."""

    status: int
    text: str
    retry_after: dt.timedelta | None = None

    @property
    def taken(self) -> bool:
        """Whether the status says that the message was taken."""
        return 200 <= self.status < 300


class UnreachableError(Exception):
    """The endpoint gave no answer; the text says why, in words for the administrator."""


def post(call: Call) -> Answer:
    """Make the call and wait for its answer. Raises NotAllowedError, UnreachableError."""
    return asyncio.run(_post(call))


async def _post(call: Call) -> Answer:
    parts = check_url(call.url)
    host = parts.hostname or ""
    try:
        async with asyncio.timeout(SECONDS):
            found = await _resolve(host, parts.port)
            for address in found:
                check_address(address["host"], parts.scheme)
            return await _called(call, found)
    except TimeoutError as error:
        raise UnreachableError(f"对方{SECONDS}秒内没有答复。") from error
    except socket.gaierror as error:
        raise UnreachableError(f"找不到主机 {host}。") from error
    except aiohttp.ClientConnectorCertificateError as error:
        raise UnreachableError("对方的安全证书不可信或与主机名不符。") from error
    except aiohttp.ClientSSLError as error:
        raise UnreachableError("与对方建立安全连接失败。") from error
    except aiohttp.ClientConnectorError as error:
        raise UnreachableError("连接不上对方。") from error
    except aiohttp.ClientError as error:
        raise UnreachableError("对方的答复中断或不合规范。") from error


async def _resolve(host: str, port: int | None) -> list[ResolveResult]:
    loop = asyncio.get_running_loop()
    rows = await loop.getaddrinfo(host, port or 0, type=socket.SOCK_STREAM)
    return [
        ResolveResult(
            hostname=host,
            host=str(where[0]),
            port=port or 0,
            family=family,
            proto=proto,
            flags=socket.AI_NUMERICHOST,
        )
        for family, _, proto, _, where in rows
    ]


class _Pinned(AbstractResolver):
    """Knows the checked addresses only: a name that is resolved anew might by now lead elsewhere."""

    def __init__(self, found: Sequence[ResolveResult]) -> None:
        self.found = found

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The checked addresses, for the port that is asked for."""
        if any(each["hostname"] != host for each in self.found):
            raise NotAllowedError("对方的地址在连接前变了。")
        return [ResolveResult(**(each | {"port": port})) for each in self.found]

    async def close(self) -> None:
        """There is nothing to close."""


async def _called(call: Call, found: Sequence[ResolveResult]) -> Answer:
    connector = aiohttp.TCPConnector(
        resolver=_Pinned(found),
        ssl=ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE or None),
        use_dns_cache=False,
        force_close=True,
    )
    session = aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=SECONDS, connect=CONNECT_SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
    )
    headers = {"User-Agent": "duty-portal", "Accept-Encoding": "identity"} | dict(call.headers)
    async with (
        session,
        session.post(call.url, data=call.body, headers=headers, allow_redirects=False) as response,
    ):
        return Answer(response.status, await _text(response), _retry_after(response.headers))


async def _text(response: aiohttp.ClientResponse) -> str:
    """The beginning of the answer's text."""
    read = b""
    while len(read) < ANSWER_BYTES:
        piece = await response.content.read(ANSWER_BYTES - len(read))
        if not piece:
            break
        read += piece
    return read.decode("utf-8", errors="replace").replace("\0", "")


def _retry_after(headers: Mapping[str, str]) -> dt.timedelta | None:
    """How long the endpoint asks to be left alone: seconds, or an instant (RFC 9110, 10.2.3); a day at most."""
    told = headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdigit():
        return min(dt.timedelta(seconds=min(int(told[:9]), 10**8)), LONGEST_RETRY_AFTER)
    try:
        instant = email.utils.parsedate_to_datetime(told)
    except ValueError:
        return None
    if instant.tzinfo is None:
        return None
    return min(max(instant - clock.now(), dt.timedelta()), LONGEST_RETRY_AFTER)
