"""Addresses of the shell; each app brings its own."""

from django.urls import include, path

from portal.admin.site import site as admin_site
from portal.views import (
    channels,
    documents,
    feeds,
    health,
    jobs,
    messages,
    reorganisation,
    session,
    uploads,
    verify,
    working_days,
)

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.permission_denied"
handler404 = "portal.views.errors.page_not_found"
handler500 = "portal.views.errors.server_error"

urlpatterns = [
    path("", session.home, name="home"),
    path("login/", session.sign_in, name="login"),
    path("logout/", session.sign_out, name="logout"),
    path("password/", session.change_password, name="password-change"),
    path("post/", session.switch_post, name="post-switch"),
    path("admin/", admin_site.urls),
    path("documents/<uuid:public_id>/", documents.document_detail, name="document"),
    path("documents/<uuid:public_id>/file/", documents.document_file, name="document-file"),
    path("documents/<uuid:public_id>/issue/", documents.issue, name="document-issue"),
    path("documents/<uuid:public_id>/preview/", documents.document_preview, name="document-preview"),
    path("documents/<uuid:public_id>/return/", documents.send_back, name="document-return"),
    path("documents/<uuid:public_id>/review/", documents.review, name="document-review"),
    path("documents/<uuid:public_id>/void/", documents.void, name="document-void"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<uuid:public_id>/", jobs.job_detail, name="job"),
    path("jobs/<uuid:public_id>/cancel/", jobs.job_stop, name="job-cancel"),
    path("jobs/<uuid:public_id>/files/<uuid:file_id>/", jobs.job_file, name="job-file"),
    path("messages/", messages.message_list, name="messages"),
    path("messages/read/", messages.message_read_all, name="messages-read"),
    path("messages/<uuid:public_id>/read/", messages.message_mark, name="message-read"),
    path("messages/<uuid:public_id>/", messages.message_open, name="message-open"),
    path("preferences/", channels.preferences, name="preferences"),
    path("preferences/feed/", channels.feed_change, name="feed-change"),
    path("feeds/<slug:token>.ics", feeds.feed, name="feed"),
    path("feeds/<slug:token>/<uuid:public_id>.ics", feeds.unit_feed, name="unit-feed"),
    path("endpoints/", channels.endpoint_list, name="endpoints"),
    path("endpoints/new/", channels.endpoint_new, name="endpoint-new"),
    path("endpoints/<uuid:public_id>/", channels.endpoint_detail, name="endpoint"),
    path("endpoints/<uuid:public_id>/test/", channels.endpoint_trial, name="endpoint-test"),
    path("deliveries/", channels.delivery_list, name="deliveries"),
    path("deliveries/again/", channels.deliveries_again, name="deliveries-again"),
    path("deliveries/<uuid:public_id>/again/", channels.delivery_again, name="delivery-again"),
    path("working-days/", working_days.working_days, name="working-days"),
    path("working-days/<str:day>/drop/", working_days.working_day_drop, name="working-day-drop"),
    path("working-days/<int:year>/settle/", working_days.working_year_settle, name="working-year-settle"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("reorganisation/", reorganisation.reorganisation_list, name="reorganisation"),
    path("reorganisation/<slug:deed>/", reorganisation.reorganise, name="reorganise"),
    path("uploads/", uploads.upload_new, name="uploads"),
    path("uploads/<uuid:public_id>/", uploads.upload, name="upload"),
    path("uploads/<uuid:public_id>/finish/", uploads.upload_done, name="upload-finish"),
    path("verify/", verify.verify_form, name="verify-form"),
    path("verify/<str:code>/", verify.verify, name="verify"),
    path("", include("duties.urls")),
    path("", include("meetings.urls")),
]
