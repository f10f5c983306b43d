// What the Workspace API takes and gives, as the flow builder uses it. Shapes only; the client beside it does the asking.

import type { FlowDocument } from "../flow/model/document";

export type Severity = "error" | "warning";

/** Something that the server noticed about a flow; `nodeId` is null where it concerns the whole. */
export interface Issue {
  readonly nodeId: string | null;
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly severity: Severity;
}

export interface Permissions {
  readonly edit: boolean;
  readonly publish: boolean;
}

/** What is being edited: the draft, or the live version's flow while there is none. */
export interface Draft {
  readonly workflow: FlowDocument;
  readonly revision: number;
  readonly isDraft: boolean;
  readonly liveVersion: number | null;
  readonly updatedAt: string | null;
  readonly updatedBy: string | null;
  readonly status: string;
  readonly issues: readonly Issue[];
  readonly names: Readonly<Record<string, string>>;
  readonly permissions: Permissions;
}

/** What is refused, and where in the body that was sent. */
export interface Detail {
  readonly field: string;
  readonly message: string;
}

export interface Version {
  readonly number: number;
  readonly state: string;
  readonly live?: boolean;
  readonly publishedAt: string | null;
  readonly publishedBy: string | null;
}

export interface VersionFlow extends Version {
  readonly workflow: FlowDocument;
}

export interface ChangedNode {
  readonly id: string;
  readonly fields: readonly string[];
}

export interface Comparison {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly ChangedNode[];
}

/** Money as the server counts it; the amount stays text so that nothing is rounded on the way. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface ChannelEstimate {
  readonly channel: string;
  readonly messageType: string;
  readonly sends: number;
  /** Would come to a message that they may not be sent, or can't. */
  readonly withheld: number;
  /** null: the price list has no line for it, so the cost is unknown. */
  readonly unitPrice: string | null;
  readonly cost: string | null;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Estimate {
  readonly audience: { readonly contacts: number; readonly exact: boolean; readonly segment: Named | null };
  /** Every way was decided by what is known of each contact. */
  readonly exact: boolean;
  readonly sends: number;
  /** null: some message has no price. */
  readonly cost: Money | null;
  readonly channels: readonly ChannelEstimate[];
  readonly nodes: Readonly<Record<string, number>>;
}

export interface NodeMessages {
  readonly sent: number;
  readonly opened: number;
  readonly clicked: number;
}

/** Why ways ended at a step. */
export interface EndedWays {
  readonly reason: string;
  readonly words: string;
  readonly contacts: number;
}

export interface NodeCounts {
  readonly waiting: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ports: Readonly<Record<string, number>>;
  readonly messages: NodeMessages | null;
  readonly failures: readonly EndedWays[];
  readonly skips: readonly EndedWays[];
}

/** The numbers on the canvas; `live` is false when nothing will move any more. */
export interface LiveCounts {
  readonly live: boolean;
  readonly nodes: Readonly<Record<string, NodeCounts>>;
}

export interface DateRange {
  readonly from?: string;
  readonly to?: string;
}

/** Until when a policy would hold the message. */
export interface SimulatedHold {
  readonly until: string;
  readonly reason: string;
  readonly words: string;
}

/** A message as the contact would get it; with a skipReason it would not be sent. */
export interface SimulatedMessage {
  readonly channel: string;
  readonly messageType: string;
  readonly address: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly skipReason: string | null;
  readonly skipWords: string;
  readonly holds: readonly SimulatedHold[];
}

/** A condition of a rule, and the value that the contact has. */
export interface SimulatedValue {
  readonly condition: string;
  readonly actual: unknown;
  readonly words: string;
}

export interface SimulatedStep {
  readonly nodeId: string;
  readonly nodeName: string;
  readonly type: string;
  readonly at: string;
  readonly waitedUntil: string | null;
  readonly outcome: string;
  readonly port: string | null;
  readonly reason: string;
  readonly reasonWords: string;
  readonly values: readonly SimulatedValue[];
  readonly message: SimulatedMessage | null;
}

export interface Simulation {
  readonly contact: Named;
  readonly steps: readonly SimulatedStep[];
  readonly outcome: { readonly state: string; readonly reason: string; readonly words: string };
  readonly entered: boolean;
}

export interface SimulationInput {
  readonly contactId: string;
  readonly workflow?: FlowDocument;
  readonly choices?: Readonly<Record<string, string>>;
}

export interface ReviewItem {
  readonly code: string;
  readonly message: string;
  readonly nodeId: string | null;
  readonly templateId: string | null;
}

/** What a launch, or publishing to a running campaign, would do, and what stands in its way. */
export interface Review {
  readonly audience: Estimate["audience"];
  readonly estimate: Estimate;
  readonly blockers: readonly ReviewItem[];
  readonly warnings: readonly ReviewItem[];
  readonly quietHours: { readonly start: string; readonly end: string; readonly source: "campaign" | "workspace" } | null;
  readonly running: {
    readonly contacts: number;
    /** If they are moved by a publish. */
    readonly stay: number;
    readonly move: number;
    readonly leave: number;
    readonly effect: string;
  };
  readonly canLaunch: boolean;
}

export interface StatusAnswer {
  readonly status: string;
}

export interface ContactEntry {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
}

export interface ContactPage {
  readonly data: readonly ContactEntry[];
  readonly pagination: { readonly page: number; readonly limit: number; readonly total: number; readonly totalPages: number };
}
