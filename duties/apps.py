"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class DutiesConfig(AppConfig):
    """The app duties."""

    name = "duties"
    verbose_name = "责任与台账"

    def ready(self) -> None:
        """Let the ledger follow the facts, whose models are loaded only now."""
        import_string("duties.following.follow_facts")()
        import_string("duties.reorganising.join")()
        import_string("duties.views.inbox.join")()
        import_string("duties.supervising.join")()
        import_string("duties.talking.join")()
        import_string("duties.annual_tasking.join")()
        import_string("duties.working.join")()
        import_string("duties.pressing.join")()
        for name, listing in (
            ("alerts", "alerts.AlertUnitList"),
            ("alert-lines", "alerts.AlertLineList"),
            ("overdue", "overdue.OverdueList"),
            ("urgings", "urgings.ActList"),
            ("urging-tallies", "urgings.TallyList"),
            ("statements", "statements.StatementList"),
            ("supervision", "supervision.SupervisionList"),
            ("talks", "talks.TalkList"),
        ):
            import_string("portal.lists.known.add_list")(name, f"duties.listings.{listing}")
        import_string("duties.api.events.join")()
        import_string("duties.analysing.join")()
        import_string("duties.search_part.join")()
        import_string("duties.briefing.join")()
        import_string("duties.auditing.join")()
        import_string("portal.registry.add_demo_part")(import_string("duties.demo.alerts.add_alerts"))
        import_string("portal.registry.add_demo_part")(import_string("duties.demo.questions.add_questions"))
        import_string("portal.registry.add_demo_part")(import_string("duties.demo.telling.add_preferences"))
        import_string("portal.registry.add_demo_part")(import_string("duties.demo.urging.add_urging"))
        import_string("portal.registry.add_demo_part")(
            import_string("duties.demo.supervision.add_supervision")
        )
        import_string("portal.registry.add_demo_part")(import_string("duties.demo.talks.add_talks"))
        add_page, access = import_string("portal.registry.add_page"), import_string("portal.access")
        role = import_string("portal.models.Role")
        own = {role.CLERK, role.OFFICIAL, role.MEMBER}
        add_page("工作台", "desk", roles=access.READS_BELOW, order=5, tab=True)
        add_page("我的职责", "mine", roles=own, order=10, tab=True)
        add_page("看板", "board", roles=access.BUSINESS, order=30, tab=True, under=("/cell/", "/units/"))
        add_page(
            "催办",
            "overdue",
            roles={role.OFFICE},
            order=35,
            under=("/urgings/", "/statements/", "/waivers/"),
        )
        add_page(
            "督办",
            "supervision",
            roles=access.BUSINESS - {role.MEMBER},
            order=40,
        )
        add_page("预警", "alerts", roles=access.READS_BELOW, order=33, under=("/policies/",))
        add_page("规则库", "rulebook", roles=access.BUSINESS, order=60, under=("/questions/",))
        add_page("锁定", "period-locks", roles=access.READS_BELOW, order=75)
        import_string("portal.registry.add_message_kind")("question", "口径答疑")
        import_string("portal.feeds.add_calendar")(import_string("duties.selectors.feed.due_days"))
        import_string("duties.interchange.joining.join")()
        import_string("duties.exports.package.joining.join")()
        exporters = import_string("duties.services.audit_export.EXPORTERS")
        add_page("导出", "export-new", roles=exporters, order=70, under=("/jobs/",))
