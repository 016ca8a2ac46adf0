"""Addresses of supervision."""

from django.urls import URLPattern, URLResolver, path

from duties.views.supervision import board, drafting, items

urlpatterns: list[URLPattern | URLResolver] = [
    path("supervision/", board.supervision_list, name="supervision"),
    path("supervision/new/", drafting.supervision_new, name="supervision-new"),
    path("supervision/preview/", drafting.supervision_preview, name="supervision-preview"),
    path("supervision/<uuid:public_id>/", items.supervision_item, name="supervision-item"),
    path("supervision/<uuid:public_id>/edit/", drafting.supervision_edit_page, name="supervision-edit"),
    path("supervision/<uuid:public_id>/do/<str:action>/", items.supervision_do, name="supervision-do"),
    path("supervision/<uuid:public_id>/give-up/", items.supervision_give_up, name="supervision-give-up"),
    path("supervision/<uuid:public_id>/notice/", items.supervision_notice, name="supervision-notice"),
    path("supervision/<uuid:public_id>/files/<uuid:file>/", items.supervision_file, name="supervision-file"),
]
