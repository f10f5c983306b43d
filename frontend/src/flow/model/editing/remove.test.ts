import { describe, expect, it } from "vitest";
import { portsOf } from "../../nodes";
import { flow, welcome, wordsOf } from "../samples";
import { removalOf, removeStep } from "./remove";

const LOOP = flow(
  "t:trigger_manual w:wait s:send c:condition e:end",
  "t next w",
  "w next s",
  "s next c",
  "c yes e",
  "c no w",
);

describe("removeStep", () => {
  it("leads predecessors to the successor", () => {
    const { document, id } = removeStep(welcome, "w", null, portsOf);
    expect(wordsOf(document).edges).toContain("s next c");
    expect([document.nodes.length, id]).toEqual([welcome.nodes.length - 1, "c"]);
  });

  it("keeps one branch of a split and removes the others", () => {
    const { document, cut } = removeStep(welcome, "x", "B", portsOf);
    expect(wordsOf(document).nodes.map((words) => words.split(":")[0])).toEqual(["t", "s", "w", "c", "b", "r", "e"]);
    expect(wordsOf(document).edges).toEqual(["t next s", "s next w", "w next c", "c no r", "c yes b", "b next e", "r next e"]);
    expect(cut?.nodes.map((node) => node.id)).toEqual(["a", "d"]);
  });

  it("removes all branches down to where they meet", () => {
    const { document } = removeStep(welcome, "c", null, portsOf);
    expect(wordsOf(document)).toEqual({
      nodes: ["t:trigger_manual", "s:send", "w:wait", "e:end"],
      edges: ["t next s", "s next w", "w next e"],
    });
  });

  it("leaves the port open where nothing follows", () => {
    const line = flow("t:trigger_manual e:end", "t next e");
    expect(wordsOf(removeStep(line, "e", null, portsOf).document).edges).toEqual([]);
  });

  it("keeps a loop that still rests, and opens one that no longer would", () => {
    expect(wordsOf(removeStep(LOOP, "s", null, portsOf).document).edges).toEqual(["t next w", "w next c", "c yes e", "c no w"]);
    expect(wordsOf(removeStep(LOOP, "w", null, portsOf).document).edges).toEqual(["t next s", "s next c", "c yes e"]);
  });

  it("leads back over a removed step on a way back", () => {
    const loop = flow("t:trigger_manual w:wait c:condition s:send e:end", "t next w", "w next c", "c yes e", "c no s", "s next w");
    expect(wordsOf(removeStep(loop, "s", null, portsOf).document).edges).toEqual(["t next w", "w next c", "c yes e", "c no w"]);
  });

  it("never loses what follows a removed first step", () => {
    const line = flow("a:send b:send e:end", "a next b", "b next e");
    expect(wordsOf(removeStep(line, "a", null, portsOf).document)).toEqual({ nodes: ["b:send", "e:end"], edges: ["b next e"] });
  });

  it("removes the last trigger alone, another one with what only it leads to", () => {
    const two = flow("t:trigger_manual u:trigger_api a:tag s:send", "t next s", "u next a", "a next s");
    const one = removeStep(two, "u", null, portsOf);
    expect(wordsOf(one.document)).toEqual({ nodes: ["t:trigger_manual", "s:send"], edges: ["t next s"] });
    expect(one.cut?.nodes.map((node) => node.id)).toEqual(["a"]);
    expect(wordsOf(removeStep(one.document, "t", null, portsOf).document)).toEqual({ nodes: ["s:send"], edges: [] });
  });

  it("keeps a loop that has lost its trigger, and what hangs on it", () => {
    const bare = removeStep(LOOP, "t", null, portsOf).document;
    expect(wordsOf(bare).nodes).toEqual(["w:wait", "s:send", "c:condition", "e:end"]);
    expect(wordsOf(removeStep(bare, "w", null, portsOf).document).nodes).toEqual(["s:send", "c:condition", "e:end"]);
  });

  it("leads nothing to itself where a step went round alone", () => {
    const alone = flow("t:trigger_manual w:wait", "t next w", "w next w");
    expect(wordsOf(removeStep(alone, "w", null, portsOf).document)).toEqual({ nodes: ["t:trigger_manual"], edges: [] });
  });

  it("changes nothing for a step that is none", () => {
    expect(removeStep(welcome, "gone", null, portsOf).document).toBe(welcome);
  });
});

describe("removalOf", () => {
  it("needs no decision for a step with one way on", () => {
    expect(removalOf(welcome, "w", portsOf)).toEqual({
      decide: false,
      branches: [{ port: "next", label: "", steps: 6, goes: 0 }],
      goes: 0,
    });
  });

  it("counts what each choice takes along", () => {
    expect(removalOf(welcome, "c", portsOf)).toEqual({
      decide: true,
      branches: [
        { port: "yes", label: "Yes", steps: 4, goes: 1 },
        { port: "no", label: "No", steps: 1, goes: 4 },
      ],
      goes: 5,
    });
  });

  it("needs no decision where all branches lead to the same step", () => {
    const same = flow("t:trigger_manual c:condition e:end", "t next c", "c yes e", "c no e");
    expect(removalOf(same, "c", portsOf).decide).toBe(false);
  });

  it("counts no way back as a branch", () => {
    expect(removalOf(LOOP, "c", portsOf)).toEqual({
      decide: false,
      branches: [{ port: "yes", label: "Yes", steps: 0, goes: 0 }],
      goes: 0,
    });
  });

  it("knows nothing of a step that is none", () => {
    expect(removalOf(LOOP, "gone", portsOf)).toEqual({ decide: false, branches: [], goes: 0 });
  });
});
