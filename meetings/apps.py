"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class MeetingsConfig(AppConfig):
    """The app meetings."""

    name = "meetings"
    verbose_name = "登记"

    def ready(self) -> None:
        """Add what the shell composes."""
        import_string("portal.registry.add_demo_part")(import_string("meetings.demo.add_entries"))
        import_string("portal.registry.add_demo_part")(import_string("meetings.demo_field.add_field_entries"))
        import_string("portal.registry.add_demo_part")(import_string("meetings.demo_papers.add_papers"))
        import_string("portal.registry.add_demo_part")(import_string("meetings.demo_burden.add_fillings"))
        role, add_page = import_string("portal.models.Role"), import_string("portal.registry.add_page")
        paths = [
            "entries",
            "evidence",
            "records",
            "households",
            "links",
            "problems",
            "follow-ups",
            "calendar",
            "signs",
            "burden",
        ]
        under = tuple(f"/{each}/" for each in paths)
        add_page("登记", "entries", roles=[role.CLERK], order=20, tab=True, under=under)
        add_page("待确认", "entries-awaiting", roles=[role.OFFICIAL], order=20, tab=True, under=under)
        readers = import_string("meetings.access.READERS") - {role.CLERK, role.OFFICIAL}
        add_page("登记", "entries", roles=readers, order=35, under=under)
        import_string("portal.registry.add_part")(
            "mine", import_string("meetings.field_part.problems_to_solve"), order=16
        )
        import_string("portal.registry.add_part")(
            "desk", import_string("meetings.parts.signs_to_settle"), order=40
        )
        for kind, word in (("entry", "登记"), ("decision", "议定事项")):
            import_string("portal.registry.add_message_kind")(kind, word)
        import_string("portal.feeds.add_calendar")(import_string("meetings.selectors.feed.planned"))
        import_string("portal.registry.add_document_source")(
            import_string("meetings.meeting_minutes.SOURCE"), import_string("meetings.meeting_minutes.source")
        )
        import_string("meetings.package_part.join")()
        import_string("meetings.reorganising.join")()
        add_list = import_string("portal.lists.known.add_list")
        for name, listing in (
            ("entries", "entries.EntryList"),
            ("follow-ups", "followups.DecisionList"),
            ("problems", "problems.ProblemList"),
            ("links", "contacts.LinkList"),
            ("links-coverage", "contacts.CoverageList"),
            ("households", "households.RegisterList"),
            ("records", "records.RecordList"),
        ):
            add_list(name, f"meetings.listings.{listing}")
        import_string("meetings.supervision_source.join")()
        import_string("meetings.record_source.join")()
        import_string("meetings.api.events.join")()
        import_string("meetings.search_part.join")()
        import_string("duties.moves.add_follower")(import_string("meetings.services.moved.EntriesFollow")())
        clerks = import_string("meetings.access.CLERKS")
        import_string("portal.registry.add_outbox")("outbox", roles=clerks)
        import_string("portal.registry.add_shortcut")("登记", "entry-new")
        import_string("portal.registry.add_shortcut")("待发送", "outbox")
        any_kind = import_string("portal.registry.ANY_KIND")
        import_string("portal.registry.add_entry_form")(any_kind, "entry-new")
        import_string("portal.registry.add_entry_form")(
            import_string("portal.models.Word").Group.LINK, "link-new"
        )
        add_part = import_string("portal.registry.add_part")
        for order, part in ((10, "waiting_for_me"), (11, "logged_for_us"), (12, "plans"), (14, "follow_ups")):
            add_part("mine", import_string(f"meetings.parts.{part}"), order=order)
