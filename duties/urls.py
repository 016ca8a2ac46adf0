"""Addresses of rulebook, ledger, board, alerts and supervision."""

from django.urls import URLPattern, URLResolver, path

from duties.views import board, cell, export, mine, questions, readings, rulebook, supervision, units

urlpatterns: list[URLPattern | URLResolver] = [
    path("board/", board.overview, name="board"),
    path("board/bearers/", board.who, name="bearers"),
    path("cell/<uuid:unit>/<str:rule>/<str:period>/", cell.cell, name="cell"),
    path("export/", export.export_new, name="export-new"),
    path("export/units/", export.export_units, name="export-units"),
    path("mine/", mine.page, name="mine"),
    path("rulebook/", rulebook.overview, name="rulebook"),
    path("rulebook/<int:number>/", rulebook.article, name="rulebook-article"),
    path("rulebook/<str:regulation>/versions/", readings.versions, name="rulebook-versions"),
    path("rulebook/<str:regulation>/<str:rule>/ask/", questions.ask, name="question-ask"),
    path("rulebook/<str:regulation>/<str:rule>/revise/", readings.revise, name="rulebook-revise"),
    path("questions/", questions.questions, name="questions"),
    path("questions/<uuid:public_id>/", questions.question, name="question"),
    path("questions/<uuid:public_id>/answer/", questions.answer, name="question-answer"),
    path("questions/<uuid:public_id>/withdraw/", questions.withdraw, name="question-withdraw"),
    path("supervision/", supervision.supervision_list, name="supervision"),
    path("supervision/new/", supervision.supervision_new, name="supervision-new"),
    path("supervision/preview/", supervision.supervision_preview, name="supervision-preview"),
    path("supervision/<uuid:public_id>/", supervision.supervision_item, name="supervision-item"),
    path("supervision/<uuid:public_id>/edit/", supervision.supervision_edit_page, name="supervision-edit"),
    path("units/<uuid:public_id>/", units.unit, name="unit"),
]
