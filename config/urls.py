"""Which app answers which address. Views live in the apps."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerView

from workspaces.api.docs import DescriptionView

_WORKSPACE = "api/workspaces/<str:workspace_id>/"
urlpatterns = [
    path("", include("workspaces.ops.urls")),
    path("", include("messaging.urls")),
    path("api/v1/tenant/", include("campaigns.api.tenant.urls")),
    path("api/v1/tenant/", include("contacts.api.tenant.urls")),
    path("s/", include("contacts.api.site.urls")),
    path("s/", include("messaging.api.site.urls")),
    path("api/v1/tenant/", include("messaging.api.tenant.urls")),
    path("api/v1/tenant/", include("templates_app.api.tenant.urls")),
    path("api/v1/tenant/", include("workspaces.api.tenant.urls")),
    path("v1/", include("campaigns.api.runtime.urls")),
    path("channel-service/v1/", include("campaigns.api.channel.urls")),
    path("public/v1/email/", include("campaigns.api.email.urls")),
    path("public/v1/email/", include("contacts.api.email.urls")),
    path("public/v1/email/", include("messaging.api.email.urls")),
    path("public/v1/email/", include("templates_app.api.email.urls")),
    path(_WORKSPACE, include("campaigns.api.workspace.urls")),
    path(_WORKSPACE, include("contacts.api.workspace.urls")),
    path(_WORKSPACE, include("messaging.api.workspace.urls")),
    path(_WORKSPACE, include("templates_app.api.workspace.urls")),
    path(_WORKSPACE, include("workspaces.api.workspace.urls")),
    path("api/schema/", DescriptionView.as_view(), name="api_schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="api_schema"), name="api_docs"),
    path("admin/", admin.site.urls),
    path("", include("frontend.urls")),
]

# Under the addresses of an API these answer in its shape, elsewhere with a page.
handler400 = "workspaces.api.fallback.bad_request"
handler403 = "workspaces.api.fallback.permission_denied"
handler404 = "workspaces.api.fallback.page_not_found"
handler500 = "workspaces.api.fallback.server_error"
