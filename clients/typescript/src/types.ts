// What the server takes and answers, spelled as on the wire. Moments are ISO 8601 texts.

import type { FieldProblem } from "./errors.js";

export type Channel = "email" | "sms" | "whatsapp" | "telegram" | "push" | "onsite";
export type MessageType = "marketing" | "transactional";
export type Attributes = Record<string, unknown>;
/** A rule tree, see docs/rules.md. */
export type Rule = Record<string, unknown>;

/** What remembers, when it was read by itself or just changed, the state that it was in. Give it to a change as `base`. */
export interface Tagged {
  /** Undefined in lists. */
  etag?: string;
}

/** What a contact is made of. What is left out stays as it is; null takes a value away. */
export interface ContactFields {
  email?: string | null;
  phone?: string | null;
  external_id?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  timezone?: string | null;
  score?: number | null;
  tags?: string[] | null;
  attributes?: Attributes | null;
}

export interface Contact extends Tagged {
  id: string;
  email: string | null;
  phone: string | null;
  external_id: string | null;
  first_name: string;
  last_name: string;
  timezone: string;
  score: number;
  tags: string[];
  attributes: Attributes;
  created_at: string;
  changed_at: string;
}

export interface UpsertedContact extends Contact {
  outcome: "created" | "updated";
}

/** What became of one item of a list. */
export interface Row<Outcome extends string> {
  index: number;
  outcome: Outcome;
  id: string | null;
  errors: FieldProblem[];
}

export interface ContactsTaken {
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  contacts: Row<"created" | "updated" | "unchanged" | "refused">[];
}

export interface ConsentAnswer {
  channel: Channel;
  state: "granted" | "denied";
  message_type?: MessageType;
  topic?: string | null;
}

/** Where, how and to which words a contact has said it. */
export interface ConsentProof {
  source?: string;
  text?: string;
  basis?: "consent" | "contract" | "legitimate_interest" | "legal_obligation";
  by_contact?: boolean;
  ip?: string;
  user_agent?: string;
}

export interface ConsentState {
  channel: string;
  message_type: string;
  topic: string | null;
  state: string;
  changed_at: string;
}

export interface ConsentLine {
  channel: string;
  message_type: string;
  topic: string | null;
  state: string;
  source: string;
  recorded_at: string;
  text: string;
  basis: string;
  from_known_address: boolean;
}

export interface Consent {
  contact_id: string;
  consents: ConsentState[];
  log: ConsentLine[];
  next_cursor: string | null;
}

/** An event. One of `contact_id`, `email`, `phone` and `external_id` is needed; `key` counts once, for ever. */
export interface EventFields {
  name: string;
  contact_id?: string | null;
  email?: string | null;
  phone?: string | null;
  external_id?: string | null;
  properties?: Record<string, unknown>;
  occurred_at?: string | Date | null;
  key?: string | null;
}

export interface CampaignEvent {
  id: string;
  contact_id: string;
  name: string;
  properties: Record<string, unknown>;
  occurred_at: string;
  created_at: string;
  routed_at: string | null;
  key: string | null;
}

export interface RecordedEvent extends CampaignEvent {
  outcome: "recorded" | "duplicate";
}

export type EventRow = Row<"recorded" | "duplicate" | "refused">;

export interface EventsTaken {
  recorded: number;
  duplicates: number;
  refused: number;
  events: EventRow[];
}

export interface UsedBy {
  kind: string;
  id: string;
  name: string;
}

export interface Segment extends Tagged {
  id: string;
  name: string;
  kind: "dynamic" | "static";
  rule: Rule | null;
  rule_text: string;
  member_count: number;
  freshness: { state: string; as_of: string | null; checked_every: number | null; percent: number | null };
  used_by: UsedBy[];
  created_at: string;
  updated_at: string;
}

export interface Member {
  id: string;
  email: string | null;
  phone: string | null;
  external_id: string | null;
  first_name: string;
  last_name: string;
}

export interface MembersTaken {
  added: number;
  removed: number;
  unknown: number;
  contacts: { contact: string; id: string | null; outcome: "add" | "remove" | "unknown" }[];
}

/** How many of the workspace's `total` contacts a rule takes; `exact` is false where it was sampled. */
export interface Estimate {
  contacts: number;
  exact: boolean;
  total: number;
}

export interface Preview extends Estimate {
  rule_text: string;
  sample: Member[];
}

export type TemplateState = "DRAFT" | "PUBLISHED" | "REJECTED" | "ARCHIVED";
export type TemplateContent = Record<string, unknown>;

export interface TemplateBrief {
  id: string;
  name: string;
  channel: Channel;
  message_type: MessageType;
  state: TemplateState;
  version: number | null;
  submitted_at: string | null;
  created_at: string;
  updated_at: string;
}

/** A template with its draft; `revision` counts its changes. */
export interface Template extends TemplateBrief, Tagged {
  rejection_reason: string | null;
  content: TemplateContent;
  variables: string[];
  revision: number;
  published_at: string | null;
  has_changes: boolean;
  approval_needed: boolean;
  used_by: UsedBy[];
}

/** What was published; `content` is there when one version is asked for. */
export interface TemplateVersion {
  id: string;
  number: number;
  variables: string[];
  published_at: string;
  published_by: string | null;
  content?: TemplateContent;
}

export interface RenderedTemplate {
  rendered: Record<string, unknown>;
  variables: string[];
  missing: string[];
  findings: { code: string; severity: string; message: string; field: string }[];
}

export interface Campaign {
  _id: string;
  name: string;
  status: "draft" | "active" | "paused" | "completed";
  channel_type: Channel | null;
  created_at: string;
  updated_at: string;
}

/** A campaign as a document that another workspace, or a file, can take. */
export interface CampaignDocument {
  name: string;
  description?: string;
  type?: string;
  goal?: string;
  audience?: string | null;
  settings?: Record<string, unknown>;
  workflow: Record<string, unknown>;
  references?: { id: string; kind: string; name: string }[];
}

export interface CreateCampaignInput {
  name: string;
  channel_type: Channel;
}

/** A text, `{text}`, `{subject, body}`, `{template}`, or the content of a template. */
export type Message = string | Record<string, unknown>;

/** A message or an action of a campaign. `message` is null for actions, whose `config` says what they do. */
export interface Touchpoint extends Tagged {
  _id: string;
  name: string;
  type: string;
  campaign_id: string;
  message: Record<string, unknown> | null;
  config: Record<string, unknown>;
  created_at: string | null;
}

export interface CreateTouchpointInput {
  campaign_id: string;
  type: string;
  name: string;
  message?: Message;
  config?: Record<string, unknown>;
}

export type UpdateTouchpointInput = Partial<Pick<CreateTouchpointInput, "name" | "message" | "config">>;

export interface Validity {
  valid: boolean;
  errors: string[];
}

/** How far a campaign is. `executions` counts contacts by where they are on their way, `nodes` at each node. */
export interface CampaignStatus {
  id: string;
  name: string;
  status: Campaign["status"];
  detailed_status: string;
  holds: { kind: string; reason: string; since: string }[];
  audience: number;
  enrolled: number;
  percent: number;
  executions: Record<"pending" | "processing" | "completed" | "failed" | "skipped", number>;
  nodes: Record<string, Record<string, number>>;
  messages: Record<string, number>;
  started_at: string | null;
  completed_at: string | null;
}

/** How far a campaign is, as the Runtime API tells it; the cost is null where some message has no price. */
export interface CampaignProgress {
  status: string;
  executions: CampaignStatus["executions"];
  nodes: CampaignStatus["nodes"];
  estimated_remaining_cost: number | null;
  started_at: string | null;
  completed_at: string | null;
  holds: CampaignStatus["holds"];
}

/** Whom to let in; without contacts the campaign's audience. Templates and rules see `data` as `trigger.*`. */
export interface TriggerInput {
  contact_ids?: string[];
  contacts?: { contact_id?: string; email?: string; external_id?: string; data?: Record<string, unknown> }[];
  data?: Record<string, unknown>;
}

export interface TriggeredRun {
  run_id: string;
  status: string;
}

/** How a file of contacts is to be read. */
export interface ImportOptions {
  /** `import` where left out; `read` and `check` stop for you to look. */
  goal?: "read" | "check" | "import";
  /** Fields by the names of columns. */
  mapping?: Record<string, string>;
  /** Of numbers without one, such as `AT`. */
  country?: string;
  add_tags?: string[];
  segment?: string;
  consent?: Record<string, unknown>;
  encoding?: string;
  sheet?: string;
}

/** A file of contacts, and how far its import is. `state` is `queued` or `running`, then `ready` or `checked`, where it
 * waits for `start`; `done`, `failed` (with `error`) or `cancelled` at the end. */
export interface Import {
  id: string;
  filename: string;
  goal: "read" | "check" | "import";
  state: "queued" | "running" | "ready" | "checked" | "done" | "failed" | "cancelled";
  error: string;
  columns: string[];
  samples: string[][];
  mapping: Record<string, unknown>;
  country: string;
  add_tags: string[];
  segment: string | null;
  rows_total: number;
  rows_read: number;
  rows_created: number;
  rows_updated: number;
  rows_unchanged: number;
  rows_refused: number;
  rows_repeated: number;
  created_at: string;
  finished_at: string | null;
}

/** Rows that could not be imported, as they were; read on behind `next_after`. */
export interface RefusedRows {
  columns: string[];
  rows: { line: number; cells: string[]; problem: string }[];
  next_after: number | null;
}
