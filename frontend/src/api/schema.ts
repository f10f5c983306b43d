// Written by `python -m scripts.api_types` from docs/openapi.yaml: what the Workspace API takes and answers.

import type { FlowDocument } from "../flow/model/document";

/** A field of contacts. */
export interface AttributeEntry {
  readonly key: string;
  readonly label: string;
  readonly kind: AttributeKind;
  /** True: every contact has it; false: an attribute of the workspace's. */
  readonly own: boolean;
}

/** An attribute that is gone. */
export interface AttributeGone {
  readonly key: string;
}

/** A new attribute. */
export interface AttributeInputRequest {
  /** Letters, digits, _ and -; it never changes. */
  readonly key: string;
  readonly kind: AttributeKind;
  readonly label?: string;
}

export type AttributeKind = "text" | "number" | "boolean" | "date" | "list";

/** An attribute of the workspace's. */
export interface AttributeOut {
  readonly key: string;
  readonly label: string;
  readonly kind: AttributeKind;
  /** Heavily used: conditions on it are quick. */
  readonly isIndexed: boolean;
  /** How far its index is. */
  readonly indexState: string;
}

/** The campaign's audience. */
export interface AudienceSegment {
  readonly id: string;
  readonly name: string;
}

/** A kind of block. */
export interface BlockTypeOut {
  readonly type: string;
  readonly label: string;
  readonly description: string;
  /** Whether it may stand in a column. */
  readonly inColumns: boolean;
  /** The JSON Schema of its settings. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** A step of the flow that does something. */
export interface CampaignAction {
  /** The node's key. */
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** From 1, in the order of the way. */
  readonly position: number;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Numbers of a campaign. */
export interface CampaignCounts {
  /** How often contacts came in. */
  readonly enrollments: number;
  /** How many were sent. */
  readonly messages: number;
}

/** All there is to read of a campaign. */
export interface CampaignFull {
  readonly id: string;
  readonly name: string;
  /** The seed's word. */
  readonly status: CampaignWord;
  readonly pauseReason: HoldKindEnum | NullEnum;
  readonly type: CampaignTypeEnum;
  readonly createdAt: string;
  readonly triggers: readonly CampaignTrigger[];
  readonly _count: CampaignCounts;
  readonly description: string;
  /** frequencyCap (messages in 7 days), quietHours {start, end}, and the others in camelCase. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly startAt: string | null;
  readonly endAt: string | null;
  readonly updatedAt: string;
  /** The flow as nodes and edges; see docs/nodes.md. */
  readonly workflow: FlowDocument;
  readonly actions: readonly CampaignAction[];
  readonly abTests: readonly CampaignTest[];
}

/** A new draft. */
export interface CampaignInputRequest {
  readonly name: string;
  readonly description?: string;
  readonly type: CampaignTypeEnum;
  /** The flow as nodes and edges; see docs/nodes.md. */
  readonly workflow: FlowDocument;
  /** frequencyCap (messages in 7 days), quietHours {start, end}, and the others in camelCase. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly startAt?: string | null;
  readonly endAt?: string | null;
}

/** What it shows now. */
export interface CampaignState {
  readonly status: CampaignWord;
  readonly pauseReason: HoldKindEnum | NullEnum;
}

/** A campaign in a list. Triggers, enrolments and stats of all come in the context, by id. */
export interface CampaignSummary {
  readonly id: string;
  readonly name: string;
  /** The seed's word. */
  readonly status: CampaignWord;
  readonly pauseReason: HoldKindEnum | NullEnum;
  readonly type: CampaignTypeEnum;
  readonly createdAt: string;
  readonly triggers: readonly CampaignTrigger[];
  readonly _count: CampaignCounts;
}

/** An A/B test of the flow. */
export interface CampaignTest {
  /** The node's key. */
  readonly id: string;
  readonly name: string;
  readonly variants: readonly TestVariant[];
}

/** A way into a campaign: a trigger node of its flow. */
export interface CampaignTrigger {
  /** The node's key. */
  readonly id: string;
  readonly type: TriggerWord;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export type CampaignTypeEnum = "AUTOMATED" | "BROADCAST";

export type CampaignWord = "DRAFT" | "SCHEDULED" | "ACTIVE" | "PAUSED" | "COMPLETED" | "ARCHIVED";

export type CategoryEnum = "trigger" | "message" | "timing" | "logic" | "data" | "exit";

export type ChannelEnum = "email" | "sms" | "whatsapp" | "telegram" | "push" | "onsite";

/** A contact in a list. */
export interface ContactEntry {
  readonly id: string;
  /** Their address where no name is known. */
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly createdAt: string;
}

/** A contact that is gone. */
export interface ContactErasedOut {
  readonly id: string;
}

/** A contact with all that is known of it. */
export interface ContactInFull {
  readonly id: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly externalId: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly timezone: string;
  readonly score: number;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  readonly changedAt: string;
}

/** A contact's name and address. */
export interface ContactName {
  readonly id: string;
  /** Their address where no name is known. */
  readonly name: string;
  readonly email: string | null;
}

/** A page of contacts. */
export interface ContactPage {
  readonly data: readonly ContactEntry[];
  readonly pagination: PageNumbers;
}

/** What became of one contact of many. */
export interface ContactPutIn {
  /** Its place in what was sent, from 0. */
  readonly index: number;
  readonly outcome: UpsertOutcome;
  /** Null: refused. */
  readonly id: string | null;
  readonly errors: readonly WorkspaceErrorDetail[];
}

/** Why a contact's score is what it is. */
export interface ContactScoreOut {
  readonly score: number;
  readonly parts: readonly ScorePart[];
  /** Points that no rule gave. */
  readonly byHand: number;
}

/** What may be said of a contact: what is left out stays as it is, null takes a value away. */
export interface ContactWordsRequest {
  /** Capitals don't matter. */
  readonly email?: string | null;
  /** International: it starts with +. */
  readonly phone?: string | null;
  /** Your own id of the contact. */
  readonly externalId?: string | null;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  /** An IANA name. */
  readonly timezone?: string | null;
  /** Moves what was given by hand. */
  readonly score?: number | null;
  /** All of them. */
  readonly tags?: readonly string[] | null;
  /** Added to those that are there; null takes one away. */
  readonly attributes?: Readonly<Record<string, unknown>> | null;
}

/** Many contacts. */
export interface ContactsBulkWordsRequest {
  /** At most 1000. */
  readonly contacts: readonly ContactWordsRequest[];
}

/** Counts, and one row for each contact that was sent, in its order. */
export interface ContactsPutIn {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly contacts: readonly ContactPutIn[];
}

/** What is gone. */
export interface Deleted {
  readonly id: string;
}

export type DirectionEnum = "in" | "out";

/** The whole flow; it may be unfinished, but must be well-formed. */
export interface DraftInputRequest {
  /** The flow as nodes and edges; see docs/nodes.md. */
  readonly workflow: FlowDocument;
}

/** What the caller may do with this flow now. */
export interface DraftPermissions {
  readonly edit: boolean;
  readonly publish: boolean;
}

/** What the event did to a contact's way through a campaign. */
export interface EffectSetOff {
  readonly campaignId: string;
  readonly campaignName: string;
  readonly executionId: string;
  readonly node: string;
  readonly nodeName: string;
  readonly at: string | null;
}

/** A variable that would be empty for some. */
export interface EmptyVariable {
  readonly name: string;
  /** Of those who were looked at. */
  readonly count: number;
}

export type EnrolWord = "enrolled" | "already_enrolled" | "not_eligible" | "error";

/** Counts, and one line for each contact in the order sent. */
export interface EnrollAnswer {
  readonly enrolled: number;
  readonly alreadyEnrolled: number;
  /** Unknown, or not let in by the entry rule. */
  readonly errors: number;
  readonly details: readonly EnrollDetail[];
}

/** What became of one contact. */
export interface EnrollDetail {
  /** As it was sent. */
  readonly contactId: string;
  readonly status: EnrolWord;
}

/** Who. */
export interface EnrollInputRequest {
  readonly contactIds: readonly string[];
}

/** The whole estimate. */
export interface EstimateOut {
  readonly audience: EstimatedAudience;
  /** Every way was decided by what is known of each contact. */
  readonly exact: boolean;
  readonly sends: number;
  /** Null: some message has no price. */
  readonly cost: EstimatedCost | null;
  readonly channels: readonly EstimatedChannel[];
  /** {node's key: contacts that come to it} */
  readonly nodes: Readonly<Record<string, number>>;
}

/** How many would come in. */
export interface EstimatedAudience {
  readonly contacts: number;
  /** False: scaled up from a sample, or foretold from the last 30 days. */
  readonly exact: boolean;
  /** Null: everybody, or whom the triggers say. */
  readonly segment: AudienceSegment | null;
}

/** The messages of one channel and type. */
export interface EstimatedChannel {
  readonly channel: string;
  readonly messageType: string;
  readonly sends: number;
  /** Would come to a message that they may not be sent, or can't. */
  readonly withheld: number;
  /** Of one; of text messages, of a segment; the mean over the contacts' countries. Null: the price list has no line for it, or for one of the countries. */
  readonly unitPrice: string | null;
  readonly cost: string | null;
}

/** An amount of money. */
export interface EstimatedCost {
  readonly amount: string;
  readonly currency: string;
}

export type EvaluationEnum = "DYNAMIC" | "STATIC";

/** One event of one contact, who is named by exactly one of `contactId`, `email`, `phone` and `externalId`. */
export interface EventBodyRequest {
  readonly contactId?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly externalId?: string | null;
  readonly name: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly occurredAt?: string | null;
  readonly key?: string | null;
}

export type EventOutcome = "recorded" | "duplicate";

/** The event, and all that came of it. */
export interface EventSetOff {
  readonly id: string;
  /** The contact's id, without reading the contact. */
  readonly contactId: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly occurredAt: string;
  readonly createdAt: string;
  readonly routedAt: string | null;
  readonly key: string | null;
  readonly outcome: EventOutcome;
  readonly text: string;
  readonly triggers: readonly TriggerSetOff[];
  readonly waits: readonly EffectSetOff[];
  readonly goals: readonly EffectSetOff[];
}

export type ExecuteAction = "execute_for_contact" | "process_trigger";

/** Either the contact, or the runs that have begun. */
export interface ExecuteAnswer {
  readonly action: ExecuteAction;
  readonly contact: ExecutedContact | null;
  readonly runs: readonly ExecutedRun[];
}

/** What to do, and for whom. */
export interface ExecuteInputRequest {
  readonly action: ExecuteAction;
  /** Needed for `execute_for_contact`. */
  readonly contactId?: string;
  /** Needed for `process_trigger`. */
  readonly triggerType?: TriggerWord;
  /** Only triggers of this segment. */
  readonly segmentId?: string;
  /** Only triggers of this event. */
  readonly eventType?: string;
}

/** What became of the contact. */
export interface ExecutedContact {
  /** As it was sent. */
  readonly contactId: string;
  readonly status: EnrolWord;
  /** Its way through the flow, where it came in. */
  readonly executionId: string | null;
}

/** A run over many, which come in one batch after the other. */
export interface ExecutedRun {
  readonly id: string;
  /** The trigger's key in the flow. */
  readonly triggerId: string;
  /** Among how many it looks. */
  readonly audience: number;
}

export type FateEnum = "stay" | "move" | "leave";

/** Something to look at before it goes out. */
export interface FindingEntry {
  readonly code: string;
  /** `error` stands in the way of publishing; `warning`, `note`. */
  readonly severity: string;
  readonly message: string;
  readonly field: string;
}

/** What leads from one flow to the other. */
export interface FlowComparison {
  /** Keys of nodes. */
  readonly added: readonly string[];
  /** Keys of nodes. */
  readonly removed: readonly string[];
  readonly changed: readonly FlowNodeChange[];
  /** Ways between nodes of both that came, went, or lead elsewhere. */
  readonly ways: number;
}

/** The flow as an editor shows it: the draft, or where there is none the live version, or an empty flow. */
export interface FlowDraft {
  /** The flow as nodes and edges; see docs/nodes.md. */
  readonly workflow: FlowDocument;
  /** Also the ETag; send it as If-Match. */
  readonly revision: number;
  /** False: nothing was changed since the live version. */
  readonly isDraft: boolean;
  /** Its number. */
  readonly liveVersion: number | null;
  readonly updatedAt: string;
  readonly updatedBy: string | null;
  readonly status: CampaignWord;
  readonly pauseReason: HoldKindEnum | NullEnum;
  readonly issues: readonly FlowProblem[];
  /** {id as the flow spells it, or node's key: what people call it} */
  readonly names: Readonly<Record<string, string>>;
  readonly permissions: DraftPermissions;
}

/** How far the move of those who were on their way is. */
export interface FlowMove {
  readonly state: MoveStateEnum;
  readonly stayed: number;
  readonly moved: number;
  readonly left: number;
}

/** A node that is in both flows. */
export interface FlowNodeChange {
  readonly id: string;
  /** type, name, and keys of the config. */
  readonly fields: readonly string[];
}

/** A node. */
export interface FlowNodeName {
  /** Its key. */
  readonly id: string;
  readonly type: string;
  /** What people call it, or its type's label. */
  readonly name: string;
}

/** One thing that is wrong (error) or odd (warning) about a flow. */
export interface FlowProblem {
  /** The node's key; null: the whole flow. */
  readonly nodeId: string | null;
  /** Such as `workflow.nodes[3].config.template`. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly severity: SeverityEnum;
}

export type FlowState = "draft" | "published";

/** A version with its flow. */
export interface FlowVersionDetail {
  readonly id: string;
  readonly number: number;
  readonly state: FlowState;
  /** Whether contacts who enter now take it. */
  readonly live: boolean;
  readonly createdAt: string;
  readonly publishedAt: string | null;
  readonly publishedBy: string;
  /** The number of the version that it publishes again. */
  readonly restored: number | null;
  /** The number of the version that `changes` are against. */
  readonly base: number | null;
  readonly changes: FlowComparison;
  /** Null where it was published with `pin`. */
  readonly move: FlowMove | null;
  /** The flow as nodes and edges; see docs/nodes.md. */
  readonly workflow: FlowDocument;
}

/** A version of the flow. */
export interface FlowVersionEntry {
  readonly id: string;
  readonly number: number;
  readonly state: FlowState;
  /** Whether contacts who enter now take it. */
  readonly live: boolean;
  readonly createdAt: string;
  readonly publishedAt: string | null;
  readonly publishedBy: string;
  /** The number of the version that it publishes again. */
  readonly restored: number | null;
  /** The number of the version that `changes` are against. */
  readonly base: number | null;
  readonly changes: FlowComparison;
  /** Null where it was published with `pin`. */
  readonly move: FlowMove | null;
}

export type FreshnessState = "filling" | "following" | "behind" | "checked" | "frozen";

export type HoldKindEnum = "USER" | "ERROR" | "BALANCE";

/** When. */
export interface LaunchInputRequest {
  /** Now, where it is left out. */
  readonly startsAt?: string | null;
}

/** The numbers of all nodes. */
export interface LiveCounts {
  /** False: nothing will move any more. */
  readonly live: boolean;
  /** {node: numbers} */
  readonly nodes: Readonly<Record<string, LiveNodeCounts>>;
}

/** What became of a node's messages. */
export interface LiveMessages {
  readonly sent: number;
  readonly opened: number;
  readonly clicked: number;
}

/** A node's numbers. */
export interface LiveNodeCounts {
  /** Who are here now. */
  readonly waiting: number;
  /** How often somebody went on, or reached the end here; in these days. */
  readonly passed: number;
  /** Of all time, like the next and their reasons. */
  readonly failed: number;
  readonly skipped: number;
  /** {port: how often} */
  readonly ports: Readonly<Record<string, number>>;
  /** In these days; null: it sends nothing. */
  readonly messages: LiveMessages | null;
  readonly failures: readonly LiveReason[];
  readonly skips: readonly LiveReason[];
}

/** Why ways ended at a node. */
export interface LiveReason {
  readonly reason: string;
  readonly words: string;
  readonly contacts: number;
}

export type MessageState = "queued" | "sending" | "accepted" | "rejected" | "unknown" | "skipped";

export type MessageTypeEnum = "marketing" | "transactional";

export type ModeEnum = "pin" | "move";

export type MoveStateEnum = "moving" | "done";

/** An exit of a node. */
export interface NodePort {
  readonly name: string;
  readonly label: string;
}

/** A node type, with the JSON Schema of its config, from which the builder makes its form. */
export interface NodeTypeOut {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly category: CategoryEnum;
  /** Whether contacts stay at it before they go on. */
  readonly restsFirst: boolean;
  /** Null where they depend on the config. */
  readonly ports: readonly NodePort[] | null;
  readonly configSchema: Readonly<Record<string, unknown>>;
}

export type NullEnum = null;

/** Where the page stands in the list. */
export interface PageNumbers {
  readonly page: number;
  readonly limit: number;
  /** Of a search at most 1,000. */
  readonly total: number;
  readonly totalPages: number;
}

/** What is to be changed; what is left out stays. */
export interface PatchedAttributeChangeRequest {
  readonly kind?: AttributeKind;
  readonly label?: string;
  readonly isIndexed?: boolean;
}

/** Any subset; `status` does what leads to it. */
export interface PatchedCampaignPatchInputRequest {
  readonly name?: string;
  readonly description?: string;
  readonly type?: CampaignTypeEnum;
  /** The flow as nodes and edges; see docs/nodes.md. */
  readonly workflow?: FlowDocument;
  /** frequencyCap (messages in 7 days), quietHours {start, end}, and the others in camelCase. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly startAt?: string | null;
  readonly endAt?: string | null;
  readonly status?: CampaignWord;
}

/** What may be said of a contact: what is left out stays as it is, null takes a value away. */
export interface PatchedContactWordsRequest {
  /** Capitals don't matter. */
  readonly email?: string | null;
  /** International: it starts with +. */
  readonly phone?: string | null;
  /** Your own id of the contact. */
  readonly externalId?: string | null;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  /** An IANA name. */
  readonly timezone?: string | null;
  /** Moves what was given by hand. */
  readonly score?: number | null;
  /** All of them. */
  readonly tags?: readonly string[] | null;
  /** Added to those that are there; null takes one away. */
  readonly attributes?: Readonly<Record<string, unknown>> | null;
}

/** What is to be changed; what is left out stays. */
export interface PatchedSegmentRulesChangeRequest {
  readonly name?: string;
  readonly evaluation?: EvaluationEnum;
  /** `operator` AND or OR, `not`, `conditions`; see docs/api.md. A static segment is filled by them once. */
  readonly rules?: Readonly<Record<string, unknown>>;
}

/** What is to be changed; what is left out stays. */
export interface PatchedTemplateChangesRequest {
  readonly name?: string;
  /** Not once it was published. */
  readonly messageType?: MessageTypeEnum;
  /** As the channel has it; see docs/templates.md. It replaces the draft's whole content. */
  readonly content?: Readonly<Record<string, unknown>>;
}

/** Any of these. */
export interface PatchedThreadChangeInputRequest {
  readonly state?: ThreadState;
  /** With the state `snoozed`. */
  readonly snoozedUntil?: string | null;
  /** A member's e-mail address; null for nobody. */
  readonly assignee?: string | null;
  readonly unread?: boolean;
}

/** What is to be changed; what is left out stays. */
export interface PatchedViewChangeRequest {
  readonly name?: string;
  /** `search`, `segment`, `tag`, `consent`, `reachable`, `created`, `rule`; what is left out narrows nothing. */
  readonly filter?: Readonly<Record<string, unknown>>;
  /** Such as `name`, `score`, `attributes.plan`; at most 12. */
  readonly columns?: readonly string[];
  readonly sort?: SortEnum;
}

/** What is to be changed. */
export interface PatchedWorkspaceSettingsInputRequest {
  /** Merged key by key; null puts a setting back. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Why, for those who wonder later. */
export interface PauseInputRequest {
  readonly reason?: string;
}

/** A node at which contacts are. */
export interface PlaceImpact {
  readonly node: FlowNodeName;
  /** How many are there now. */
  readonly here: number;
  readonly fate: FateEnum;
  /** With `move`: the node that they enter. */
  readonly to: FlowNodeName | null;
  /** What becomes of their moment. */
  readonly wait: WaitEnum;
  /** Whether a mapping may name another node. */
  readonly removed: boolean;
}

/** Whom the variables were looked up for. */
export interface PreviewAudience {
  /** At most 10,000. */
  readonly lookedAt: number;
  readonly total: number;
  /** False: nobody is in the campaign; the audience was looked at. */
  readonly onTheirWay: boolean;
}

/** What to show, and for whom. */
export interface PreviewInputRequest {
  /** Id or e-mail address of a contact; a sample contact when left out. */
  readonly contact?: string;
  /** Content that is not saved; the draft when left out. */
  readonly content?: Readonly<Record<string, unknown>>;
  /** As if it were the contact's. */
  readonly locale?: string;
  /** A version's number. */
  readonly version?: number;
}

/** The message as it would be sent. */
export interface PreviewOut {
  /** What the channel sends; of an e-mail `subject`, `html` and `text`. */
  readonly rendered: Readonly<Record<string, unknown>>;
  readonly variables: readonly string[];
  /** What this contact has no value for. */
  readonly missing: readonly string[];
  readonly findings: readonly FindingEntry[];
}

/** The version that is live now. */
export interface PublishedVersion {
  /** Its number. */
  readonly version: number;
}

/** What becomes of those who are on their way. */
export interface PublishingInputRequest {
  readonly mode?: ModeEnum;
  /** With `move`: {removed node: node of the new version}. */
  readonly mapping?: Readonly<Record<string, string>>;
}

/** What publishing would do. With `pin` everybody stays on their version; `stay`, `move` and `leave` are of move. */
export interface PublishingPreview {
  /** Whether it could be published. */
  readonly valid: boolean;
  readonly issues: readonly FlowProblem[];
  /** Against the live version. */
  readonly changes: FlowComparison;
  readonly onTheirWay: number;
  readonly stay: number;
  readonly move: number;
  readonly leave: number;
  readonly nodes: readonly PlaceImpact[];
  /** The nodes to which a mapping may lead. */
  readonly targets: readonly FlowNodeName[];
  readonly audience: PreviewAudience;
  readonly sends: readonly TemplateImpact[];
  /** An earlier move is still under way, so that the numbers will change. */
  readonly moving: boolean;
  /** Too many have yet to enter a node to look at each of them. */
  readonly estimated: boolean;
}

/** What would be published: a flow, an earlier version, or the draft where neither is named. */
export interface PublishingPreviewInputRequest {
  readonly mode?: ModeEnum;
  /** With `move`: {removed node: node of the new version}. */
  readonly mapping?: Readonly<Record<string, string>>;
  /** The flow as nodes and edges; see docs/nodes.md. */
  readonly workflow?: FlowDocument;
  /** An earlier version's number. */
  readonly version?: number;
}

/** The whole review. */
export interface ReviewOut {
  readonly audience: EstimatedAudience;
  readonly estimate: EstimateOut;
  /** What a launch would be refused for. */
  readonly blockers: readonly ReviewRemark[];
  readonly warnings: readonly ReviewRemark[];
  /** Null: marketing never waits. */
  readonly quietHours: ReviewQuietHours | null;
  readonly running: ReviewRunning;
  readonly canLaunch: boolean;
}

/** When marketing waits, by each contact's clock. */
export interface ReviewQuietHours {
  readonly start: string;
  readonly end: string;
  readonly source: SourceEnum;
}

/** One thing that stands in the way, or that should be known. */
export interface ReviewRemark {
  readonly code: string;
  readonly message: string;
  readonly nodeId: string | null;
  readonly templateId: string | null;
}

/** Who is on the way, and what publishing the draft would do to them: pinned all stay, moved as the numbers say. */
export interface ReviewRunning {
  readonly contacts: number;
  readonly stay: number;
  readonly move: number;
  readonly leave: number;
  readonly effect: string;
}

export type RoleEnum = "owner" | "admin" | "editor" | "viewer";

/** A type of condition. */
export interface RuleCondition {
  /** The leaf's `type`. */
  readonly key: string;
  readonly label: string;
  readonly description: string;
  /** Only rules of a flow may use it. */
  readonly flowOnly: boolean;
  /** The leaf's JSON Schema, with hints for forms; see docs/rules.md. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Whom a rule takes. */
export interface RuleEstimate {
  readonly contacts: number;
  /** False: counted from a sample, because counting took too long. */
  readonly exact: boolean;
  /** How many contacts there are. */
  readonly total: number;
  /** At most 10, the newest. */
  readonly sample: readonly ContactName[];
}

/** A rule, and whose flow it stands in. */
export interface RuleEstimateInputRequest {
  /** See docs/rules.md. */
  readonly rule: Readonly<Record<string, unknown>>;
  /** For rules of a flow, which may name its nodes. */
  readonly campaignId?: string;
}

/** How large a rule may be, and its types of conditions. */
export interface RuleLanguage {
  readonly maxDepth: number;
  readonly maxLeaves: number;
  readonly conditions: readonly RuleCondition[];
}

export type ScoreKind = "event" | "rule" | "inactivity";

/** Points of one rule. */
export interface ScorePart {
  /** Its name. */
  readonly rule: string;
  readonly points: number;
}

/** A rule that is gone. */
export interface ScoreRuleGone {
  readonly id: string;
}

/** A rule, all of it. */
export interface ScoreRuleInputRequest {
  readonly name: string;
  readonly kind: ScoreKind;
  /** Not 0. */
  readonly points: number;
  readonly isActive?: boolean;
  /** Of `event`: its name. */
  readonly event?: string;
  /** Of `event`: tests of its properties. */
  readonly filter?: readonly (Readonly<Record<string, unknown>>)[];
  /** Of `rule`: what must be true. */
  readonly rule?: Readonly<Record<string, unknown>> | null;
  /** Counts so often at most. */
  readonly most?: number | null;
  /** Only events of the last so many days. */
  readonly windowDays?: number | null;
  /** Points halve in so many days. */
  readonly halfLifeDays?: number | null;
  /** Of `inactivity`: points for each such period. */
  readonly periodDays?: number | null;
}

/** A rule. */
export interface ScoreRuleOut {
  readonly id: string;
  readonly name: string;
  readonly kind: ScoreKind;
  readonly points: number;
  readonly isActive: boolean;
  readonly event: string;
  readonly filter: readonly (Readonly<Record<string, unknown>>)[];
  /** Null of other kinds. */
  readonly rule: Readonly<Record<string, unknown>> | null;
  readonly most: number | null;
  readonly windowDays: number | null;
  readonly halfLifeDays: number | null;
  readonly periodDays: number | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A secret's name. */
export interface SecretName {
  readonly id: string;
  readonly name: string;
}

/** A segment that is gone. */
export interface SegmentDeletedOut {
  readonly id: string;
}

/** A segment with its rules and some of its contacts. */
export interface SegmentDetailOut {
  readonly id: string;
  readonly name: string;
  readonly kind: SegmentKind;
  readonly evaluation: EvaluationEnum;
  readonly totalMembers: number;
  readonly rules: Readonly<Record<string, unknown>> | null;
  readonly rulesText: string;
  readonly freshness: SegmentFreshnessOut;
  readonly usedBy: readonly SegmentUserOut[];
  /** At most 10, the newest. */
  readonly sampleContacts: readonly ContactEntry[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A segment in a list. */
export interface SegmentEntry {
  readonly id: string;
  readonly name: string;
  readonly kind: SegmentKind;
  readonly evaluation: EvaluationEnum;
  readonly totalMembers: number;
}

/** How fresh the members are. */
export interface SegmentFreshnessOut {
  readonly state: FreshnessState;
  /** Null while it is filled for the first time. */
  readonly asOf: string | null;
  /** Seconds; of `checked` only. */
  readonly checkedEvery: number | null;
  /** How much of a look at all contacts is done. */
  readonly percent: number | null;
}

export type SegmentKind = "dynamic" | "static";

/** A new segment. */
export interface SegmentRulesInputRequest {
  readonly name: string;
  readonly evaluation?: EvaluationEnum;
  /** `operator` AND or OR, `not`, `conditions`; see docs/api.md. A static segment is filled by them once. */
  readonly rules?: Readonly<Record<string, unknown>> | null;
}

/** Who uses a segment. */
export interface SegmentUserOut {
  readonly kind: UserKind;
  readonly id: string;
  readonly name: string;
}

/** To whom, and as which contact. */
export interface SendTestInputRequest {
  /** Of e-mails a member's address, your own when left out; else a number, a chat or a device. Left out there, the message goes to `contact`, as those for websites and browsers must. */
  readonly to?: string;
  /** Id or e-mail address of a contact; a sample contact when left out. */
  readonly contact?: string;
  /** As if it were the contact's. */
  readonly locale?: string;
  /** Content that is not saved; the draft when left out. */
  readonly content?: Readonly<Record<string, unknown>>;
}

/** A sender, without its credentials. */
export interface SenderEntry {
  readonly id: string;
  readonly name: string;
  readonly channel: ChannelEnum;
  /** What receivers see. */
  readonly address: string;
  readonly state: SenderState;
  readonly limits: SenderLimitsEntry;
  /** Whether steps that name no sender use it. */
  readonly isDefault: boolean;
}

/** How much a sender may send; what is missing has no limit. */
export interface SenderLimitsEntry {
  readonly perSecond?: number;
  /** From full hour to full hour. */
  readonly perHour?: number;
  /** By the workspace's calendar. */
  readonly perDay?: number;
  /** The first day of the warm-up, YYYY-MM-DD. */
  readonly warmupStartedOn?: string;
  /** Messages on that day. */
  readonly warmupStart?: number;
  /** Percent a day, until perDay is reached. */
  readonly warmupGrowth?: number;
}

export type SenderState = "active" | "disabled";

/** Where it went. */
export interface SentTestOut {
  readonly to: string;
}

export type SeverityEnum = "error" | "warning";

/** Who. */
export interface SimulatedContact {
  readonly id: string;
  readonly name: string;
}

/** Until when a policy would hold the message. */
export interface SimulatedHold {
  readonly until: string;
  readonly reason: string;
  readonly words: string;
}

/** A message as the contact would get it. */
export interface SimulatedMessageOut {
  readonly channel: string;
  readonly messageType: string;
  readonly address: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Null: it would be sent. */
  readonly skipReason: string | null;
  readonly skipWords: string;
  readonly holds: readonly SimulatedHold[];
}

/** What happened at one node. */
export interface SimulatedStepOut {
  readonly nodeId: string;
  readonly nodeName: string;
  readonly type: string;
  /** When the contact came. */
  readonly at: string;
  /** When it went on, where it rested. */
  readonly waitedUntil: string | null;
  readonly outcome: SimulatedStepOutOutcomeEnum;
  readonly port: string | null;
  readonly reason: string;
  readonly reasonWords: string;
  /** What a rule looked at. */
  readonly values: readonly SimulatedValue[];
  readonly message: SimulatedMessageOut | null;
}

export type SimulatedStepOutOutcomeEnum = "passed" | "waiting" | "parked" | "completed" | "failed" | "skipped" | "moved" | "refused";

/** A condition of a rule, and the contact's value. */
export interface SimulatedValue {
  readonly condition: string;
  readonly actual: unknown | null;
  readonly words: string;
}

/** Who goes through what. */
export interface SimulationInputRequest {
  readonly contactId: string;
  /** The draft, else the live version, where left out. */
  readonly workflow?: FlowDocument;
  /** {node: port}: by which port the contact leaves the node, or by which trigger it enters, whatever is decided there. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** The whole way. */
export interface SimulationOut {
  readonly contact: SimulatedContact;
  /** False: no trigger lets the contact in; the steps say why. */
  readonly entered: boolean;
  readonly steps: readonly SimulatedStepOut[];
  readonly outcome: SimulationOutcome;
}

/** How it ended. */
export interface SimulationOutcome {
  readonly state: SimulationOutcomeStateEnum;
  readonly reason: string;
  readonly words: string;
}

export type SimulationOutcomeStateEnum = "pending" | "processing" | "completed" | "failed" | "skipped" | "not_entered" | "stopped";

/** A piece that templates share. */
export interface SnippetOut {
  readonly id: string;
  /** Templates name it as {% snippet 'key' %}. */
  readonly key: string;
  readonly html: string;
  readonly updatedAt: string;
}

export type SortEnum = "email" | "name" | "newest" | "oldest" | "score";

export type SourceEnum = "campaign" | "workspace";

/** What an e-mail can be built of. */
export interface TemplateBlocksOut {
  readonly blocks: readonly BlockTypeOut[];
  /** The JSON Schema of the theme. */
  readonly theme: Readonly<Record<string, unknown>>;
}

/** What the new template is called. */
export interface TemplateCopyNameRequest {
  readonly name?: string;
}

/** A template. */
export interface TemplateDetailOut {
  readonly id: string;
  readonly name: string;
  readonly channel: ChannelEnum;
  readonly messageType: MessageTypeEnum;
  readonly state: TemplateState;
  readonly rejectionReason: string | null;
  /** The draft. */
  readonly content: Readonly<Record<string, unknown>>;
  /** What the draft asks for; empty while it does not compile. */
  readonly variables: readonly string[];
  /** Also the ETag; send it as If-Match. */
  readonly revision: number;
  /** The number of what is sent; null before that. */
  readonly version: number | null;
  readonly publishedAt: string | null;
  /** Whether publishing would change what is sent. */
  readonly hasChanges: boolean;
  /** Whether another person has to approve what is published. */
  readonly approvalNeeded: boolean;
  /** Since when it waits for approval. */
  readonly submittedAt: string | null;
  readonly submittedBy: string | null;
  /** Who changed the draft last; can't approve it. */
  readonly changedBy: string | null;
  readonly usedBy: readonly TemplateUserOut[];
  readonly permissions: TemplatePermissions;
  /** A page to show in a frame; it runs nothing. */
  readonly previewUrl: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A template, without its content. */
export interface TemplateEntry {
  readonly id: string;
  readonly name: string;
  readonly channel: ChannelEnum;
  readonly messageType: MessageTypeEnum;
  readonly state: TemplateState;
  /** Null where it has none. */
  readonly subject: string | null;
  /** A page to show in a frame; it runs nothing. */
  readonly previewUrl: string;
  readonly updatedAt: string;
}

/** A template that a node sends. */
export interface TemplateImpact {
  readonly node: FlowNodeName;
  readonly templateId: string;
  readonly template: string;
  readonly missing: readonly EmptyVariable[];
}

/** A new template. */
export interface TemplateNewRequest {
  readonly name: string;
  readonly channel?: ChannelEnum;
  readonly messageType?: MessageTypeEnum;
  /** As the channel has it; see docs/templates.md. It replaces the draft's whole content. */
  readonly content?: Readonly<Record<string, unknown>>;
}

/** What the caller may do with this template now. */
export interface TemplatePermissions {
  readonly edit: boolean;
  /** Where approval is needed: approve. */
  readonly publish: boolean;
  readonly reject: boolean;
}

/** Why. */
export interface TemplateRejectionRequest {
  readonly reason: string;
}

export type TemplateState = "DRAFT" | "PUBLISHED" | "REJECTED" | "ARCHIVED";

/** Who sends a template. */
export interface TemplateUserOut {
  /** `campaign`. */
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  /** Whether it can send now, with the version it was launched with. */
  readonly runs: boolean;
}

/** What was published once; never changes. */
export interface TemplateVersionEntry {
  readonly id: string;
  readonly number: number;
  readonly variables: readonly string[];
  readonly publishedAt: string;
  readonly publishedBy?: string | null;
}

/** A version with its content. */
export interface TemplateVersionWhole {
  readonly id: string;
  readonly number: number;
  readonly variables: readonly string[];
  readonly publishedAt: string;
  readonly publishedBy?: string | null;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A variant of an A/B test. */
export interface TestVariant {
  readonly port: string;
  readonly name: string;
  readonly weight: number;
}

/** A thread. */
export interface ThreadEntry {
  readonly id: string;
  /** Null of somebody whom nobody knows yet. */
  readonly contactId: string | null;
  /** Empty of a thread that a flow opened. */
  readonly channel: string;
  readonly address: string;
  readonly name: string;
  readonly subject: string;
  /** What the flow said. */
  readonly body: string;
  /** What was said last. */
  readonly preview: string;
  readonly state: ThreadState;
  readonly snoozedUntil: string | null;
  /** The member's address. */
  readonly assignee: string | null;
  readonly unread: boolean;
  readonly createdAt: string;
  readonly lastAt: string;
  /** The sender that is written to; null of a flow's thread. */
  readonly senderId: string | null;
}

/** A thread with what was said in it. */
export interface ThreadInFull {
  readonly id: string;
  /** Null of somebody whom nobody knows yet. */
  readonly contactId: string | null;
  /** Empty of a thread that a flow opened. */
  readonly channel: string;
  readonly address: string;
  readonly name: string;
  readonly subject: string;
  /** What the flow said. */
  readonly body: string;
  /** What was said last. */
  readonly preview: string;
  readonly state: ThreadState;
  readonly snoozedUntil: string | null;
  /** The member's address. */
  readonly assignee: string | null;
  readonly unread: boolean;
  readonly createdAt: string;
  readonly lastAt: string;
  /** The sender that is written to; null of a flow's thread. */
  readonly senderId: string | null;
  /** The last 200, the oldest first. */
  readonly entries: readonly ThreadWords[];
}

/** The message that sends an answer, or that was answered. */
export interface ThreadMessage {
  readonly id: string;
  readonly state: MessageState;
  readonly reason: string;
  /** The reason in words. */
  readonly words: string;
}

/** The answer, and the conversation that it stands in. */
export interface ThreadReply {
  readonly threadId: string;
  readonly entry: ThreadWords;
}

/** What to answer, and by which sender. */
export interface ThreadReplyInputRequest {
  readonly text: string;
  /** Another sender than the conversation's own; that is another conversation. */
  readonly senderId?: string;
}

export type ThreadState = "open" | "snoozed" | "archived";

/** One thing that was said. */
export interface ThreadWords {
  readonly id: string;
  readonly direction: DirectionEnum;
  readonly subject: string;
  readonly text: string;
  readonly author: string;
  /** A machine wrote it. */
  readonly automatic: boolean;
  readonly createdAt: string;
  readonly message: ThreadMessage | null;
}

/** A topic that can be chosen. */
export interface TopicEntry {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  /** Whether contacts see it on the preference page. */
  readonly public: boolean;
}

/** What a trigger that listens to the name made of the event. */
export interface TriggerSetOff {
  readonly campaignId: string;
  readonly campaignName: string;
  readonly node: string;
  readonly nodeName: string;
  readonly outcome: string;
  readonly text: string;
  readonly executionId: string;
}

export type TriggerWord = "MANUAL" | "SCHEDULED" | "EVENT" | "SEGMENT_ENTRY" | "SEGMENT_EXIT" | "API";

export type UpsertOutcome = "created" | "updated" | "unchanged" | "refused";

export type UserKind = "campaign" | "segment";

/** A view that is gone. */
export interface ViewGone {
  readonly id: string;
}

/** A new view. */
export interface ViewInputRequest {
  readonly name: string;
  /** Everybody's; a key's are always. */
  readonly shared?: boolean;
  /** `search`, `segment`, `tag`, `consent`, `reachable`, `created`, `rule`; what is left out narrows nothing. */
  readonly filter?: Readonly<Record<string, unknown>>;
  /** Such as `name`, `score`, `attributes.plan`; at most 12. */
  readonly columns?: readonly string[];
  readonly sort?: SortEnum;
}

/** A view. */
export interface ViewOut {
  readonly id: string;
  readonly name: string;
  /** Everybody's; else your own. */
  readonly shared: boolean;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly columns: readonly string[];
  readonly sort: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type WaitEnum = "kept" | "recounted" | "anew";

/** A refusal because of the resource's state. */
export interface WorkspaceConflict {
  /** The code to program against. */
  readonly error: string;
  readonly message: string;
  readonly details: readonly WorkspaceErrorDetail[];
  /** Also in the header X-Request-Id and in our logs. */
  readonly requestId: string;
  /** The state. */
  readonly status?: string;
  /** What the state does allow. */
  readonly allowed?: readonly string[];
}

/** Every refusal. */
export interface WorkspaceError {
  /** The code to program against. */
  readonly error: string;
  readonly message: string;
  readonly details: readonly WorkspaceErrorDetail[];
  /** Also in the header X-Request-Id and in our logs. */
  readonly requestId: string;
}

/** One wrong field. */
export interface WorkspaceErrorDetail {
  /** Its path, such as `workflow.nodes[2].config.duration`. */
  readonly field: string;
  readonly message: string;
}

/** A member. */
export interface WorkspaceMember {
  /** The user's. */
  readonly id: string;
  /** The e-mail address where no name is known. */
  readonly name: string;
  readonly email: string;
  readonly role: RoleEnum;
}

/** All of them. */
export interface WorkspaceSettings {
  /** Null: not set; see docs/settings.md. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A refusal because somebody else was first. */
export interface WorkspaceStale {
  /** The code to program against. */
  readonly error: string;
  readonly message: string;
  readonly details: readonly WorkspaceErrorDetail[];
  /** Also in the header X-Request-Id and in our logs. */
  readonly requestId: string;
  /** What it is now, as GET answers it. */
  readonly current?: Readonly<Record<string, unknown>>;
}
