import { describe, expect, it } from "vitest";
import { inserted, mergeTags } from "./mergeTags";

const attribute = (key: string, own: boolean) => ({ key, label: key, kind: "text", own });

describe("merge tags", () => {
  it("name fields and attributes as templates do, each once", () => {
    const tags = mergeTags([attribute("first_name", true), attribute("created_at", true), attribute("plan", false), attribute("email", false)], null).map((each) => each.tag);
    expect(tags).toEqual(expect.arrayContaining(["{{ contact.first_name }}", "{{ contact.plan }}", "{{ contact.attributes.email }}", "{{ campaign.name }}"]));
    expect(tags).not.toContain("{{ contact.created_at }}");
    expect(new Set(tags).size).toBe(tags.length);
  });

  it("name what the flow's webhooks keep", () => {
    const nodes = [{ id: "w", type: "webhook", config: { save_as: "crm", values: { tier: "a.b" } } }, { id: "x", type: "webhook", config: {} }];
    const kept = mergeTags([], { nodes, edges: [] }).filter((each) => each.group === "Webhook answers");
    expect(kept.map((each) => each.tag)).toEqual(["{{ webhook.crm.status }}", "{{ webhook.crm.tier }}"]);
  });

  it("stand where the caret was", () => {
    expect(inserted("Hello !", "{{ x }}", 6, 6)).toEqual({ text: "Hello {{ x }}!", caret: 13 });
    expect(inserted("Hello you", "{{ x }}", 6, 9)).toEqual({ text: "Hello {{ x }}", caret: 13 });
  });
});
