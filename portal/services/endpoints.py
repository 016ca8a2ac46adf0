"""Setting the endpoints of messaging systems: by the system administrator, who sees no business data in doing so.

Address and secret are sealed; the log says which host, never more.
"""

import base64
import dataclasses
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from portal import access, clock
from portal.access import Actor
from portal.models import Endpoint, Role, Unit
from portal.models.channels import SIGNED, Adapter
from portal.services.calling import call_endpoint, refusal_of
from portal.services.carrying import AwayError, RefusedError
from portal.services.changes import log_change
from portal.services.sealing import seal
from portal.webhooks.hosts import NotAllowedError, check_url
from portal.webhooks.shapes import SECRET_MARK, Note

LEAST_SECRET = 16
ANSWER_SHOWN = 300


@dataclasses.dataclass(frozen=True)
class Trial:
    """What came of a test message."""

    taken: bool
    words: str
    status: int | None = None
    answer: str = ""


@transaction.atomic
def endpoint_add(*, actor: Actor, unit: Unit, values: Mapping[str, Any]) -> tuple[Endpoint, str]:
    """Set a new endpoint; gives it with the secret that was made where one is needed and none was given (else empty).

    Raises PermissionDenied for anyone but the system administrator, ValidationError by field.
    """
    access.require(actor, Role.SYSTEM_ADMIN)
    assert actor.account is not None
    endpoint = Endpoint(unit=unit, made_by=actor.account, made_at=clock.now())
    if not values["url"]:
        raise ValidationError({"url": "请填写接口的地址。"})
    made = ""
    if values["adapter"] in SIGNED and not values["secret"]:
        made = SECRET_MARK + base64.b64encode(secrets.token_bytes(32)).decode()
    _fill(endpoint, dict(values) | {"secret": made or values["secret"]})
    endpoint.save(force_insert=True)
    log_change(actor=actor, action="endpoint_add", target=endpoint, unit=unit, after=_told(endpoint))
    return endpoint, made


@transaction.atomic
def endpoint_edit(*, actor: Actor, endpoint: Endpoint, version: int, values: Mapping[str, Any]) -> Endpoint:
    """Change an endpoint; an empty address or secret stays as it is.

    Raises PermissionDenied for anyone but the system administrator, ValidationError by field or where another has
    changed it since `version`.
    """
    access.require(actor, Role.SYSTEM_ADMIN)
    fresh = Endpoint.objects.select_for_update(of=("self",)).select_related("unit").get(pk=endpoint.pk)
    if fresh.version != version:
        raise ValidationError("该接口已被他人修改;现显示最新内容,请核对后再改。")
    before = _told(fresh)
    _fill(fresh, values)
    fresh.version += 1
    fresh.save()
    changed = (
        _told(fresh)
        | ({"address": True} if values["url"] else {})
        | ({"secret": True} if values["secret"] else {})
    )
    log_change(
        actor=actor, action="endpoint_edit", target=fresh, unit=fresh.unit, before=before, after=changed
    )
    return fresh


def _fill(endpoint: Endpoint, values: Mapping[str, Any]) -> None:
    """Put the values in. Raises ValidationError by field."""
    for name in ("name", "adapter", "hour", "is_active"):
        setattr(endpoint, name, values[name])
    if values["url"]:
        try:
            endpoint.host = check_url(values["url"]).netloc
        except NotAllowedError as error:
            raise ValidationError({"url": str(error)}) from error
        endpoint.sealed_url = seal(values["url"])
    if values["secret"]:
        if len(values["secret"]) < LEAST_SECRET:
            raise ValidationError({"secret": f"密钥至少{LEAST_SECRET}个字符。"})
        endpoint.sealed_secret = seal(values["secret"])
    if endpoint.adapter in SIGNED and not endpoint.sealed_secret:
        raise ValidationError({"secret": "通用网关和变更通知须有签名密钥。"})
    endpoint.full_clean()


def endpoint_test(*, actor: Actor, endpoint: Endpoint) -> Trial:
    """Send a message without any business data to an endpoint and tell what it answered.

    Raises PermissionDenied for anyone but the system administrator.
    """
    access.require(actor, Role.SYSTEM_ADMIN)
    note = Note(
        public_id=uuid.uuid4(),
        kind="test",
        unit_code=endpoint.unit.code,
        unit_name=endpoint.unit.name,
        title="乡村振兴责任制履职平台测试消息",
        text="这是一条测试消息,说明消息接口已接通,不含业务内容。",
        url=settings.SITE_URL + reverse("home"),
    )
    trial = _tried(endpoint, note)
    after = {"taken": trial.taken, "status": trial.status, "words": trial.words}
    with transaction.atomic():
        log_change(actor=actor, action="endpoint_test", target=endpoint, unit=endpoint.unit, after=after)
    return trial


def _tried(endpoint: Endpoint, note: Note) -> Trial:
    try:
        answer = call_endpoint(endpoint, note)
    except (AwayError, RefusedError) as error:
        return Trial(False, str(error))
    refusal = refusal_of(Adapter(endpoint.adapter), answer)
    return Trial(not refusal, refusal or "对方已接收。", answer.status, answer.text[:ANSWER_SHOWN])


def _told(endpoint: Endpoint) -> dict[str, Any]:
    """What the log keeps of an endpoint: neither address nor secret."""
    return {name: getattr(endpoint, name) for name in ("name", "adapter", "host", "hour", "is_active")}
