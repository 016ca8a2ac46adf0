"""Addresses of logging."""

from django.urls import URLPattern, URLResolver, path

from meetings.views import calendar, contacts, deeds, entries, evidence, followups, forms, households, panel

urlpatterns: list[URLPattern | URLResolver] = [
    path("entries/", entries.entry_list, name="entries"),
    path("entries/awaiting/", entries.entry_awaiting, name="entries-awaiting"),
    path("entries/new/", forms.entry_new, name="entry-new"),
    path("entries/preview/", panel.entry_preview, name="entry-preview"),
    path("entries/seats/", panel.entry_seats, name="entry-seats"),
    path("entries/<uuid:public_id>/", entries.entry_detail, name="entry"),
    path("entries/<uuid:public_id>/edit/", forms.entry_edit, name="entry-edit"),
    path("entries/<uuid:public_id>/confirm/", deeds.confirm, name="entry-confirm"),
    path("entries/<uuid:public_id>/return/", deeds.send_back, name="entry-return"),
    path("entries/<uuid:public_id>/withdraw/", deeds.withdraw, name="entry-withdraw"),
    path("entries/<uuid:public_id>/cancel/", deeds.cancel, name="entry-cancel"),
    path("entries/<uuid:public_id>/correct/", deeds.correct, name="entry-correct"),
    path("calendar/", calendar.calendar_page, name="calendar"),
    path("follow-ups/", followups.follow_up_list, name="follow-ups"),
    path("follow-ups/<uuid:public_id>/", followups.follow_up, name="follow-up"),
    path("follow-ups/<uuid:public_id>/close/", followups.follow_up_close, name="follow-up-close"),
    path("follow-ups/<uuid:public_id>/reopen/", followups.follow_up_reopen, name="follow-up-reopen"),
    path(
        "follow-ups/<uuid:public_id>/files/<uuid:file>/", followups.follow_up_file, name="follow-up-file"
    ),
    path("entries/<uuid:public_id>/evidence/", evidence.evidence_list, name="entry-evidence"),
    path("evidence/<uuid:public_id>/", entries.evidence, name="evidence"),
    path("evidence/<uuid:public_id>/look/", evidence.evidence_look, name="evidence-look"),
    path("evidence/<uuid:public_id>/look/<str:name>", evidence.evidence_picture, name="evidence-picture"),
    path("records/<uuid:public_id>/", entries.record, name="record"),
    path("households/", households.household_list, name="households"),
    path("households/<uuid:unit>/", households.household_grid, name="households-of"),
    path("households/<uuid:unit>/register/", households.household_register_page, name="household-register"),
    path("households/<uuid:unit>/add/", households.household_add, name="household-add"),
    path("households/<uuid:unit>/remove/", households.household_remove, name="household-remove"),
    path("households/<uuid:unit>/undo/", households.household_undo, name="household-undo"),
    path("links/", contacts.link_list, name="links"),
    path("links/coverage/", contacts.link_coverage, name="links-coverage"),
    path("links/new/", contacts.link_new, name="link-new"),
    path("links/<uuid:unit>/change/", contacts.link_edit, name="link-edit"),
]
