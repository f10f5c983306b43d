// The Workspace API of a campaign's flow as typed functions. What may go wrong is in errors.ts, how it is asked in
// transport.ts; what forms look up is theirs.

import type { FlowDocument } from "../flow/model/document";
import { createTransport, type Ask, type TransportOptions } from "./transport";
import type {
  ContactPage,
  DateRange,
  Draft,
  Estimate,
  LiveCounts,
  Review,
  Simulation,
  SimulationInput,
  StatusAnswer,
  Version,
  VersionFlow,
} from "./types";

/** The functions for one campaign's flow. */
export type Client = ReturnType<typeof clientOver>;

/** A client for one workspace; `base` ends with a slash. */
export function createClient(options: TransportOptions): Client {
  return clientOver(createTransport(options));
}

/** A client over an exchange that there is already. */
export function clientOver(ask: Ask) {
  const of = (campaign: string, path: string): string => `campaigns/${encodeURIComponent(campaign)}/${path}`;
  return {
    draft: (campaign: string) => ask<Draft>(of(campaign, "draft")),
    saveDraft: (campaign: string, workflow: FlowDocument, revision: number) =>
      ask<Draft>(of(campaign, "draft"), { method: "PUT", body: { workflow }, ifMatch: revision }),
    discardDraft: (campaign: string, revision: number) =>
      ask<Draft>(of(campaign, "draft"), { method: "DELETE", ifMatch: revision }),
    versions: (campaign: string) => ask<readonly Version[]>(of(campaign, "versions")),
    version: (campaign: string, number: number) => ask<VersionFlow>(of(campaign, `versions/${number}`)),
    estimate: (campaign: string, signal?: AbortSignal) => ask<Estimate>(of(campaign, "estimate"), { signal }),
    liveCounts: (campaign: string, range: DateRange = {}) =>
      ask<LiveCounts>(of(campaign, "liveCounts"), { query: { from: range.from, to: range.to } }),
    simulate: (campaign: string, input: SimulationInput) =>
      ask<Simulation>(of(campaign, "simulate"), { method: "POST", body: input }),
    review: (campaign: string) => ask<Review>(of(campaign, "review")),
    launch: (campaign: string, revision: number) =>
      ask<StatusAnswer>(of(campaign, "launch"), { method: "POST", body: {}, ifMatch: revision }),
    contacts: (search: string, limit = 10, signal?: AbortSignal) =>
      ask<ContactPage>("contacts", { query: { search, limit }, signal }),
  };
}
