"""Addresses of the shell; each app brings its own."""

from django.urls import include, path

from portal.admin.site import site as admin_site
from portal.views import health, jobs, session

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
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<uuid:public_id>/", jobs.job_detail, name="job"),
    path("jobs/<uuid:public_id>/cancel/", jobs.job_stop, name="job-cancel"),
    path("jobs/<uuid:public_id>/files/<uuid:file_id>/", jobs.job_file, name="job-file"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("duties.urls")),
    path("", include("meetings.urls")),
]
