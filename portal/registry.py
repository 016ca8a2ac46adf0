"""Where each app puts its part of what the shell composes: navigation, jobs, parts of a page."""

import dataclasses
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string

from portal.access import Actor
from portal.documents.paper import OfficialDocument
from portal.models import Account, Document, Job, Role, Unit
from portal.packages import PackageScope, PackageWriter
from portal.search.registered import add_command as add_command
from portal.search.registered import add_search_source as add_search_source
from portal.search.registered import commands as commands
from portal.search.registered import search_sources as search_sources


@dataclasses.dataclass(frozen=True)
class Page:
    """An entry of the main navigation; `under` are beginnings of other paths that belong to it."""

    label: str
    url_name: str
    roles: frozenset[Role]
    order: int
    tab: bool = False
    under: tuple[str, ...] = ()


JobWork = Callable[[Job], None]

DocumentCheck = Callable[[Document], None]

DocumentPage = Callable[[Document], str]


@dataclasses.dataclass(frozen=True)
class DocumentSource:
    """What an app gives to be drafted: the paper as it proposes it, to which unit it goes, and the page it is from."""

    paper: OfficialDocument
    addressee: Unit | None
    back: str


DocumentBuilder = Callable[[Actor, uuid.UUID], DocumentSource | None]

DocumentFollower = Callable[[Actor, Document, str], None]


@dataclasses.dataclass(frozen=True)
class Part:
    """What an app shows on a page that gathers from all: a template with its context.

    `count` is how many things wait there for the reader, named by `label`, for the counters at the top of the page.
    """

    template: str
    context: dict[str, Any]
    count: int = 0
    label: str = ""


PartBuilder = Callable[[HttpRequest, Actor], Part | None]

UnreadLines = Callable[[Account], QuerySet[Any]]

PackagePart = Callable[[PackageScope, PackageWriter], None]

_pages: list[Page] = []
_page_labels: dict[str, str] = {}
_entry_forms: dict[str, str] = {}
_job_kinds: dict[str, JobWork | str] = {}
_document_checks: dict[str, DocumentCheck] = {}
_document_pages: dict[str, DocumentPage] = {}
_document_sources: dict[str, DocumentBuilder] = {}
_document_followers: dict[str, DocumentFollower] = {}
_document_holders: dict[str, str] = {}
_parts: dict[str, list[tuple[int, PartBuilder]]] = {}
_demo_parts: list[Callable[[], None]] = []
_unread: list[UnreadLines] = []
_outboxes: dict[Role, str] = {}
_shortcuts: list[tuple[str, str]] = []
_message_kinds: dict[str, str] = {}
_package_parts: list[tuple[int, str, PackagePart]] = []


def add_page(
    label: str,
    url_name: str,
    *,
    roles: Iterable[Role],
    order: int,
    tab: bool = False,
    under: Iterable[str] = (),
) -> None:
    """Add an entry to the navigation of `roles`; `tab` puts it on the bar of a phone too.

    It is the current one on every page whose path begins with its own address or with one of `under`.
    """
    _pages.append(Page(label, url_name, frozenset(roles), order, tab, tuple(under)))
    _pages.sort(key=lambda page: page.order)


def navigation(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The entries that the actor's present role may open; the one that fits the path best is marked as current."""
    open_pages = [(page, reverse(page.url_name)) for page in _pages if actor.role in page.roles]
    fits = [_fit(request.path, (url, *page.under)) for page, url in open_pages]
    best = max(fits, default=0)
    return [
        {"label": page.label, "url": url, "active": best > 0 and fit == best, "tab": page.tab}
        for (page, url), fit in zip(open_pages, fits, strict=True)
    ]


def add_page_label(url_name: str, label: str) -> None:
    """Say what a page is called that is not in the navigation, where its name is asked for alone (saved views)."""
    _page_labels[url_name] = label


def page_label(url_name: str) -> str:
    """What the page of that name is called."""
    named = (page.label for page in _pages if page.url_name == url_name)
    return _page_labels.get(url_name) or next(named, "其他页面")


def _fit(path: str, beginnings: tuple[str, ...]) -> int:
    return max((len(beginning) for beginning in beginnings if path.startswith(beginning)), default=0)


def add_document_check(kind: str, check: DocumentCheck) -> None:
    """Say what must still be true when a document of `kind` is reviewed and issued; it raises ValidationError."""
    _document_checks[kind] = check


def check_document(document: Document) -> None:
    """Ask the app that a document belongs to whether its facts still stand; raises ValidationError where not."""
    check = _document_checks.get(document.kind)
    if check is not None:
        check(document)


def add_document_page(kind: str, page: DocumentPage) -> None:
    """Say on which page documents of `kind` belong to something and are worded; `page` gives "" where on none."""
    _document_pages[kind] = page


def document_page(document: Document) -> str:
    """The address of the page that a document belongs to; empty where it stands for itself."""
    page = _document_pages.get(document.kind)
    return page(document) if page else ""


def add_document_source(source: str, build: DocumentBuilder) -> None:
    """Let documents be drafted from what an app has; `build` gives None for what the actor may not draft from."""
    _document_sources[source] = build


def document_source(source: str, actor: Actor, ref: uuid.UUID) -> DocumentSource | None:
    """The proposal of an app for a document from `ref`; None where there is none for the actor."""
    build = _document_sources.get(source)
    return build(actor, ref) if build else None


def add_document_follower(kind: str, follow: DocumentFollower) -> None:
    """Let something of an app follow its document of `kind`; `follow` is given actor, document and reason."""
    _document_followers[kind] = follow


def follow_document(actor: Actor, document: Document, reason: str = "") -> None:
    """Let the app that a document belongs to follow its new state, within the same transaction.

    It raises ValidationError where that cannot be, which undoes the step.
    """
    follow = _document_followers.get(document.kind)
    if follow is not None:
        follow(actor, document, reason)


def add_document_holder(origin: str, words: str) -> None:
    """Say that an app corrects the documents of an origin (report:…) by its own pages; `words` tell where."""
    _document_holders[origin] = words


def held_elsewhere(document: Document) -> str:
    """Where a document is corrected instead of by its own pages; empty where by these."""
    return _document_holders.get(document.origin.partition(":")[0], "")


def add_job_kind(kind: str, work: JobWork | str) -> None:
    """Say which function does the jobs of `kind`; it runs in a worker and reports through the jobs service.

    Given by its dotted name it is imported only there, where it is needed.
    """
    _job_kinds[kind] = work


def job_work(kind: str) -> JobWork:
    """The function that does jobs of `kind`; raises KeyError for a kind that no app has added."""
    work: JobWork | str = _job_kinds[kind]
    return import_string(work) if isinstance(work, str) else work


def add_part(page: str, build: PartBuilder, *, order: int) -> None:
    """Put a part on the page called `page` (mine); `build` gives None where it has nothing to show."""
    _parts.setdefault(page, []).append((order, build))
    _parts[page].sort(key=lambda entry: entry[0])


def parts(page: str, request: HttpRequest, actor: Actor) -> list[Part]:
    """The parts of a page for this actor, in order."""
    built = (build(request, actor) for _, build in _parts.get(page, []))
    return [part for part in built if part is not None]


def add_unread(lines: UnreadLines) -> None:
    """Count lines of an app as unread in the inbox: `lines` gives an account's, as rows with a `read_at` to set."""
    _unread.append(lines)


def unread_lines(account: Account) -> list[QuerySet[Any]]:
    """The unread lines that the apps put into the inbox of `account`."""
    return [lines(account) for lines in _unread]


def add_message_kind(kind: str, word: str) -> None:
    """Say what messages of `kind` are called, so that an inbox can be narrowed to them; kinds may share a word."""
    _message_kinds[kind] = word


def message_kinds() -> dict[str, str]:
    """The words of the kinds of messages."""
    return dict(_message_kinds)


def add_demo_part(work: Callable[[], None]) -> None:
    """Let an app add its part of a demonstration, once its units, records and accounts are there."""
    _demo_parts.append(work)


def make_demo_parts() -> None:
    """Have every app add its part of the demonstration."""
    for work in _demo_parts:
        work()


def add_package_part(name: str, build: PackagePart, *, order: int) -> None:
    """Put what an app has on an area into audit packages; `name` says in words what it is, for the progress."""
    _package_parts.append((order, name, build))
    _package_parts.sort(key=lambda part: part[:2])


def package_parts() -> list[tuple[str, PackagePart]]:
    """The parts of an audit package, in order, each with its name."""
    return [(name, build) for _, name, build in _package_parts]


ANY_KIND = ""


def add_entry_form(kind: str, url_name: str) -> None:
    """Say at which page records of `kind` are logged; of `ANY_KIND`, of any that has no page of its own."""
    _entry_forms[kind] = url_name


def entry_form(kind: str) -> str:
    """The name of the page where records of `kind` are logged; empty where no app logs them."""
    return _entry_forms.get(kind) or _entry_forms.get(ANY_KIND, "")


def add_outbox(url_name: str, *, roles: Iterable[Role]) -> None:
    """Say at which page `roles` see what their device has not sent yet; their devices keep forms for work offline."""
    _outboxes.update(dict.fromkeys(roles, url_name))


def outbox(actor: Actor) -> str:
    """The address of the actor's outbox; empty for a post that logs nothing."""
    name = _outboxes.get(actor.role) if actor.role else None
    return reverse(name) if name else ""


def add_shortcut(label: str, url_name: str) -> None:
    """Offer a page from the icon of the installed app."""
    _shortcuts.append((label, url_name))


def shortcuts() -> list[dict[str, str]]:
    """The pages that the icon of the installed app offers."""
    return [{"name": label, "url": reverse(name)} for label, name in _shortcuts]
