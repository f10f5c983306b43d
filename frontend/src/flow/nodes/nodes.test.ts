import { describe, expect, it } from "vitest";
import schemas from "../../../../campaigns/nodes/schemas.json";
import { NODE_TYPES, portsOf, typeOf } from ".";
import type { FlowNode } from "../model/document";
import type { Config, Names } from "./type";

const NAMES: Names = { tpl_1: "Hello", seg_1: "New people", cmp_1: "Winback", s1: "Welcome mail" };

/** A config of every type, and the words it must give. A type without a line here fails the test below. */
const SAMPLES: Record<string, [Config, string]> = {
  trigger_manual: [{}, "Started by hand"],
  trigger_api: [{}, "Called by API"],
  trigger_scheduled: [{ at: "2026-03-01T09:00:00", segment: "seg_1" }, "On 2026-03-01 09:00 for “New people”"],
  trigger_event: [{ event: "ordered", filter: { condition: "AND", rules: [] } }, "Did “ordered”, filtered"],
  trigger_segment_entry: [{ segment: "seg_1" }, "Entered “New people”"],
  trigger_segment_exit: [{ segment: "seg_1" }, "Left “New people”"],
  send: [{ channel: "email", template: "tpl_1", rotation: { templates: [{ template: "tpl_2", weight: 1 }] } }, "Send e-mail “Hello” or 1 more"],
  wait: [{ duration: { value: 2, unit: "days" } }, "Wait 2 days"],
  throttle: [{ count: 100, per: "hour" }, "At most 100 an hour"],
  condition: [{ rule: { condition: "AND", rules: [{ type: "attribute", field: "plan", operator: "equals", value: "pro" }] } }, "Plan is pro?"],
  switch: [{ branches: [{ port: "a", rule: {} }, { port: "b", rule: {} }] }, "First of 2 branches that fits"],
  ab_test: [{ variants: [{ port: "A", weight: 60 }, { port: "B", weight: 40 }] }, "Test of 2 variants"],
  tag: [{ action: "remove", tag: "trial" }, "Remove tag “trial”"],
  set_field: [{ field: "stage", value: "won" }, "Set stage to “won”"],
  update_score: [{ delta: -5 }, "Take 5 from the score"],
  segment_add: [{ segment: "seg_1" }, "Add to “New people”"],
  segment_remove: [{ segment: "seg_1" }, "Remove from “New people”"],
  notify_inbox: [{ subject: "Call them" }, "Notify the inbox: “Call them”"],
  webhook: [{ url: "https://example.com/hook?a=1", method: "PUT" }, "PUT example.com"],
  jump: [{ campaign: "cmp_1" }, "Go on in “Winback”"],
  end: [{}, "End"],
};

describe("node types", () => {
  it("are those of the server, in its order", () => {
    expect(NODE_TYPES.map((type) => type.key)).toEqual(schemas.map((type) => type.key));
  });

  it.each(NODE_TYPES.map((type) => [type.key, type] as const))("%s says what it does", (key, type) => {
    const sample = SAMPLES[key];
    expect(sample, `no sample for ${key}`).toBeDefined();
    expect(type.summary(sample?.[0] ?? {}, NAMES)).toBe(sample?.[1]);
  });

  it.each(NODE_TYPES.map((type) => [type.key, type] as const))("%s has an icon, a label, and survives an empty config", (_, type) => {
    expect(type.icon.length).toBeGreaterThan(0);
    expect(type.label).not.toBe("");
    expect(type.summary({}, {})).not.toBe("");
    expect(Array.isArray(type.ports({}))).toBe(true);
  });

  it("labels the ports of a test with their weights", () => {
    expect(portsOf({ id: "x", type: "ab_test", config: SAMPLES["ab_test"]?.[0] ?? {} })).toEqual([
      { key: "A", label: "A · 60 %" },
      { key: "B", label: "B · 40 %" },
    ]);
  });

  it("give a wait for something a way out for when the time is up", () => {
    const wait = (config: Config): FlowNode => ({ id: "w", type: "wait", config });
    const duration = { value: 3, unit: "hours" };
    expect(portsOf(wait({ event: "ordered" })).map((port) => port.key)).toEqual(["next", "timeout"]);
    expect(portsOf(wait({ rule: {} })).map((port) => port.key)).toEqual(["next", "timeout"]);
    expect(portsOf(wait({ duration })).map((port) => port.key)).toEqual(["next"]);
    const words = (config: Config): string => typeOf(wait(config)).summary(config, NAMES);
    expect(words({ event: "ordered" })).toBe("Wait for “ordered”, at most 30 days");
    expect(words({ event: "ordered", filter: {}, timeout: duration })).toBe("Wait for “ordered” and a filter, at most 3 hours");
    expect(words({ rule: {}, timeout: { value: 1, unit: "days" } })).toBe("Wait until a rule holds, at most 1 day");
  });

  it("draws a type it doesn't know", () => {
    expect(typeOf({ id: "x", type: "send_pigeon", config: {} }).summary({}, {})).toBe("send pigeon");
  });
});

describe("summaries of conditions", () => {
  const words = (rule: unknown): string => typeOf({ id: "c", type: "condition", config: {} }).summary({ rule }, NAMES);

  it("count what they leave out", () => {
    const leaf = { type: "tag", operator: "has", value: "vip" };
    expect(words({ condition: "OR", rules: [leaf, leaf, { condition: "AND", rules: [leaf] }] })).toBe(
      "Tagged “vip” or 2 more?",
    );
  });

  it("name the message that was opened", () => {
    expect(words({ type: "engagement", field: "opened", operator: "is", value: { node: "s1" } })).toBe(
      "Opened “Welcome mail”?",
    );
  });
});

it("names a channel as people do", () => {
  const said = ["telegram", "onsite", ""].map((channel) => typeOf({ id: "s", type: "send", config: {} }).summary({ channel, template: "tpl_1" }, NAMES));
  expect(said).toEqual(["Send Telegram “Hello”", "Send on-site “Hello”", "Send message “Hello”"]);
});

describe("summaries of waits", () => {
  it.each([
    [{ until: "2026-12-24T18:00:00" }, "Wait until 2026-12-24 18:00"],
    [{ local_time: "09:00", weekdays: ["mon", "fri"] }, "Wait until 09:00 mon, fri"],
    [{ window: { start: "09:00", end: "17:00" } }, "Wait until between 09:00 and 17:00"],
    [{ attribute: "renewal", offset: { value: -1, unit: "days" } }, "Wait until 1 day before renewal"],
    [{ attribute: "renewal" }, "Wait until renewal"],
    [{}, "Wait"],
  ])("%j", (config, words) => {
    expect(typeOf({ id: "w", type: "wait", config }).summary(config, {})).toBe(words);
  });
});
