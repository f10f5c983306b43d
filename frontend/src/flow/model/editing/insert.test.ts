import { describe, expect, it } from "vitest";
import { portsOf } from "../../nodes";
import type { FlowNode } from "../document";
import { flow, wordsOf } from "../samples";
import { MAX_NODES } from "./ids";
import { insertStep } from "./insert";
import { MEETING } from "./place";

const line = flow("t:trigger_manual s:send e:end", "t next s", "s next e");
const split = flow("t:trigger_manual c:condition a:send e:end", "t next c", "c yes a", "c no e", "a next e");

function node(id: string, type: string, config: FlowNode["config"] = {}): FlowNode {
  return { id, type, config };
}

describe("insertStep", () => {
  it("heals the edge on which it inserts", () => {
    const { document, id, cut } = insertStep(line, { source: "t", port: "next" }, node("w", "wait"), portsOf);
    expect(wordsOf(document).edges).toEqual(["t next w", "s next e", "w next s"]);
    expect([id, cut]).toEqual(["w", null]);
  });

  it("leads every branch of a split to what followed", () => {
    const { document } = insertStep(line, { source: "s", port: "next" }, node("c", "condition"), portsOf);
    expect(wordsOf(document).edges).toEqual(["t next s", "s next c", "c yes e", "c no e"]);
  });

  it("leads the time-out of a wait and the failure of a webhook to what followed, too", () => {
    const wait = insertStep(line, { source: "s", port: "next" }, node("w", "wait", { event: "x" }), portsOf);
    expect(wordsOf(wait.document).edges.slice(2)).toEqual(["w next e", "w timeout e"]);
    const hook = insertStep(line, { source: "s", port: "next" }, node("h", "webhook"), portsOf);
    expect(wordsOf(hook.document).edges.slice(2)).toEqual(["h success e", "h failure e"]);
  });

  it("connects an open port and leaves the new step's ports open", () => {
    const open = flow("t:trigger_manual c:condition", "t next c");
    const { document } = insertStep(open, { source: "c", port: "no" }, node("s", "send"), portsOf);
    expect(wordsOf(document).edges).toEqual(["t next c", "c no s"]);
  });

  it("takes other triggers along that lead nowhere yet", () => {
    const open = flow("t:trigger_manual u:trigger_api");
    const { document } = insertStep(open, { source: "u", port: "next" }, node("s", "send"), portsOf);
    expect(wordsOf(document).edges).toEqual(["u next s", "t next s"]);
  });

  it("puts a step for all branches where they meet", () => {
    const { document } = insertStep(split, { source: "e", port: MEETING }, node("s", "send"), portsOf);
    expect(wordsOf(document).edges).toEqual(["t next c", "c yes a", "c no s", "a next s", "s next e"]);
  });

  it("leaves a way back alone where branches meet", () => {
    const loop = flow("t:trigger_manual w:wait c:condition e:end", "t next w", "w next c", "c yes e", "c no w");
    const { document } = insertStep(loop, { source: "w", port: MEETING }, node("s", "send"), portsOf);
    expect(wordsOf(document).edges).toEqual(["t next s", "w next c", "c yes e", "c no w", "s next w"]);
  });

  it("cuts with an exit, and gives back what only that way led to", () => {
    const { document, cut } = insertStep(line, { source: "t", port: "next" }, node("j", "jump"), portsOf);
    expect(wordsOf(document)).toEqual({ nodes: ["t:trigger_manual", "j:jump"], edges: ["t next j"] });
    expect(cut).toEqual({
      kind: "campanile/flow",
      version: 1,
      start: "s",
      nodes: [node("s", "send"), node("e", "end")],
      edges: [{ source: "s", port: "next", target: "e" }],
    });
  });

  it("cuts nothing that another way leads to, and asks nobody about a plain end", () => {
    const shared = insertStep(split, { source: "c", port: "no" }, node("x", "end"), portsOf);
    expect(wordsOf(shared.document).edges).toEqual(["t next c", "c yes a", "c no x", "a next e"]);
    expect(shared.cut).toBeNull();
    const last = insertStep(line, { source: "s", port: "next" }, node("j", "jump"), portsOf);
    expect(wordsOf(last.document).nodes).toEqual(["t:trigger_manual", "s:send", "j:jump"]);
    expect(last.cut).toBeNull();
  });

  it.each([
    ["a place that is none", { source: "s", port: "yes" }, node("x", "send")],
    ["a node that is none", { source: "gone", port: "next" }, node("x", "send")],
    ["an id that is taken", { source: "s", port: "next" }, node("s", "send")],
    ["a trigger", { source: "s", port: "next" }, node("x", "trigger_api")],
    ["nothing above the first node", { source: "t", port: MEETING }, node("x", "send")],
  ])("changes nothing for %s", (_, at, step) => {
    expect(insertStep(line, at, step, portsOf)).toEqual({ document: line, id: null, cut: null });
    expect(insertStep(line, at, step, portsOf).document).toBe(line);
  });

  it("changes nothing in a full flow", () => {
    const full = { nodes: Array.from({ length: MAX_NODES }, (_, i) => node(`n${i}`, "send")), edges: [] };
    expect(insertStep(full, { source: "n1", port: "next" }, node("x", "send"), portsOf).document).toBe(full);
  });
});
