"""Questions about entries (核对事项), for other programs."""

import uuid

from rest_framework.request import Request
from rest_framework.response import Response

from meetings.api.follow import FollowView, locked
from meetings.api.follow_shapes import AnswerBody, FindingBody, SignQuery, SignShape
from meetings.models import Sign
from meetings.selectors.signs import asked, sign_or_404, signs_of
from meetings.services.signs import sign_answer, sign_close
from meetings.sign_access import ANSWERERS, READERS
from portal.api.versions import etag, require_match
from portal.api.views import operation, shown
from portal.models import Role

OFFICE = frozenset({Role.OFFICE})


class Signs(FollowView):
    """Questions about entries."""

    @operation("signs_list", summary="核对事项", roles=READERS, gives=SignShape, query=SignQuery, paged=True)
    def get(self, request: Request) -> Response:
        """平台提请核对的登记单,例如照片相近、纪要雷同;只提问,不作结论。"""
        rows = signs_of(self.actor, self.query["kind"], self.query["state"]).prefetch_related("answers__unit")
        return self.page(
            request, rows, ("-found_at", "-pk"), SignShape, lambda found: asked(self.actor, found)
        )


class SignView(FollowView):
    """What all addresses of one question share."""

    def held(self, request: Request, public_id: uuid.UUID) -> Sign:
        """The question, locked, at the version that If-Match names. Raises Http404, ProblemError."""
        sign = sign_or_404(self.actor, public_id)
        require_match(request, sign_version(locked(sign)))
        return sign

    def whole(self, public_id: uuid.UUID) -> Response:
        """The question as it now is."""
        sign = sign_or_404(self.actor, public_id)
        (told,) = asked(self.actor, [sign])
        return shown(SignShape, told, version=sign_version(sign))


def sign_version(sign: Sign) -> str:
    """The ETag of a question: its state and the answers."""
    answers = sign.answers.order_by("pk").values_list("unit_id", "answered_at")
    return etag("sign", sign.public_id, sign.state, *answers)


class SignOne(SignView):
    """One question."""

    @operation("sign_read", summary="一项核对事项", roles=READERS, gives=SignShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """请核对什么、涉及哪些登记单、各单位怎样答复、核对结果怎样。"""
        return self.whole(public_id)


class SignAnswer(SignView):
    """Answering."""

    @operation(
        "sign_answer",
        summary="答复核对事项",
        roles=ANSWERERS,
        gives=SignShape,
        body=AnswerBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """涉及单位的经办人或责任人说明情况;关闭前再答复的,以后一次为准。"""
        sign = self.held(request, public_id)
        sign_answer(actor=self.actor, sign=sign, text=self.body["text"])
        return self.whole(public_id)


class SignClose(SignView):
    """Closing."""

    @operation(
        "sign_close",
        summary="关闭核对事项",
        roles=OFFICE,
        gives=SignShape,
        body=FindingBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """办公室写明核对结果并关闭。"""
        sign = self.held(request, public_id)
        sign_close(actor=self.actor, sign=sign, note=self.body["note"])
        return self.whole(public_id)
