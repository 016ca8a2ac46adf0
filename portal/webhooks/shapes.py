"""The shapes of messages by messaging system, each with its signature; no network, no clock.

The gateway's and that of changes follow Standard Webhooks (standardwebhooks.com): the headers webhook-id,
webhook-timestamp and webhook-signature, `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`. The robots of groups are signed as their
makers ask; 企业微信 has no signature, its address is the secret.
"""

import base64
import binascii
import dataclasses
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

from portal.models.channels import SIGNED, Adapter

SECRET_MARK = "whsec_"
EVENTS = "events"
"""The kind of a note that tells of changes."""
ROBOT_TEXT = 1500
"""Characters of a robot's message; 企业微信 takes 2,048 bytes of text, and Chinese needs three a character."""
WECOM_BYTES = 2000


@dataclasses.dataclass(frozen=True)
class Note:
    """What is handed over: to whom, and what; `public_id` is the same in each repeat."""

    public_id: uuid.UUID
    kind: str
    unit_code: str
    unit_name: str
    title: str
    text: str
    url: str
    username: str = ""
    name: str = ""

    @property
    def number(self) -> str:
        """The number that a person can compare, as in mails."""
        return self.public_id.hex[:8].upper()


@dataclasses.dataclass(frozen=True)
class Call:
    """One HTTP POST."""

    url: str
    headers: Mapping[str, str]
    body: bytes


def call_of(adapter: Adapter, *, url: str, secret: str, note: Note, seconds: int) -> Call:
    """The call that hands `note` over at `seconds` (Unix time)."""
    return SHAPES[adapter](url, secret, note, seconds)


def signature(*, secret: str, public_id: uuid.UUID, seconds: int, body: bytes) -> str:
    """The gateway's signature of a body."""
    told = f"{public_id}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key_of(secret), told, hashlib.sha256).digest()).decode()


def key_of(secret: str) -> bytes:
    """The key that a secret stands for: base64 after `whsec_`, else its own bytes."""
    if secret.startswith(SECRET_MARK):
        try:
            return base64.b64decode(secret.removeprefix(SECRET_MARK), validate=True)
        except binascii.Error:
            return secret.encode()
    return secret.encode()


def _gateway(url: str, secret: str, note: Note, seconds: int) -> Call:
    body = _json(
        {
            "id": str(note.public_id),
            "type": note.kind,
            "timestamp": seconds,
            "unit": {"code": note.unit_code, "name": note.unit_name},
            "recipient": {"username": note.username, "name": note.name} if note.username else None,
            "title": note.title,
            "text": note.text,
            "url": note.url,
        }
    )
    signed = signature(secret=secret, public_id=note.public_id, seconds=seconds, body=body)
    return _call(url, note, seconds, body, {"webhook-signature": signed})


def _events(url: str, secret: str, note: Note, seconds: int) -> Call:
    """What changed, as the feed of the interface tells it; a test tells nothing."""
    told = {
        "id": str(note.public_id),
        "type": note.kind,
        "timestamp": seconds,
        "unit": {"code": note.unit_code, "name": note.unit_name},
        "events": json.loads(note.text) if note.kind == EVENTS else [],
    }
    body = _json(told)
    signed = signature(secret=secret, public_id=note.public_id, seconds=seconds, body=body)
    return _call(url, note, seconds, body, {"webhook-signature": signed})


def _wecom(url: str, secret: str, note: Note, seconds: int) -> Call:
    text = _words(note).encode()[:WECOM_BYTES].decode(errors="ignore")
    return _call(url, note, seconds, _json({"msgtype": "text", "text": {"content": text}}))


def _dingtalk(url: str, secret: str, note: Note, seconds: int) -> Call:
    body = _json({"msgtype": "text", "text": {"content": _words(note)}})
    if not secret:
        return _call(url, note, seconds, body)
    stamp = seconds * 1000
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    joined = "&" if "?" in url else "?"
    signed = f"{url}{joined}timestamp={stamp}&sign={quote_plus(base64.b64encode(digest).decode())}"
    return _call(signed, note, seconds, body)


def _feishu(url: str, secret: str, note: Note, seconds: int) -> Call:
    told: dict[str, Any] = {"msg_type": "text", "content": {"text": _words(note)}}
    if secret:
        digest = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
        told |= {"timestamp": str(seconds), "sign": base64.b64encode(digest).decode()}
    return _call(url, note, seconds, _json(told))


SHAPES: dict[Adapter, Callable[[str, str, Note, int], Call]] = {
    Adapter.JSON: _gateway,
    Adapter.WECOM: _wecom,
    Adapter.DINGTALK: _dingtalk,
    Adapter.FEISHU: _feishu,
    Adapter.EVENTS: _events,
}


def _words(note: Note) -> str:
    """A robot's message: link and number stand first, so that they survive a cut."""
    head = f"{note.title}\n{note.url}\n(编号{note.number},编号相同的为同一条)"
    return f"{head}\n{note.text}".strip()[:ROBOT_TEXT]


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _call(url: str, note: Note, seconds: int, body: bytes, more: Mapping[str, str] | None = None) -> Call:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": str(note.public_id),
        "webhook-timestamp": str(seconds),
    }
    return Call(url, headers | dict(more or {}), body)


def refusal_in(adapter: Adapter, text: str) -> str:
    """Why a robot did not take a message that it answered with 200, in words; empty where it took it.

    The makers answer 200 to a wrong signature or too many messages; the code in the body says so.
    """
    if adapter in SIGNED:
        return ""
    try:
        answer = json.loads(text)
    except ValueError:
        return "对方的答复不是约定的格式"
    if not isinstance(answer, dict):
        return "对方的答复不是约定的格式"
    names = ("code", "StatusCode") if adapter == Adapter.FEISHU else ("errcode",)
    code = next((answer[name] for name in names if name in answer), None)
    if code == 0:
        return ""
    said = str(answer.get("errmsg") or answer.get("msg") or "").strip()
    return f"对方未接受(代码 {code}{':' + said[:120] if said else ''})"
