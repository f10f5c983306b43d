// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Invalid } from "../api/errors";
import { ruleLanguageOf, type Lookups } from "../api/lookups";
import { fakeContext, fakeLookups } from "../testing/fakes";
import description from "./conditions.json";
import { RuleBuilder } from "./RuleBuilder";
import type { Group } from "./tree";

afterEach(cleanup);
// Rendering and axe take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const LANGUAGE = ruleLanguageOf(description);

async function mount(start: unknown, { own = {}, disabled = false }: { own?: Partial<Lookups>; disabled?: boolean } = {}) {
  const seen: { rule: Group | null } = { rule: null };
  const context = fakeContext({ api: fakeLookups(own), campaignId: null });
  function Page() {
    const [rule, setRule] = useState<unknown>(start);
    return (
      <RuleBuilder value={rule} onChange={(next) => { seen.rule = next; setRule(next); }} context={context} disabled={disabled} issues={[]} />
    );
  }
  const view = render(<Page />);
  await screen.findByRole("group", { name: "The whole rule" });
  return { seen, ...view };
}

const RULE = {
  condition: "AND",
  rules: [
    { type: "attribute", field: "plan", operator: "equals", value: "pro" },
    { condition: "OR", not: true, rules: [{ type: "tag", operator: "has", value: "vip" }, { type: "event", field: "ordered", operator: "did", value: { filter: [{ field: "total", operator: ">", value: 5 }] } }] },
    { type: "weather", field: "sun", operator: "shines" },
  ],
};

describe("the rule builder", () => {
  it("is accessible with every kind of condition", async () => {
    const every = { condition: "AND", rules: [...RULE.rules, ...LANGUAGE.conditions.map((condition) => ({ type: condition.key }))] };
    const { container } = await mount(every);
    const result = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((each) => each.html).join(" ")}`)).toEqual([]);
  });

  it("can be read by those who may not change it", async () => {
    const { container } = await mount(RULE, { disabled: true });
    for (const input of container.querySelectorAll("input, select, button:not(.rb-choice)")) expect(input.matches(":disabled")).toBe(true);
  });

  it("builds a rule from nothing and says what it means", async () => {
    const { seen } = await mount({});
    fireEvent.click(screen.getByRole("button", { name: "+ Add a condition" }));
    fireEvent.click(screen.getByRole("button", { name: /^Attribute/ }));
    const row = screen.getByRole("group", { name: "Attribute, condition 1" });
    expect(document.activeElement).toBe(within(row).getByLabelText("Field"));
    fireEvent.change(within(row).getByLabelText("Field"), { target: { value: "vis" } });
    fireEvent.click(await within(row).findByRole("option", { name: /Visits/ }));
    fireEvent.change(within(row).getByLabelText("Comparison"), { target: { value: ">=" } });
    fireEvent.change(within(row).getByLabelText("Value"), { target: { value: "3" } });
    expect(seen.rule).toEqual({ condition: "AND", rules: [{ type: "attribute", field: "visits", operator: ">=", value: 3 }] });
    expect(screen.getByText("Visits is at least 3.")).toBeTruthy();
  });

  it("keeps a condition that it does not know, through changes around it", async () => {
    const { seen } = await mount(RULE);
    fireEvent.click(screen.getByRole("button", { name: "Duplicate condition 1" }));
    fireEvent.click(screen.getByRole("button", { name: "Move condition 4 up" }));
    fireEvent.click(screen.getByRole("button", { name: "Remove condition 1" }));
    expect(seen.rule?.rules).toEqual([RULE.rules[0], RULE.rules[2], RULE.rules[1]]);
  });

  it("joins groups in four ways", async () => {
    const { seen } = await mount(RULE);
    const [whole, inner] = screen.getAllByLabelText<HTMLSelectElement>("Match");
    expect([whole?.value, inner?.value]).toEqual(["AND", "NOT OR"]);
    if (inner !== undefined) fireEvent.change(inner, { target: { value: "OR" } });
    expect(seen.rule?.rules[1]).toEqual({ condition: "OR", rules: RULE.rules[1]?.rules });
  });

  it("counts once, a while after the last change, and drops outdated answers", async () => {
    const estimate = vi.fn<Lookups["estimate"]>(async () => ({ contacts: 12480, exact: true, total: 48210, sample: [{ id: "ct_1", name: "Ada", email: "ada@example.com" }] }));
    await mount(RULE, { own: { estimate } });
    fireEvent.change(screen.getAllByLabelText("Match")[0] ?? document.body, { target: { value: "OR" } });
    await waitFor(() => expect(screen.getByText(/of 48,210 contacts/).textContent).toBe("12,480 of 48,210 contacts"), { timeout: 20_000 });
    expect(estimate).toHaveBeenCalledTimes(1);
    expect(estimate.mock.calls[0]?.[0]).toMatchObject({ condition: "OR" });
    expect(screen.getByRole("link", { name: "Ada", hidden: true }).getAttribute("href")).toBe("/w/acme/contacts/ct_1/");
  });

  it("shows a refusal at its field", async () => {
    const refuse = async (): Promise<never> => {
      throw new Invalid("no", 400, "invalid", [{ field: "rule.rules[0].value", message: "there is no such tag" }]);
    };
    await mount({ condition: "AND", rules: [{ type: "tag", operator: "has", value: "vip" }] }, { own: { estimate: refuse } });
    await waitFor(() => expect(within(screen.getByRole("group", { name: "Tag, condition 1" })).getByText(/There is no such tag/)).toBeTruthy(), { timeout: 20_000 });
    expect(screen.getByText("Finish the conditions to see how many contacts match.")).toBeTruthy();
  });

  it("says when the server can't be asked", async () => {
    await mount(RULE, { own: { estimate: async () => { throw new Error("boom"); } } });
    await waitFor(() => expect(screen.getByText(/could not be counted/)).toBeTruthy(), { timeout: 20_000 });
  });
});
