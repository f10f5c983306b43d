// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fakeContext } from "../../testing/fakes";
import { typeOf } from "../nodes";
import type { Config } from "../nodes/type";
import type { FlowIssue } from "../../inputs/issues";
import { NodeForm } from "./NodeForm";
import { NODE_SCHEMAS, schemaOf } from "./schemas";

afterEach(cleanup);
// Rendering and axe take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

function mount(type: string, config: Config, { issues = [], disabled = false }: { issues?: FlowIssue[]; disabled?: boolean } = {}) {
  const onChange = vi.fn<(config: Config) => void>();
  const onRename = vi.fn<(name: string) => void>();
  const node = { id: "n1", type, config };
  const view = render(
    <NodeForm node={node} type={typeOf(node)} schema={schemaOf(type)} names={{}} issues={issues} disabled={disabled} onChange={onChange} onRename={onRename} context={fakeContext()} />,
  );
  return { onChange, onRename, ...view };
}

const issue = (path: string, message: string): FlowIssue => ({ nodeId: "n1", path, code: "x", message, severity: "error" });

describe("the form of a node", () => {
  it.each(NODE_SCHEMAS.map((schema) => schema.key))("of type %s is accessible", async (type) => {
    const { container } = mount(type, {});
    const result = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((each) => each.html).join(" ")}`)).toEqual([]);
  });

  it.each(NODE_SCHEMAS.map((schema) => schema.key))("of type %s can be read by those who may not change it", (type) => {
    const { container } = mount(type, {}, { disabled: true });
    for (const input of container.querySelectorAll("input, select, textarea, .cf-button")) expect(input.matches(":disabled")).toBe(true);
  });

  it("gives the name and each change of the config to the builder", () => {
    const { onChange, onRename } = mount("throttle", { count: 10 });
    fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Slowly" } });
    fireEvent.change(screen.getByLabelText(/^At most/), { target: { value: "50" } });
    fireEvent.change(screen.getByLabelText(/^Per/), { target: { value: "hour" } });
    expect(onRename).toHaveBeenCalledWith("Slowly");
    expect(onChange.mock.calls).toEqual([[{ count: 50 }], [{ count: 10, per: "hour" }]]);
  });

  it("shows an issue at the field that it is about, and at the nearest one otherwise", () => {
    mount("send", { channel: "email", fallback: { channel: "sms" } }, {
      issues: [issue("workflow.nodes[4].config.fallback.template", "required"), issue("workflow.nodes[4].config", "odd"), issue("workflow.nodes[4].edges", "open port")],
    });
    const second = screen.getByRole("group", { name: /Second message/ });
    expect(second.textContent).toContain("Required");
    expect(screen.getByText("Odd")).toBeTruthy();
    expect(screen.getByText("Open port")).toBeTruthy();
  });

  it("keeps what was typed for each way when another one is chosen", () => {
    const { onChange, rerender } = mount("wait", { duration: { value: 3, unit: "hours" } });
    expect(screen.getByLabelText<HTMLInputElement>("A length of time").checked).toBe(true);
    fireEvent.click(screen.getByLabelText("A time of day"));
    expect(onChange).toHaveBeenLastCalledWith({ local_time: "09:00" });
    const again = (config: Config) => {
      const node = { id: "n1", type: "wait", config };
      rerender(<NodeForm node={node} type={typeOf(node)} schema={schemaOf("wait")} names={{}} issues={[]} disabled={false} onChange={onChange} onRename={vi.fn()} context={fakeContext()} />);
    };
    again({ local_time: "09:00" });
    fireEvent.change(screen.getByLabelText("Time of day"), { target: { value: "18:30" } });
    again({ local_time: "18:30" });
    fireEvent.click(screen.getByLabelText("A length of time"));
    expect(onChange).toHaveBeenLastCalledWith({ duration: { value: 3, unit: "hours" } });
    again({ duration: { value: 3, unit: "hours" } });
    fireEvent.click(screen.getByLabelText("A time of day"));
    expect(onChange).toHaveBeenLastCalledWith({ local_time: "18:30" });
  });

  it("finds a segment by typing and choosing with the keyboard", async () => {
    const { onChange } = mount("trigger_segment_entry", {});
    const input = screen.getByRole("combobox", { name: /Segment/ });
    fireEvent.change(input, { target: { value: "new" } });
    await waitFor(() => expect(screen.getByRole("option", { name: /New people/ })).toBeTruthy());
    fireEvent.keyDown(input, { key: "Enter" });
    expect(onChange).toHaveBeenCalledWith({ segment: "seg_1" });
  });

  it("says what is outside of a limit before the server does", () => {
    mount("throttle", { count: 0, per: "hour" });
    expect(screen.getByText("At least 1.")).toBeTruthy();
  });
});
