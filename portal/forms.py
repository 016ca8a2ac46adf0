"""How every form of the portal is rendered: label above, help, error at the field."""

from django.forms.renderers import TemplatesSetting


class PortalFormRenderer(TemplatesSetting):
    """Django's forms with the portal's field template."""

    field_template_name = "portal_forms/field.html"
