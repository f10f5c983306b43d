// What forms and rule builders ask the server: the workspace's things by search. Answers are checked before use.

import { isRecord } from "./guards";

/** How the server is asked (`createTransport`); answers the parsed JSON body or throws the client's errors. */
export type AskAnything = (path: string, options?: AskOptions) => Promise<unknown>;

interface AskOptions {
  readonly method?: "GET" | "POST";
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface TemplateChoice extends Named {
  readonly channel: string;
  readonly messageType: string;
  readonly state: string;
  readonly subject: string;
  readonly previewUrl: string;
}

export interface SegmentChoice extends Named {
  readonly kind: string;
  readonly totalMembers: number | null;
}

export interface SenderChoice extends Named {
  readonly channel: string;
  readonly address: string;
}

export interface CampaignChoice extends Named {
  readonly status: string;
}

export interface MemberChoice {
  readonly email: string;
  readonly name: string;
}

export interface Attribute {
  readonly key: string;
  readonly label: string;
  readonly kind: string;
  /** Every contact has it; otherwise it is an attribute of the workspace's. */
  readonly own: boolean;
}

export interface SampleContact extends Named {
  readonly email: string;
}

export interface Estimate {
  readonly contacts: number;
  readonly exact: boolean;
  readonly total: number;
  readonly sample: readonly SampleContact[];
}

/** A type of condition: its leaf's JSON Schema with the hints of docs/rules.md. */
export interface RuleCondition {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly flowOnly: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface RuleLanguage {
  readonly maxDepth: number;
  readonly maxLeaves: number;
  readonly conditions: readonly RuleCondition[];
}

export interface TemplateQuery {
  readonly channel?: string;
  readonly search?: string;
}

/** Every search answers at most a page of things, the best first. */
export interface Lookups {
  templates(query: TemplateQuery, signal?: AbortSignal): Promise<TemplateChoice[]>;
  /** One template whatever its state; null when there is none any more. */
  template(id: string, signal?: AbortSignal): Promise<TemplateChoice | null>;
  senders(channel: string, signal?: AbortSignal): Promise<SenderChoice[]>;
  segments(kind: string, search: string, signal?: AbortSignal): Promise<SegmentChoice[]>;
  topics(search: string, signal?: AbortSignal): Promise<Named[]>;
  campaigns(search: string, signal?: AbortSignal): Promise<CampaignChoice[]>;
  attributes(signal?: AbortSignal): Promise<Attribute[]>;
  tags(search: string, signal?: AbortSignal): Promise<string[]>;
  eventNames(search: string, signal?: AbortSignal): Promise<string[]>;
  members(signal?: AbortSignal): Promise<MemberChoice[]>;
  secrets(signal?: AbortSignal): Promise<string[]>;
  ruleConditions(signal?: AbortSignal): Promise<RuleLanguage>;
  estimate(rule: unknown, campaignId: string | null, signal?: AbortSignal): Promise<Estimate>;
}

const PAGE = 20;

/** The lookups over the API's transport. */
export function lookupsOver(ask: AskAnything): Lookups {
  const get = (path: string, query: Readonly<Record<string, string | number | undefined>>, signal?: AbortSignal): Promise<unknown> =>
    ask(path, { query, signal });
  return {
    templates: async ({ channel, search }, signal) =>
      rows(await get("templates", { channel, search, state: "PUBLISHED", limit: PAGE }, signal)).map(templateOf),
    template: async (id, signal) => {
      const found = rows(await get("templates", { ids: id, limit: 1 }, signal)).map(templateOf);
      return found[0] ?? null;
    },
    senders: async (channel, signal) =>
      rows(await get("senders", { channel }, signal)).map((row) => ({
        ...namedOf(row), channel: text(row, "channel"), address: text(row, "address"),
      })),
    segments: async (kind, search, signal) =>
      rows(await get("segments", { kind: kind || undefined, search, limit: PAGE }, signal)).map((row) => ({
        ...namedOf(row), kind: text(row, "kind"), totalMembers: count(row, "totalMembers"),
      })),
    topics: async (search, signal) => rows(await get("topics", { search }, signal)).map(namedOf),
    campaigns: async (search, signal) =>
      rows(await get("campaigns", { search, limit: PAGE }, signal)).map((row) => ({ ...namedOf(row), status: text(row, "status") })),
    attributes: async (signal) =>
      rows(await get("attributes", {}, signal)).map((row) => ({
        key: text(row, "key"), label: text(row, "label") || text(row, "key"), kind: text(row, "kind"), own: row["own"] === true,
      })),
    tags: async (search, signal) => names(await get("tags", { search, limit: PAGE }, signal)),
    eventNames: async (search, signal) => names(await get("eventNames", { search, limit: PAGE }, signal)),
    members: async (signal) =>
      rows(await get("members", {}, signal)).map((row) => ({ email: text(row, "email"), name: text(row, "name") })),
    secrets: async (signal) => names(await get("secrets", {}, signal)),
    ruleConditions: async (signal) => ruleLanguageOf(await get("ruleConditions", {}, signal)),
    estimate: async (rule, campaignId, signal) =>
      estimateOf(await ask("segments/estimate", {
        method: "POST", body: campaignId === null ? { rule } : { rule, campaignId }, signal,
      })),
  };
}

/** The rule language in an answer; what is no condition type is left out. */
export function ruleLanguageOf(data: unknown): RuleLanguage {
  const language = isRecord(data) ? data : {};
  return {
    maxDepth: count(language, "maxDepth") ?? 10,
    maxLeaves: count(language, "maxLeaves") ?? 1000,
    conditions: rows(language["conditions"]).map((row) => ({
      key: text(row, "key"),
      label: text(row, "label"),
      description: text(row, "description"),
      flowOnly: row["flowOnly"] === true,
      schema: isRecord(row["schema"]) ? row["schema"] : {},
    })),
  };
}

function estimateOf(data: unknown): Estimate {
  const row = isRecord(data) ? data : {};
  return {
    contacts: count(row, "contacts") ?? 0,
    exact: row["exact"] !== false,
    total: count(row, "total") ?? 0,
    sample: rows(row["sample"]).map((contact) => ({ ...namedOf(contact), email: text(contact, "email") })),
  };
}

function templateOf(row: Readonly<Record<string, unknown>>): TemplateChoice {
  return {
    ...namedOf(row),
    channel: text(row, "channel"),
    messageType: text(row, "messageType"),
    state: text(row, "state"),
    subject: text(row, "subject"),
    previewUrl: text(row, "previewUrl"),
  };
}

/** The rows of an answer: a bare list, or the `data` of a page. */
function rows(data: unknown): Readonly<Record<string, unknown>>[] {
  const list = isRecord(data) ? data["data"] : data;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** Names in an answer: texts, or objects that have a name. */
function names(data: unknown): string[] {
  const list = isRecord(data) ? data["data"] : data;
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => (typeof item === "string" ? [item] : isRecord(item) ? [text(item, "name")] : []));
}

function namedOf(row: Readonly<Record<string, unknown>>): Named {
  return { id: text(row, "id"), name: text(row, "name") };
}

function text(row: Readonly<Record<string, unknown>>, key: string): string {
  const value = row[key];
  return typeof value === "string" ? value : "";
}

function count(row: Readonly<Record<string, unknown>>, key: string): number | null {
  const value = row[key];
  return typeof value === "number" ? value : null;
}
