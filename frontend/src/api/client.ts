// The Workspace API as typed functions. What may go wrong is in errors.ts, how it is asked in transport.ts.

import type { FlowDocument } from "../flow/model/document";
import { createTransport, type TransportOptions } from "./transport";
import type {
  AttributeEntry,
  CampaignEntry,
  Comparison,
  ContactPage,
  DateRange,
  Draft,
  Estimate,
  LiveCounts,
  MemberEntry,
  Named,
  Published,
  Publishing,
  Review,
  RuleCondition,
  SegmentEntry,
  SegmentEstimate,
  SenderEntry,
  Simulation,
  SimulationInput,
  StatusAnswer,
  TemplateEntry,
  Version,
  VersionFlow,
} from "./types";

export interface TemplateQuery {
  readonly channel?: string | undefined;
  readonly messageType?: string | undefined;
  readonly state?: string | undefined;
  readonly search?: string | undefined;
  readonly limit?: number | undefined;
}

/** The functions for one campaign's flow and for what its forms look up. */
export type Client = ReturnType<typeof createClient>;

/** A client for one workspace; `base` ends with a slash. */
export function createClient(options: TransportOptions) {
  const ask = createTransport(options);
  const of = (campaign: string, path: string): string => `campaigns/${encodeURIComponent(campaign)}/${path}`;
  return {
    draft: (campaign: string) => ask<Draft>(of(campaign, "draft")),
    saveDraft: (campaign: string, workflow: FlowDocument, revision: number) =>
      ask<Draft>(of(campaign, "draft"), { method: "PUT", body: { workflow }, ifMatch: revision }),
    discardDraft: (campaign: string, revision: number) =>
      ask<Draft>(of(campaign, "draft"), { method: "DELETE", ifMatch: revision }),
    publish: (campaign: string, how: Publishing, revision: number) =>
      ask<Published>(of(campaign, "publish"), { method: "POST", body: how, ifMatch: revision }),
    publishPreview: (campaign: string, how: Publishing) =>
      ask<Readonly<Record<string, unknown>>>(of(campaign, "publish/preview"), { method: "POST", body: how }),
    versions: (campaign: string) => ask<readonly Version[]>(of(campaign, "versions")),
    version: (campaign: string, number: number) => ask<VersionFlow>(of(campaign, `versions/${number}`)),
    compare: (campaign: string, number: number, other: number | "draft") =>
      ask<Comparison>(of(campaign, `versions/${number}/compare`), { query: { with: other } }),
    rollback: (campaign: string, number: number) =>
      ask<Published>(of(campaign, `versions/${number}/rollback`), { method: "POST", body: {} }),
    estimate: (campaign: string, signal?: AbortSignal) => ask<Estimate>(of(campaign, "estimate"), { signal }),
    liveCounts: (campaign: string, range: DateRange = {}) =>
      ask<LiveCounts>(of(campaign, "liveCounts"), { query: { from: range.from, to: range.to } }),
    simulate: (campaign: string, input: SimulationInput) =>
      ask<Simulation>(of(campaign, "simulate"), { method: "POST", body: input }),
    review: (campaign: string) => ask<Review>(of(campaign, "review")),
    launch: (campaign: string) => ask<StatusAnswer>(of(campaign, "launch"), { method: "POST", body: {} }),
    pause: (campaign: string) => ask<StatusAnswer>(of(campaign, "pause"), { method: "POST", body: {} }),
    resume: (campaign: string) => ask<StatusAnswer>(of(campaign, "resume"), { method: "POST", body: {} }),
    templates: (query: TemplateQuery = {}, signal?: AbortSignal) =>
      ask<readonly TemplateEntry[]>("templates", { query: { ...query }, signal }),
    senders: (channel?: string) => ask<readonly SenderEntry[]>("senders", { query: { channel } }),
    segments: (query: { kind?: string; search?: string } = {}, signal?: AbortSignal) =>
      ask<readonly SegmentEntry[]>("segments", { query, signal }),
    segmentEstimate: (rule: unknown, campaignId?: string, signal?: AbortSignal) =>
      ask<SegmentEstimate>("segments/estimate", {
        method: "POST",
        body: campaignId === undefined ? { rule } : { rule, campaignId },
        signal,
      }),
    attributes: () => ask<readonly AttributeEntry[]>("attributes"),
    ruleConditions: () => ask<readonly RuleCondition[]>("ruleConditions"),
    eventNames: (search = "", signal?: AbortSignal) => ask<readonly string[]>("eventNames", { query: { search }, signal }),
    tags: (search = "", signal?: AbortSignal) => ask<readonly string[]>("tags", { query: { search }, signal }),
    members: () => ask<readonly MemberEntry[]>("members"),
    secrets: () => ask<readonly Named[]>("secrets"),
    contacts: (search: string, limit = 10, signal?: AbortSignal) =>
      ask<ContactPage>("contacts", { query: { search, limit }, signal }),
    campaigns: (search = "", signal?: AbortSignal) =>
      ask<readonly CampaignEntry[]>("campaigns", { query: { search }, signal }),
  };
}
