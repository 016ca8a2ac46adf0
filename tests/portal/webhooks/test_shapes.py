"""The shapes of messages and their signatures, reckoned again here."""

import base64
import dataclasses
import hashlib
import hmac
import json
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.models.channels import Adapter
from portal.webhooks.shapes import WECOM_BYTES, Note, call_of, key_of, refusal_in

NOTE = Note(
    public_id=uuid.UUID("0123456789abcdef0123456789abcdef"),
    kind="digest",
    unit_code="D2",
    unit_name="演示二师",
    title="履职提醒:逾期3项",
    text="演示27团:逾期3项",
    url="https://portal.example.invalid/board/",
    username="clerk",
    name="演示-甲一",
)
SECONDS = 1_795_500_000
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


def test_a_gateway_is_told_who_and_can_check_the_signature() -> None:
    call = call_of(
        Adapter.JSON, url="https://g.example.invalid/in", secret=SECRET, note=NOTE, seconds=SECONDS
    )
    told = json.loads(call.body)
    assert told["recipient"] == {"username": "clerk", "name": "演示-甲一"}
    assert (told["id"], told["url"]) == (str(NOTE.public_id), NOTE.url)
    signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode() + call.body
    expected = base64.b64encode(hmac.new(b"k" * 32, signed, hashlib.sha256).digest()).decode()
    assert call.headers["webhook-signature"] == f"v1,{expected}"


def test_a_plain_secret_is_its_own_key() -> None:
    assert key_of("sixteen characters") == b"sixteen characters"
    assert key_of("whsec_not base64!") == b"whsec_not base64!"


def test_wecom_takes_a_text_cut_to_its_bytes() -> None:
    long = dataclasses.replace(NOTE, text="长" * 3000)
    call = call_of(
        Adapter.WECOM, url="https://w.example.invalid/send?key=k", secret="", note=long, seconds=SECONDS
    )
    told = json.loads(call.body)
    assert told["msgtype"] == "text"
    content = told["text"]["content"]
    assert len(content.encode()) <= WECOM_BYTES
    assert NOTE.url in content
    assert NOTE.number in content


def test_dingtalk_is_signed_in_the_address() -> None:
    call = call_of(
        Adapter.DINGTALK,
        url="https://d.example.invalid/send?access_token=t",
        secret="SECabc",
        note=NOTE,
        seconds=SECONDS,
    )
    query = parse_qs(urlsplit(call.url).query)
    stamp = str(SECONDS * 1000)
    digest = hmac.new(b"SECabc", f"{stamp}\nSECabc".encode(), hashlib.sha256).digest()
    assert query == {"access_token": ["t"], "timestamp": [stamp], "sign": [base64.b64encode(digest).decode()]}
    assert json.loads(call.body)["msgtype"] == "text"


def test_feishu_is_signed_in_the_body() -> None:
    call = call_of(
        Adapter.FEISHU, url="https://f.example.invalid/hook", secret="abc", note=NOTE, seconds=SECONDS
    )
    told = json.loads(call.body)
    digest = hmac.new(f"{SECONDS}\nabc".encode(), b"", hashlib.sha256).digest()
    assert (told["timestamp"], told["sign"]) == (str(SECONDS), base64.b64encode(digest).decode())
    assert NOTE.title in told["content"]["text"]


@pytest.mark.parametrize(
    ("adapter", "answer", "refused"),
    [
        (Adapter.JSON, "anything", ""),
        (Adapter.WECOM, '{"errcode":0,"errmsg":"ok"}', ""),
        (Adapter.WECOM, '{"errcode":93000,"errmsg":"invalid webhook url"}', "代码 93000:invalid webhook url"),
        (Adapter.DINGTALK, '{"errcode":310000,"errmsg":"sign not match"}', "代码 310000:sign not match"),
        (Adapter.FEISHU, '{"StatusCode":0,"StatusMessage":"success","code":0}', ""),
        (Adapter.FEISHU, '{"code":19021,"msg":"sign match fail"}', "代码 19021:sign match fail"),
        (Adapter.FEISHU, "<html>", "不是约定的格式"),
        (Adapter.FEISHU, "[]", "不是约定的格式"),
    ],
)
def test_a_robot_that_answers_200_may_have_refused(adapter: Adapter, answer: str, refused: str) -> None:
    assert refused in refusal_in(adapter, answer)
    assert bool(refusal_in(adapter, answer)) is bool(refused)
