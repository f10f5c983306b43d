"""Which app answers which address. Views live in the apps."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

urlpatterns = [
    path("", include("workspaces.ops.urls")),
    path("", include("messaging.urls")),
    path("api/v1/tenant/", include("campaigns.api.tenant.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="api_schema"), name="api_docs"),
    path("admin/", admin.site.urls),
    path("", include("frontend.urls")),
]
