"""Addresses of assessments."""

from django.urls import URLPattern, path

from assessment.views.schemes import drafting, indicators, lists, objections, pages, sheets

ONE = "assessment/<uuid:public_id>/"
LINE = f"{ONE}indicators/<uuid:ref>/"
SHEET = "assessment/units/<uuid:public_id>/"
SCORE = "assessment/lines/<uuid:public_id>/"
OBJECTION = "assessment/objections/<uuid:public_id>/"

urlpatterns: list[URLPattern] = [
    path("assessment/", lists.scheme_list, name="assessment"),
    path("assessment/new/", drafting.scheme_new, name="scheme-new"),
    path("assessment/objections/", objections.objection_list, name="objections"),
    path(OBJECTION, objections.objection, name="objection"),
    path(f"{OBJECTION}uphold/", objections.uphold, name="objection-uphold"),
    path(f"{OBJECTION}reject/", objections.reject, name="objection-reject"),
    path(SHEET, sheets.sheet, name="assessed"),
    path(f"{SHEET}report/", sheets.own_report, name="assessed-report"),
    path(f"{SHEET}files/<uuid:file>/", sheets.sheet_file, name="assessed-file"),
    path(f"{SCORE}rate/", sheets.rate, name="score-rate"),
    path(f"{SCORE}excuse/", sheets.excuse, name="score-excuse"),
    path(f"{SCORE}object/", sheets.score_object, name="score-object"),
    path(ONE, pages.scheme_detail, name="scheme"),
    path(f"{ONE}words/", drafting.scheme_words, name="scheme-words"),
    path(f"{ONE}units/", drafting.scheme_units, name="scheme-units"),
    path(f"{ONE}indicators/new/", indicators.indicator_new, name="indicator-new"),
    path(LINE, indicators.indicator, name="indicator"),
    path(f"{LINE}drop/", indicators.indicator_drop, name="indicator-drop"),
    path(f"{LINE}move/", indicators.indicator_shift, name="indicator-move"),
    path(f"{ONE}trial/", drafting.trial, name="scheme-trial"),
    path(f"{ONE}score/", drafting.score, name="scheme-score"),
    path(f"{ONE}submit/", pages.submit, name="scheme-submit"),
    path(f"{ONE}return/", pages.send_to_office, name="scheme-return"),
    path(f"{ONE}approve/", pages.approve, name="scheme-approve"),
    path(f"{ONE}open/", pages.open_it, name="scheme-open"),
    path(f"{ONE}pass/", pages.pass_on, name="scheme-pass"),
    path(f"{ONE}review/", pages.review, name="scheme-review"),
    path(f"{ONE}send-back/", pages.send_back, name="scheme-send-back"),
    path(f"{ONE}decide/", pages.decide, name="scheme-decide"),
    path(f"{ONE}freeze/", pages.freeze, name="scheme-freeze"),
    path(f"{ONE}cancel/", pages.cancel, name="scheme-cancel"),
    path(f"{ONE}circular/", drafting.circular, name="scheme-circular"),
    path(f"{ONE}board/", pages.board, name="scheme-board"),
    path(f"{ONE}ranking/", pages.ranking, name="scheme-ranking"),
    path(f"{ONE}results.xlsx", pages.results_file, name="scheme-results"),
]
