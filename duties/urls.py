"""Addresses of rulebook, ledger, board, alerts and supervision."""

from django.urls import URLPattern, URLResolver, path

from duties.views import board, cell, export, mine, rulebook, supervision, units

urlpatterns: list[URLPattern | URLResolver] = [
    path("board/", board.overview, name="board"),
    path("board/bearers/", board.who, name="bearers"),
    path("cell/<uuid:unit>/<str:rule>/<str:period>/", cell.cell, name="cell"),
    path("export/", export.export_new, name="export-new"),
    path("export/units/", export.export_units, name="export-units"),
    path("mine/", mine.page, name="mine"),
    path("rulebook/", rulebook.overview, name="rulebook"),
    path("rulebook/<int:number>/", rulebook.article, name="rulebook-article"),
    path("supervision/", supervision.supervision_list, name="supervision"),
    path("supervision/new/", supervision.supervision_new, name="supervision-new"),
    path("supervision/preview/", supervision.supervision_preview, name="supervision-preview"),
    path("supervision/<uuid:public_id>/", supervision.supervision_item, name="supervision-item"),
    path("supervision/<uuid:public_id>/edit/", supervision.supervision_edit_page, name="supervision-edit"),
    path("units/<uuid:public_id>/", units.unit, name="unit"),
]
