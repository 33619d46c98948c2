"""The form renderer: `{{ form.name.as_field_group }}` and `{{ form }}` give the house's markup."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext as _

from ocop.platform.ui.shapes import LinkedError


class OcopRenderer(DjangoTemplates):
    """Renders forms with the templates of ui/forms; widgets without a template of ours keep Django's."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "ui/forms/formset.html"
    instead_of = {"django/forms/widgets/select.html": "ui/forms/select.html"}

    def get_template(self, template_name: str) -> Any:
        """Return a template by name; ours where we have one in place of Django's."""
        return super().get_template(self.instead_of.get(template_name, template_name))


def linked_errors(form: forms.BaseForm) -> list[LinkedError]:
    """Return the errors of a bound form in the order of its fields, each with the id of the control."""
    if not form.is_bound:
        return []
    found = [LinkedError(str(message)) for message in form.non_field_errors()]
    for bound in form:
        found += [LinkedError(_sentence(bound, message), _anchor(bound)) for message in bound.errors]
    return found


def _sentence(bound: forms.BoundField, message: Any) -> str:
    """Return the message with the field's label before it, since the summary stands away from the field."""
    if bound.is_hidden or not bound.label:
        return str(message)
    return _("%(label)s: %(message)s") % {"label": bound.label, "message": message}


def _anchor(bound: forms.BoundField) -> str:
    """Return the id of the first control; a group of choices has it on its first choice."""
    if bound.field.widget.use_fieldset and bound.subwidgets:
        return str(bound.subwidgets[0].id_for_label or bound.auto_id)
    return str(bound.id_for_label or bound.auto_id)
