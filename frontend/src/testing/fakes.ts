// A workspace that answers from memory, for tests of forms and rule builders.

import { ruleLanguageOf, type Lookups } from "../api/lookups";
import type { FormContext } from "../inputs/context";
import conditions from "../rules/conditions.json";

/** Lookups with a few things of each kind; `own` replaces some. */
export function fakeLookups(own: Partial<Lookups> = {}): Lookups {
  const has = (name: string, search: string): boolean => name.toLowerCase().includes(search.toLowerCase());
  const template = (id: string, name: string, channel: string) => ({
    id, name, channel, messageType: "marketing", state: "PUBLISHED", subject: `Subject of ${name}`, previewUrl: `/preview/${id}/`,
  });
  const templates = [template("tpl_1", "Welcome", "email"), template("tpl_2", "Offer", "email"), template("tpl_3", "Reminder", "sms")];
  return {
    templates: async ({ channel, search }) =>
      templates.filter((each) => (channel === undefined || each.channel === channel) && has(each.name, search ?? "")),
    template: async (id) => templates.find((each) => each.id === id) ?? null,
    senders: async (channel) => [{ id: "snd_1", name: "News", channel, address: "news@example.com" }],
    segments: async (kind, search) =>
      [
        { id: "seg_1", name: "New people", kind: "dynamic", totalMembers: 1200 },
        { id: "seg_2", name: "Picked by hand", kind: "static", totalMembers: 3 },
      ].filter((each) => (kind === "" || each.kind === kind) && has(each.name, search)),
    topics: async (search) => [{ id: "top_1", name: "Product news" }].filter((each) => has(each.name, search)),
    campaigns: async (search) => [{ id: "cmp_2", name: "Winback", status: "RUNNING" }].filter((each) => has(each.name, search)),
    attributes: async () => [
      { key: "first_name", label: "first_name", kind: "text", own: true },
      { key: "created_at", label: "created_at", kind: "date", own: true },
      { key: "plan", label: "Plan", kind: "text", own: false },
      { key: "visits", label: "Visits", kind: "number", own: false },
      { key: "renews", label: "Renewal", kind: "date", own: false },
      { key: "vip", label: "VIP", kind: "boolean", own: false },
      { key: "interests", label: "Interests", kind: "list", own: false },
    ],
    tags: async (search) => ["vip", "trial"].filter((tag) => has(tag, search)),
    eventNames: async (search) => ["signup", "ordered"].filter((name) => has(name, search)),
    members: async () => [{ email: "ada@example.com", name: "Ada" }],
    secrets: async () => ["default", "crm"],
    ruleConditions: async () => ruleLanguageOf(conditions),
    estimate: async () => ({ contacts: 12480, exact: true, total: 48210, sample: [{ id: "ct_1", name: "Ada", email: "ada@example.com" }] }),
    ...own,
  };
}

/** The context of a form over a fake workspace. */
export function fakeContext(own: Partial<FormContext> = {}): FormContext {
  return {
    api: fakeLookups(),
    campaignId: "cmp_1",
    workflow: { nodes: [], edges: [] },
    names: { tpl_1: "Welcome", seg_1: "New people" },
    timezone: "Europe/Berlin",
    pages: "/w/acme/",
    ...own,
  };
}
