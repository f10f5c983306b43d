"""The addresses of the marketer's pages: everything of a workspace lies under /w/<slug>/."""

from django.urls import URLPattern, URLResolver, include, path

from frontend.views import (
    campaign,
    campaigns,
    contacts,
    executions,
    favicon,
    flow,
    home,
    imports,
    mailbox,
    operators,
    results,
    segments,
    session,
    templates,
    versions,
    why,
)

app_name = "frontend"

_campaign = [
    path("", campaign.page, name="campaign"),
    path("progress/", campaign.progress, name="campaign_progress"),
    path("live.json", campaign.live_counts, name="campaign_live"),
    path("start/", campaign.start, name="campaign_start"),
    path("pause/", campaign.pause, name="campaign_pause"),
    path("resume/", campaign.resume, name="campaign_resume"),
    path("flow/", flow.page, name="flow"),
    path("results/", results.results, name="campaign_results"),
    path("versions/", versions.version_list, name="versions"),
    path("versions/progress/", versions.version_progress, name="version_progress"),
    path("publish/", versions.publish_page, name="publish"),
    path("publish/impact/", versions.publish_impact, name="publish_impact"),
    path("publish/do/", versions.publish, name="publish_do"),
    path("contacts/", executions.contacts, name="campaign_contacts"),
    path("contacts/<str:execution_id>/", executions.journal, name="journal"),
    path("contacts/<str:execution_id>/act/", operators.act, name="execution_act"),
    path("orders/", operators.orders, name="campaign_orders"),
    path("orders/new/", operators.order_new, name="campaign_order_new"),
    path("orders/progress/", operators.orders_progress, name="campaign_orders_progress"),
    path("orders/<str:order_id>/stop/", operators.stop, name="campaign_order_stop"),
]
_workspace: list[URLPattern | URLResolver] = [
    path("", home.home, name="workspace"),
    path("running/", home.running, name="home_running"),
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/<str:campaign_id>/", include(_campaign)),
    path("contacts/", contacts.contact_list, name="contacts"),
    path("contacts/imports/", imports.import_list, name="imports"),
    path("contacts/imports/<str:import_id>/", imports.import_page, name="import"),
    path("contacts/imports/<str:import_id>/progress/", imports.progress, name="import_progress"),
    path("contacts/<str:contact_id>/", contacts.contact_page, name="contact"),
    path("contacts/<str:contact_id>/events/<str:event_id>/", why.contact_event, name="contact_event"),
    path("contacts/<str:contact_id>/why/<str:campaign_id>/", why.contact_why, name="contact_why"),
    path("segments/", segments.segment_list, name="segments"),
    path("segments/<str:segment_id>/", segments.segment_page, name="segment"),
    path("templates/", templates.template_list, name="templates"),
    path("templates/<str:template_id>/", templates.template_page, name="template"),
    path("templates/<str:template_id>/preview/", templates.preview_frame, name="template_preview"),
    path("mailbox/", mailbox.mail_list, name="mailbox"),
    path("mailbox/<int:mail_id>/", mailbox.mail_page, name="mail"),
    path("mailbox/<int:mail_id>/html/", mailbox.mail_frame, name="mail_frame"),
]
urlpatterns = [
    path("", session.home, name="home"),
    path("favicon.ico", favicon.favicon, name="favicon"),
    path("sign-in/", session.SignIn.as_view(), name="sign_in"),
    path("sign-out/", session.SignOut.as_view(), name="sign_out"),
    path("w/<str:slug>/", include(_workspace)),
]
