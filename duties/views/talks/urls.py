"""Addresses of talks."""

from django.urls import URLPattern, path

from duties.views.talks import lists, pages, papers, proposing, records

ONE = "talks/<uuid:public_id>/"
PROMISE = f"{ONE}promises/<uuid:promise>/"

urlpatterns: list[URLPattern] = [
    path("talks/", lists.talk_list, name="talks"),
    path("talks/new/", proposing.talk_new, name="talk-new"),
    path(ONE, pages.talk_detail, name="talk"),
    path(f"{ONE}facts/", proposing.facts_more, name="talk-facts"),
    path(f"{ONE}submit/", pages.submit, name="talk-submit"),
    path(f"{ONE}return/", pages.send_to_office, name="talk-return"),
    path(f"{ONE}agree/", pages.agree, name="talk-agree"),
    path(f"{ONE}dismiss/", pages.dismiss, name="talk-dismiss"),
    path(f"{ONE}cancel/", pages.cancel, name="talk-cancel"),
    path(f"{ONE}notice/", papers.notice, name="talk-notice"),
    path(f"{ONE}notice/preview/", papers.notice_preview, name="talk-notice-preview"),
    path(f"{ONE}record/", records.record, name="talk-record"),
    path(f"{ONE}sheet/", records.sheet, name="talk-record-sheet"),
    path(f"{ONE}sign/", pages.sign, name="talk-sign"),
    path(f"{ONE}signed-sheet/", pages.sheet_upload, name="talk-sheet"),
    path(f"{ONE}unsigned/", pages.unsigned, name="talk-unsigned"),
    path(f"{ONE}feedback/", pages.feed_back, name="talk-feedback"),
    path(f"{ONE}send-back/", pages.send_back, name="talk-send-back"),
    path(f"{ONE}close/", pages.close, name="talk-close"),
    path(f"{ONE}letter/", papers.letter, name="talk-letter"),
    path(f"{ONE}letter/preview/", papers.letter_preview, name="talk-letter-preview"),
    path(f"{ONE}files/<uuid:file>/", pages.talk_file, name="talk-file"),
    path(f"{PROMISE}progress/", pages.progress, name="promise-progress"),
    path(f"{PROMISE}report/", pages.report, name="promise-report"),
    path(f"{PROMISE}confirm/", pages.confirm, name="promise-confirm"),
    path(f"{PROMISE}reject/", pages.reject, name="promise-reject"),
    path(f"{PROMISE}drop/", pages.drop, name="promise-drop"),
]
