"""Addresses of task lists; `duties/tasks/` is something else, the doors of scheduled work."""

from django.urls import URLPattern, path

from duties.views.annual_tasks import importing, lists, overviews, pages, writing

LIST, TASK = "tasks/lists/<uuid:public_id>/", "tasks/<uuid:public_id>/"

urlpatterns: list[URLPattern] = [
    path("tasks/", overviews.tasks, name="tasks"),
    path("tasks/lists/", overviews.task_lists, name="task-lists"),
    path("tasks/lists/new/", lists.task_list_new, name="task-list-new"),
    path(LIST, lists.task_list, name="task-list"),
    path(f"{LIST}edit/", lists.task_list_edit_page, name="task-list-edit"),
    path(f"{LIST}do/<str:action>/", lists.task_list_do, name="task-list-do"),
    path(f"{LIST}add/", writing.task_add_page, name="task-add"),
    path(f"{LIST}import/", importing.task_import, name="task-import"),
    path(f"{LIST}import/template/", importing.task_import_template, name="task-import-template"),
    path("tasks/serving/", overviews.task_serving, name="task-serving"),
    path(TASK, pages.task_page, name="task"),
    path(f"{TASK}edit/", writing.task_edit_page, name="task-edit"),
    path(f"{TASK}break/", writing.task_break, name="task-break"),
    path(f"{TASK}do/<str:action>/", pages.task_do, name="task-do"),
    path(f"{TASK}parts/", lists.task_parts, name="task-parts"),
    path(f"{TASK}files/<uuid:file>/", pages.task_file, name="task-file"),
]
