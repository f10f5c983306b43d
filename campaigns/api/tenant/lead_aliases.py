"""What leads take just as contacts do: the same views, under operations of their own."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from campaigns.api.tenant.leads import TAG
from contacts.api.tenant.consent import ConsentBulkView, ContactConsentView
from contacts.api.tenant.contacts import ContactBulkView
from contacts.api.tenant.operations import (
    OperationCheckView,
    OperationDetailView,
    OperationStopView,
    OperationsView,
)
from contacts.api.tenant.people import ContactExportView, ContactMergeView
from messaging.api.tenant.addresses import AddressesView, AddressView
from messaging.api.tenant.confirmations import PreferencesLinkView


@extend_schema_view(post=extend_schema(operation_id="leads_bulk", summary="Put many leads in", tags=[TAG]))
class LeadBulkView(ContactBulkView):
    """Many leads at once."""


@extend_schema_view(get=extend_schema(operation_id="leads_export", tags=[TAG]))
class LeadExportView(ContactExportView):
    """Everything about one lead."""


@extend_schema_view(post=extend_schema(operation_id="leads_merge", summary="Merge two leads", tags=[TAG]))
class LeadMergeView(ContactMergeView):
    """Two leads that are one person."""


@extend_schema_view(
    get=extend_schema(operation_id="leadconsent_get", summary="Get a lead's consent and its log", tags=[TAG]),
    post=extend_schema(operation_id="leadconsent_set", summary="Record what a lead agreed to", tags=[TAG]),
)
class LeadConsentView(ContactConsentView):
    """The consent of one lead."""


@extend_schema_view(
    post=extend_schema(operation_id="leadconsent_bulk", summary="Record what many leads agreed to", tags=[TAG])
)
class LeadConsentBulkView(ConsentBulkView):
    """The consent of many leads."""


@extend_schema_view(
    get=extend_schema(operation_id="leadoperations_list", summary="List operations over leads", tags=[TAG]),
    post=extend_schema(operation_id="leadoperations_create", summary="Do one thing to many leads", tags=[TAG]),
)
class LeadOperationsView(OperationsView):
    """The operations of a workspace."""


@extend_schema_view(
    post=extend_schema(operation_id="leadoperations_check", summary="Check an operation over leads", tags=[TAG])
)
class LeadOperationCheckView(OperationCheckView):
    """What an operation would do."""


@extend_schema_view(
    get=extend_schema(operation_id="leadoperations_get", summary="Get an operation over leads", tags=[TAG])
)
class LeadOperationDetailView(OperationDetailView):
    """One operation."""


@extend_schema_view(
    post=extend_schema(operation_id="leadoperations_stop", summary="Stop an operation over leads", tags=[TAG])
)
class LeadOperationStopView(OperationStopView):
    """Stopping an operation."""


@extend_schema_view(
    get=extend_schema(operation_id="leadaddresses_list", summary="List a lead's chats and devices", tags=[TAG]),
    post=extend_schema(operation_id="leadaddresses_add", summary="Add a lead's chat or device", tags=[TAG]),
)
class LeadAddressesView(AddressesView):
    """The chats and devices of one lead."""


@extend_schema_view(
    delete=extend_schema(operation_id="leadaddresses_end", summary="End a lead's chat or device", tags=[TAG])
)
class LeadAddressView(AddressView):
    """One chat or device."""


@extend_schema_view(
    get=extend_schema(
        operation_id="leadpreferences_link", summary="Get the link to a lead's preference page", tags=[TAG]
    )
)
class LeadPreferencesLinkView(PreferencesLinkView):
    """The link to a lead's preference page."""
