"""The APIs: how they are served and described, and who may call them from another site's pages."""

from config.settings.environment import env

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "workspaces.api.authentication.ApiKeyAuthentication",
        "workspaces.api.authentication.SessionAccess",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=600)
SPECTACULAR_SETTINGS = {
    "TITLE": "Campanile",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    # A test compares the description; `check --deploy` shall speak of what is unsafe.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # Names of choices that fields of several shapes share. Those that are no enumeration of a model are written out.
    "ENUM_NAME_OVERRIDES": {
        "CampaignTypeEnum": "campaigns.models.CampaignType",
        "EmailCampaignType": "campaigns.api.email.outputs.CAMPAIGN_TYPES",
        "CampaignWord": "campaigns.api.workspace.words.CampaignWord",
        "DetailedStatusEnum": "campaigns.selectors.ShownStatus",
        "StatusEnum": "campaigns.api.tenant.words.Status",
        "GoalEnum": "campaigns.models.CampaignGoal",
        "HoldKindEnum": "campaigns.models.HoldKind",
        "ImportGoal": "contacts.models.ImportGoal",
        "ExecutionState": "campaigns.models.ExecutionState",
        "MoveStateEnum": "campaigns.models.MoveState",
        "FlowState": "campaigns.models.FlowState",
        "OrderAction": "campaigns.models.OrderAction",
        "TemplateState": "templates_app.models.TemplateState",
        "SegmentKind": "contacts.models.SegmentKind",
        "ConsentState": "contacts.models.ConsentState",
        "SuppressionReason": "messaging.models.SuppressionReason",
        "ThreadState": "messaging.models.ThreadState",
        "MessageState": "messaging.models.MessageState",
        "SenderState": "messaging.models.SenderState",
        "KeyState": "workspaces.models.KeyState",
        "AttributeKind": "contacts.models.AttributeKind",
        "ScoreKind": "contacts.models.ScoreKind",
        "ChannelEnum": "workspaces.channels.Channel",
        "EmailEventName": "campaigns.api.email.inputs.EventName",
        "TriggerWord": ["MANUAL", "SCHEDULED", "EVENT", "SEGMENT_ENTRY", "SEGMENT_EXIT", "API"],
        "ExecuteAction": ["execute_for_contact", "process_trigger"],
        "EnrolWord": ["enrolled", "already_enrolled", "not_eligible", "error"],
        "EventOutcome": ["recorded", "duplicate"],
        "UpsertOutcome": ["created", "updated", "unchanged", "refused"],
        "ReferenceKind": ["campaign", "segment", "sender", "template", "topic"],
        "UserKind": ["campaign", "segment"],
        "FreshnessState": ["filling", "following", "behind", "checked", "frozen"],
        "QueryType": ["builder"],
        "CampaignLifecycle": "campaigns.models.Lifecycle",
        "WebhookDeliveryState": "workspaces.models.DeliveryState",
        "WebhookFailure": "workspaces.models.DeliveryReason",
    },
    "POSTPROCESSING_HOOKS": [
        "workspaces.api.webhook_schema.describe_webhooks",
        "drf_spectacular.hooks.postprocess_schema_enums",
        "workspaces.api.schema.describe_common_rules",
        "workspaces.api.schema_sharing.describe_headers",
        "workspaces.api.schema_sharing.share_errors",
    ],
}

# Pages of these addresses may call the APIs from a browser: nobody's, where it is empty. With a key, never with the
# cookies of whoever is signed in here.
CORS_ALLOWED_ORIGINS = env.list("API_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/(api|v1|public/v1|channel-service/v1)/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = ["authorization", "x-api-key", "content-type", "idempotency-key", "if-match", "x-request-id"]
CORS_EXPOSE_HEADERS = [
    "Deprecation",
    "ETag",
    "Idempotency-Replayed",
    "Retry-After",
    "Sunset",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "X-Request-Id",
]
