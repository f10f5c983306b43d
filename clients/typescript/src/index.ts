// What the package offers.

export { Client } from "./client.js";
export type { ContactQuery } from "./contacts.js";
export {
  ApiError,
  AuthError,
  BufferFull,
  CampanileError,
  NetworkError,
  UndeliveredEvents,
  WebhookRefused,
  type FieldProblem,
} from "./errors.js";
export type { Arrivals, EventQuery } from "./events.js";
export type { Page } from "./paging.js";
export type { SegmentQuery } from "./segments.js";
export { EventSender, type SenderOptions } from "./sender.js";
export type { PreviewInput, TemplateQuery } from "./templates.js";
export type { CallOptions, ChangeOptions, ClientOptions } from "./transport.js";
export type * from "./types.js";
export { verifyWebhook, type WebhookEvent, type WebhookHeaders } from "./webhooks.js";
