"""Handing messages to endpoints of messaging systems."""

import logging

from django.conf import settings

from portal import clock
from portal.models import Delivery, Endpoint
from portal.models.channels import Adapter
from portal.services.carrying import AwayError, RefusedError
from portal.services.sealing import SealBrokenError, unseal
from portal.webhooks.client import Answer, UnreachableError, post
from portal.webhooks.hosts import NotAllowedError
from portal.webhooks.shapes import Note, call_of, refusal_in

TOO_MANY, UNAVAILABLE = 429, 503
KINDS = ("digest:", "events:")
"""How keys of deliveries begin that are not single messages."""

logger = logging.getLogger(__name__)


def call_endpoint(endpoint: Endpoint, note: Note) -> Answer:
    """Hand `note` over and give the answer as it came. Raises AwayError without an answer, RefusedError where none is asked."""
    adapter = Adapter(endpoint.adapter)
    try:
        url, secret = (
            unseal(endpoint.sealed_url),
            unseal(endpoint.sealed_secret) if endpoint.sealed_secret else "",
        )
    except SealBrokenError as error:
        raise RefusedError("接口的地址或密钥已读不出;请重新填写。", final=True) from error
    try:
        return post(call_of(adapter, url=url, secret=secret, note=note, seconds=int(clock.now().timestamp())))
    except NotAllowedError as error:
        logger.warning("endpoint %s: %s", endpoint.public_id, error)
        raise RefusedError(str(error), final=True) from error
    except UnreachableError as error:
        logger.warning("endpoint %s: %s", endpoint.public_id, error)
        raise AwayError(str(error)) from error


def carry_to_endpoint(delivery: Delivery) -> None:
    """Hand over one delivery. Raises AwayError where the endpoint is away, RefusedError where it refuses it."""
    endpoint, account = delivery.endpoint, delivery.account
    if endpoint is None or not endpoint.is_active:
        raise RefusedError("该消息接口已停用。", final=True)
    if account is not None and not account.is_active:
        raise RefusedError("收件人的账号已停用。", final=True)
    answer = call_endpoint(endpoint, note_of(delivery))
    reason = refusal_of(Adapter(endpoint.adapter), answer)
    if answer.status in (TOO_MANY, UNAVAILABLE):
        raise RefusedError(reason, again_after=answer.retry_after)
    if reason:
        raise RefusedError(reason)


def refusal_of(adapter: Adapter, answer: Answer) -> str:
    """Why an answer means that the message was not taken, in words; empty where it was."""
    if 300 <= answer.status < 400:
        return f"对方要求转到别的地址(代码 {answer.status}),平台不跟随;请填写最终的地址。"
    if not answer.taken:
        known = {401: "不认可签名", 403: "拒绝访问", 404: "没有这个地址", TOO_MANY: "嫌太频繁"}.get(
            answer.status, "未接受"
        )
        return f"对方答复:{known}(代码 {answer.status})。"
    refusal = refusal_in(adapter, answer.text)
    return f"{refusal}。" if refusal else ""


def note_of(delivery: Delivery) -> Note:
    """What is handed over of a delivery; a repeat carries the same number."""
    assert delivery.endpoint is not None, "an endpoint is called"
    unit, account = delivery.endpoint.unit, delivery.account
    return Note(
        public_id=delivery.public_id,
        kind=delivery.key.partition(":")[0] if delivery.key.startswith(KINDS) else "message",
        unit_code=unit.code,
        unit_name=unit.name,
        title=delivery.subject,
        text=delivery.text,
        url=settings.SITE_URL + delivery.url,
        username=account.username if account else "",
        name=account.name if account else "",
    )
