// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Lookups } from "../../api/lookups";
import { fakeContext, fakeLookups } from "../../testing/fakes";
import { typeOf } from "../nodes";
import type { Config } from "../nodes/type";
import { NodeForm } from "./NodeForm";
import { schemaOf } from "./schemas";

afterEach(cleanup);
// Rendering and axe take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** A form that keeps what is typed, as the builder does; `config()` is what it holds now. */
function mount(type: string, start: Config, own: Partial<Lookups> = {}) {
  const seen = { config: start };
  const context = fakeContext({ api: fakeLookups(own) });
  function Panel() {
    const [config, setConfig] = useState(start);
    const node = { id: "n1", type, config };
    return (
      <NodeForm
        node={node}
        type={typeOf(node)}
        schema={schemaOf(type)}
        names={{}}
        issues={[]}
        disabled={false}
        onChange={(next) => {
          seen.config = next;
          setConfig(next);
        }}
        onRename={() => undefined}
        context={context}
      />
    );
  }
  render(<Panel />);
  return (): Config => seen.config;
}

const press = (name: string): void => void fireEvent.click(screen.getByRole("button", { name }));

describe("the variants of a test", () => {
  it("add up to 100 whatever is done, and keep their ports", () => {
    const config = mount("ab_test", {});
    press("Add a variant");
    expect(config()).toEqual({ variants: [{ port: "A", name: "", weight: 50 }, { port: "B", name: "", weight: 50 }] });
    fireEvent.change(screen.getByLabelText("Share of variant A in percent"), { target: { value: "70" } });
    press("Add a variant");
    fireEvent.change(screen.getByLabelText("Name of variant C"), { target: { value: "Short" } });
    press("Remove variant A");
    expect(config()).toEqual({ variants: [{ port: "B", name: "", weight: 50 }, { port: "C", name: "Short", weight: 50 }] });
    press("Add a variant");
    expect(config()).toMatchObject({ variants: [{ port: "B", weight: 34 }, { port: "C", weight: 33 }, { port: "A", weight: 33 }] });
    press("Add a variant");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Add a variant" }).disabled).toBe(true);
    expect(screen.getByText("100 % in all")).toBeTruthy();
  });
});

describe("the branches of a switch", () => {
  it("are ranked by buttons and keep their ports", () => {
    const config = mount("switch", {});
    press("Add a branch");
    fireEvent.change(screen.getByLabelText("Name of branch 2"), { target: { value: "Big spenders" } });
    press("Move branch 2 up");
    press("Add a branch");
    press("Remove branch 2");
    expect(config()).toEqual({
      branches: [
        { port: "branch_2", name: "Big spenders", rule: { condition: "AND", rules: [] } },
        { port: "branch_3", name: "", rule: { condition: "AND", rules: [] } },
      ],
    });
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Remove branch 1" }).disabled).toBe(true);
  });
});

describe("a branch", () => {
  it("is dragged to another rank", () => {
    const config = mount("switch", { branches: ["a", "b", "c"].map((port) => ({ port, rule: { condition: "AND", rules: [] } })) });
    fireEvent.dragStart(screen.getByText("3", { selector: ".cf-grip" }));
    const target = screen.getByLabelText("Name of branch 1").closest("li") ?? document.body;
    fireEvent.dragOver(target);
    fireEvent.drop(target);
    expect(config()).toMatchObject({ branches: [{ port: "c" }, { port: "a" }, { port: "b" }] });
  });
});

describe("a template", () => {
  it("is found among the published ones of the channel, and previewed in a sandbox", async () => {
    const config = mount("send", { channel: "email" });
    const input = screen.getByRole("combobox", { name: /Template/ });
    fireEvent.click(input);
    const offered = (): HTMLElement[] => within(screen.getByRole("listbox")).queryAllByRole("option");
    await waitFor(() => expect(offered().map((option) => option.textContent)).toEqual(["WelcomeSubject of Welcome · Marketing", "OfferSubject of Offer · Marketing"]));
    fireEvent.keyDown(input, { key: "ArrowDown" });
    fireEvent.keyDown(input, { key: "ArrowDown" });
    fireEvent.keyDown(input, { key: "Enter" });
    expect(config()).toEqual({ channel: "email", template: "tpl_2" });
    const preview = await screen.findByText("Preview");
    fireEvent.click(preview);
    const frame = await screen.findByTitle("Preview of Offer");
    expect([frame.getAttribute("sandbox"), frame.getAttribute("src")]).toEqual(["", "/preview/tpl_2/"]);
    expect(screen.getByRole("link", { name: "Open the template" }).getAttribute("href")).toBe("/w/acme/templates/tpl_2/");
  });

  it.each([
    [null, "This template was deleted. Choose another one."],
    [{ state: "REJECTED" }, "“Welcome” was rejected and can’t be sent. Choose another one, or correct it."],
    [{ state: "DRAFT" }, "“Welcome” is not published. Publish it, or choose another one."],
    [{ channel: "sms" }, "“Welcome” is made for SMS, not for e-mail."],
  ])("says what keeps it from being sent: %j", async (change, words) => {
    const [welcome] = await fakeLookups().templates({});
    mount("send", { channel: "email", template: "tpl_1" }, { template: async () => (change === null || welcome === undefined ? null : { ...welcome, ...change }) });
    expect(await screen.findByText(words)).toBeTruthy();
  });
});

describe("a schedule", () => {
  it("is set in words and shows its next times", () => {
    const config = mount("trigger_scheduled", {});
    fireEvent.click(screen.getByLabelText("Again and again"));
    expect(config()).toEqual({ rrule: "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" });
    fireEvent.click(screen.getByLabelText("Monthly"));
    fireEvent.change(screen.getByLabelText("Which day"), { target: { value: "nth" } });
    fireEvent.change(screen.getByLabelText("First to last"), { target: { value: "-1" } });
    expect(config()).toEqual({ rrule: "FREQ=MONTHLY;BYDAY=-1MO;BYHOUR=9;BYMINUTE=0" });
    const said = screen.getByText("Every month on the last Monday at 09:00").parentElement ?? document.body;
    expect(within(said).getAllByRole("listitem")).toHaveLength(5);
  });

  it("that takes more words is edited as a rule and stays as it is", () => {
    mount("trigger_scheduled", { rrule: "FREQ=DAILY;BYHOUR=9,17" });
    expect(screen.getByLabelText<HTMLInputElement>("Recurrence rule (RFC 5545)").value).toBe("FREQ=DAILY;BYHOUR=9,17");
  });
});

describe("a wait", () => {
  it("until a date is in each contact's time, or exact with the workspace's offset", () => {
    const config = mount("wait", {});
    fireEvent.click(screen.getByLabelText("A date and time"));
    fireEvent.change(screen.getByLabelText("Until"), { target: { value: "2026-07-01T09:30" } });
    expect(config()).toEqual({ until: "2026-07-01T09:30:00" });
    fireEvent.change(screen.getByLabelText("Whose time it is"), { target: { value: "exact" } });
    expect(config()).toEqual({ until: "2026-07-01T09:30:00+02:00" });
    expect(screen.getByLabelText<HTMLInputElement>("Until").value).toBe("2026-07-01T09:30");
  });

  it("keeps its field and its unit while the number is typed anew", () => {
    const config = mount("wait", { duration: { value: 2, unit: "hours" } });
    const number = screen.getByLabelText("How long");
    fireEvent.change(number, { target: { value: "" } });
    expect(config()).toEqual({});
    expect(screen.getByLabelText("How long")).toBe(number);
    fireEvent.change(number, { target: { value: "5" } });
    expect(config()).toEqual({ duration: { value: 5, unit: "hours" } });
  });

  it("before a date of the contact counts backwards", () => {
    const config = mount("wait", { attribute: "renews" });
    fireEvent.change(screen.getByLabelText("How long after or before it"), { target: { value: "3" } });
    fireEvent.change(screen.getByLabelText("Before or after"), { target: { value: "before" } });
    expect(config()).toEqual({ attribute: "renews", offset: { value: -3, unit: "days" } });
  });
});

describe("texts and values", () => {
  it("take variables at the caret, and null clears a field", async () => {
    const config = mount("set_field", { field: "plan", value: "Hello !" });
    const area = screen.getByLabelText<HTMLTextAreaElement>(/^Value/);
    area.setSelectionRange(6, 6);
    await screen.findByRole("option", { name: "First name" });
    fireEvent.change(screen.getByLabelText("Insert a variable"), { target: { value: "{{ contact.first_name }}" } });
    expect(config()).toEqual({ field: "plan", value: "Hello {{ contact.first_name }}!" });
    fireEvent.click(screen.getByLabelText("Empty the field"));
    expect(config()).toEqual({ field: "plan", value: null });
  });

  it("keep JSON that can't be read until it can, and headers by their names", () => {
    const config = mount("webhook", { url: "https://example.com/" });
    const body = screen.getByLabelText("Body");
    fireEvent.change(body, { target: { value: '{"a": ' } });
    expect(config()).toEqual({ url: "https://example.com/" });
    expect(screen.getByText(/no JSON yet/)).toBeTruthy();
    fireEvent.change(body, { target: { value: '{"a": 1}' } });
    const headers = screen.getByRole("group", { name: "Headers", hidden: true });
    fireEvent.click(within(headers).getByText("Add"));
    fireEvent.change(within(headers).getByLabelText("Header 1"), { target: { value: "X-Team" } });
    fireEvent.change(within(headers).getByLabelText("Value 1"), { target: { value: "crm" } });
    expect(config()).toEqual({ url: "https://example.com/", body: { a: 1 }, headers: { "X-Team": "crm" } });
  });
});

describe("what a wait waits for", () => {
  it("stays while the name of the event is empty, and becomes the next one", () => {
    const config = mount("wait", { event: "ordered", timeout: { value: 2, unit: "days" } });
    const name = screen.getByRole("combobox", { name: "Event" });
    fireEvent.click(name);
    fireEvent.change(name, { target: { value: "" } });
    fireEvent.blur(name);
    expect(config()).toEqual({ event: "ordered", timeout: { value: 2, unit: "days" } });
    expect(screen.queryByRole("button", { name: "Clear ordered" })).toBeNull();
    fireEvent.click(name);
    fireEvent.change(name, { target: { value: "signup" } });
    fireEvent.blur(name);
    expect(config()).toEqual({ event: "signup", timeout: { value: 2, unit: "days" } });
  });

  it("keeps its rule, which can only be emptied", () => {
    mount("wait", { rule: { condition: "AND", rules: [] } });
    expect(screen.queryByRole("button", { name: "Remove the rule" })).toBeNull();
  });
});
