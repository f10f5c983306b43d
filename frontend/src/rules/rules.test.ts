import { describe, expect, it } from "vitest";
import { ruleLanguageOf } from "../api/lookups";
import { EDITORS, SHAPES } from "../inputs/registry";
import { OPERANDS } from "../inputs/operands";
import { isRecord } from "../api/guards";
import { itemsOf, type Property } from "../inputs/schema";
import description from "./conditions.json";
import { asksLater, conditionFor, isUnfinished, languageOf, newLeaf, operandOf, operatorsFor, partsOf, withField, withOperator, type Condition } from "./language";
import { added, depthOf, duplicated, grouped, leafCount, moved, nodeAt, removed, replaced, ruleOf, ungrouped, type Group } from "./tree";
import { ruleWords, timespanWords } from "./words";

const language = languageOf(ruleLanguageOf(description), true);
const attributes = [{ key: "plan", label: "Plan", kind: "text", own: false }, { key: "visits", label: "Visits", kind: "number", own: false }];
const words = (rule: Group): string => ruleWords(rule, { language, attributes, names: { seg_1: "New people", s1: "Welcome" } });
const all = (...rules: Group["rules"][number][]): Group => ({ condition: "AND", rules });
const tag = (value: string) => ({ type: "tag", operator: "has", value });

function condition(key: string): Condition {
  const found = conditionFor(language, { type: key });
  if (found === undefined) throw new Error(`no ${key}`);
  return found;
}

describe("the tree", () => {
  const rule = all(tag("a"), { condition: "OR", rules: [tag("b"), tag("c")] });

  it("is edited by path, and the original stays", () => {
    const before = JSON.stringify(rule);
    expect(nodeAt(rule, [1, 0])).toEqual(tag("b"));
    expect(replaced(rule, [1, 0], tag("x"))).toEqual(all(tag("a"), { condition: "OR", rules: [tag("x"), tag("c")] }));
    expect(removed(rule, [1, 1])).toEqual(all(tag("a"), { condition: "OR", rules: [tag("b")] }));
    expect(duplicated(rule, [0])).toEqual(all(tag("a"), tag("a"), { condition: "OR", rules: [tag("b"), tag("c")] }));
    expect(moved(rule, [0], 1)).toEqual(all({ condition: "OR", rules: [tag("b"), tag("c")] }, tag("a")));
    expect(added(rule, [1], tag("d"))).toEqual(all(tag("a"), { condition: "OR", rules: [tag("b"), tag("c"), tag("d")] }));
    expect(JSON.stringify(rule)).toBe(before);
  });

  it("groups and dissolves, but never a negated group, whose members alone mean something else", () => {
    const inside = grouped(rule, [0]);
    expect(inside).toEqual(all({ condition: "OR", rules: [tag("a")] }, { condition: "OR", rules: [tag("b"), tag("c")] }));
    expect(ungrouped(inside, [0])).toEqual(rule);
    const negated = all({ condition: "AND", not: true, rules: [tag("a")] });
    expect(ungrouped(negated, [0])).toEqual(negated);
  });

  it("is measured", () => {
    expect([depthOf(rule), leafCount(rule)]).toEqual([2, 3]);
  });

  it("is read from anything", () => {
    for (const value of [undefined, null, {}, [], "x", tag("a"), { condition: "XOR", rules: "none" }]) expect(ruleOf(value)).toMatchObject({ condition: "AND", rules: [] });
  });
});

describe("the language of the server", () => {
  it("offers conditions of flows in flows only", () => {
    const elsewhere = languageOf(ruleLanguageOf(description), false).conditions.map((each) => each.key);
    expect(language.conditions.map((each) => each.key).filter((key) => !elsewhere.includes(key))).toEqual(["trigger", "webhook"]);
  });

  it.each(language.conditions.map((each) => [each.key, each] as const))("%s has an input for each of its parts", (_, each) => {
    for (const property of everyProperty(each.properties)) {
      if (property.editor === "operand" || property.name === "operator") continue;
      expect(property.editor === null ? property.shape in SHAPES : property.editor in EDITORS, property.name).toBe(true);
    }
    const operator = each.properties.find((property) => property.name === "operator");
    for (const operand of Object.values(isRecord(operator?.schema["x-operands"]) ? operator.schema["x-operands"] : {})) {
      expect(["none", ...Object.keys(OPERANDS)]).toContain(operand);
    }
  });

  it("gives each kind of attribute its operators, and all of them where the kind is not known", () => {
    const operator = condition("attribute").properties.find((property) => property.name === "operator");
    if (operator === undefined) throw new Error("no operator");
    expect(operatorsFor(operator, "visits", attributes).map((group) => group.kind)).toEqual(["number"]);
    expect(operatorsFor(operator, "unheard", attributes).map((group) => group.label)).toEqual(["Text", "Number", "Yes or no", "Date", "List"]);
  });

  it("keeps a value while its kind stays the same", () => {
    const leaf = { type: "attribute", field: "plan", operator: "equals", value: "pro" };
    const parts = condition("attribute");
    expect(withOperator(parts, leaf, "contains")).toEqual({ ...leaf, operator: "contains" });
    expect(withOperator(parts, leaf, "is_set")).toEqual({ type: "attribute", field: "plan", operator: "is_set" });
    expect(withField(parts, leaf, "visits", attributes)).toEqual({ type: "attribute", field: "visits", operator: "=" });
    expect(operandOf(parts, "between")).toBe("numbers");
  });

  it.each([
    [all(), true],
    [all({ condition: "OR", rules: [] }), true],
    [all({ type: "tag", operator: "has" }), true],
    [all(tag("a")), false],
    [all({ type: "attribute", field: "plan", operator: "is_set" }), false],
    [all({ type: "attribute", field: "visits", operator: "between", value: [1, null] }), true],
    [all({ type: "event", field: "ordered", operator: "did" }), false],
    [all({ type: "event", field: "ordered", operator: "did", value: { filter: [{ operator: "equals" }] } }), true],
    [all({ type: "weather" }), false],
  ])("knows whether something is missing from %j", (rule, missing) => {
    expect(isUnfinished(rule, language)).toBe(missing);
  });

  it("knows what can only be asked of contacts on their way", () => {
    const trigger = { type: "trigger", field: "total", operator: "is_set" };
    expect([asksLater(all(tag("a")), language), asksLater(all({ condition: "OR", rules: [trigger] }), language)]).toEqual([false, true]);
  });

  it("begins conditions with an operator", () => {
    expect(newLeaf(condition("tag"))).toEqual({ type: "tag", operator: "has" });
    expect(newLeaf(condition("event"))).toEqual({ type: "event", operator: "did" });
  });
});

describe("operators that change what else is asked", () => {
  const did = (rest: Record<string, unknown>) => ({ type: "event", field: "ordered", ...rest });

  it("drops how often where the first time is asked for, and wants the time span", () => {
    const parts = condition("event");
    const changed = withOperator(parts, did({ operator: "did", count: 3 }), "first_before");
    expect(changed).toEqual(did({ operator: "first_before" }));
    expect(isUnfinished(changed as Group["rules"][number], language)).toBe(true);
    expect(isUnfinished(did({ operator: "first_before", window: "30d" }), language)).toBe(false);
  });

  it("says it", () => {
    expect(words(all(did({ operator: "first_before", window: "30d" })))).toBe("First did “ordered” more than 30 days ago.");
    expect(words(all(did({ operator: "last_within", window: "7d" })))).toBe("Last did “ordered” within the last 7 days.");
    expect(words(all(did({ operator: "last_within" })))).toBe("Last did “ordered” ….");
    expect(words(all(did({ operator: "did_exactly", count: 1 })))).toBe("Has done “ordered” exactly 1 times.");
    expect(words(all({ type: "tag", operator: "has_any", value: ["a", "b"] }))).toBe("Has any of the tags “a”, “b”.");
  });
});

describe("plain words", () => {
  it.each([
    [all({ type: "attribute", field: "plan", operator: "equals", value: "pro" }), "Plan is “pro”."],
    [all({ type: "attribute", field: "visits", operator: "between", value: [1, 5] }), "Visits is between 1 and 5."],
    [all({ type: "attribute", field: "plan", operator: "in", value: ["a", "b"] }), "Plan is one of “a”, “b”."],
    [all({ type: "attribute", field: "created_at", operator: "within_last", value: "7d" }), "Created_at is within the last 7 days."],
    [all({ type: "attribute", field: "plan", operator: "is_set" }), "Plan is known."],
    [all(tag("vip"), { condition: "OR", rules: [{ type: "segment", operator: "not_in", value: "seg_1" }, { type: "score", operator: ">=", value: 50 }] }), "Has the tag “vip” and (is not in the segment “New people” or score is at least 50)."],
    [{ condition: "OR", not: true, rules: [tag("a"), tag("b")] }, "Not (has the tag “a” or has the tag “b”)."],
    [
      all({ type: "event", field: "ordered", operator: "did", count: 2, window: "30d", value: { filter: [{ field: "total", operator: ">=", value: 50 }] } }),
      "Has done “ordered” at least 2 times where total is at least 50 within the last 30 days.",
    ],
    [all({ type: "engagement", field: "opened", operator: "is_not", value: { node: "s1" } }), "Has not opened a message of the step “Welcome”."],
    [all({ type: "consent", field: "email.marketing", operator: "is", value: "granted" }), "Consent to marketing by E-mail is given."],
    [all({ type: "channel", field: "sms", operator: "is", value: "reachable" }), "SMS is reachable."],
    [all({ type: "trigger", field: "cart.total", operator: ">", value: 100 }), "The trigger’s cart.total is above 100."],
    [all({ type: "weather", sunny: true }), "“weather” (unknown here)."],
    [all({ type: "tag", operator: "has" }), "Has the tag …."],
    [all({ condition: "OR", rules: [] }), "…."],
    [all(), "No conditions yet."],
  ] satisfies [Group, string][])("say %j", (rule, expected) => {
    expect(words(rule)).toBe(expected);
  });

  it("say lengths of time", () => {
    expect([timespanWords("1h"), timespanWords("4w"), timespanWords("soon")]).toEqual(["1 hour", "4 weeks", "soon"]);
  });
});

function everyProperty(properties: readonly Property[]): Property[] {
  return properties.flatMap((property) => {
    if (property.shape === "object") return everyProperty(partsOf(property.schema).properties);
    return property.shape === "objects" ? everyProperty(partsOf(itemsOf(property.schema)).properties) : [property];
  });
}
