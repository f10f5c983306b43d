import { describe, expect, it } from "vitest";
import { portsOf } from "../../nodes";
import type { Fragment } from "./fragment";
import { flow, welcome, wordsOf } from "../samples";
import { copyBranch, copyStep, fragmentText, parseFragment } from "./fragment";
import type { MakeId } from "./ids";
import { duplicateStep, paste } from "./paste";

const LINE = flow("t:trigger_manual s:send e:end", "t next s", "s next e");
const makeId: MakeId = (document, type) => `${type}${document.nodes.length}`;

function branch(id: string): Fragment {
  const fragment = copyBranch(welcome, id);
  if (fragment === null) throw new Error(`no step ${id}`);
  return fragment;
}

describe("copyBranch", () => {
  it("goes down to where the branch joins others", () => {
    expect(branch("x").nodes.map((node) => node.id)).toEqual(["x", "a", "b", "d"]);
    expect(branch("r").nodes.map((node) => node.id)).toEqual(["r"]);
  });

  it("goes down to the end on the main way", () => {
    expect(branch("c").nodes.map((node) => node.id)).toEqual(["c", "x", "a", "b", "d", "r", "e"]);
  });

  it("copies nothing of a step that is none", () => {
    expect([copyBranch(welcome, "gone"), copyStep(welcome, "gone")]).toEqual([null, null]);
  });
});

describe("paste", () => {
  it("puts a branch on an edge, with ids of its own, and joins its ways", () => {
    const { document, id } = paste(LINE, { source: "t", port: "next" }, branch("x"), portsOf, makeId);
    expect(wordsOf(document)).toEqual({
      nodes: ["t:trigger_manual", "s:send", "e:end", "ab_test3:ab_test", "send4:send", "send5:send", "send6:send"],
      edges: [
        "t next ab_test3", "s next e", "ab_test3 C send6", "ab_test3 A send4", "ab_test3 B send5",
        "send4 next s", "send5 next s", "send6 next s",
      ], // prettier-ignore
    });
    expect(id).toBe("ab_test3");
  });

  it("goes on instead of ending where something follows, and keeps the end at an open port", () => {
    const onEdge = paste(LINE, { source: "t", port: "next" }, branch("c"), portsOf, makeId);
    expect([wordsOf(onEdge.document).nodes.filter((words) => words.endsWith(":end")).length, onEdge.cut]).toEqual([1, null]);
    const open = flow("t:trigger_manual");
    const atPort = paste(open, { source: "t", port: "next" }, branch("c"), portsOf, makeId);
    expect(wordsOf(atPort.document).nodes.filter((words) => words.endsWith(":end")).length).toBe(1);
  });

  it("leaves a trigger out among steps, adds it alone to a flow, and whole to an empty one", () => {
    const whole = copyBranch(LINE, "t");
    if (whole === null) throw new Error("no trigger");
    const among = paste(LINE, { source: "s", port: "next" }, whole, portsOf, makeId);
    expect(wordsOf(among.document).edges).toEqual(["t next s", "s next send4", "send4 next e"]);
    const beside = paste(LINE, "trigger", whole, portsOf, makeId);
    expect(wordsOf(beside.document).edges).toEqual(["t next s", "s next e", "trigger_manual3 next s"]);
    const empty = paste({ nodes: [], edges: [] }, "trigger", whole, portsOf, makeId);
    expect(wordsOf(empty.document).edges).toEqual(["trigger_manual0 next send1", "send1 next end2"]);
  });

  it("adds no step among the triggers", () => {
    expect(paste(LINE, "trigger", branch("x"), portsOf).document).toBe(LINE);
  });
});

describe("the clipboard", () => {
  it("gives back what was copied", () => {
    expect(parseFragment(fragmentText(branch("x")))).toEqual(branch("x"));
  });

  it.each([
    ["other text", "Hello"],
    ["other JSON", "[1]"],
    ["another version", JSON.stringify({ ...branch("x"), version: 2 })],
    ["no start", JSON.stringify({ ...branch("x"), start: "gone" })],
    ["a strange id", fragmentText(branch("r")).replaceAll('"r"', '"r r"')],
    ["a node twice", JSON.stringify({ ...branch("r"), nodes: [...branch("r").nodes, ...branch("r").nodes] })],
    ["an edge to nowhere", JSON.stringify({ ...branch("r"), edges: [{ source: "r", port: "next", target: "e" }] })],
    ["a config that is none", fragmentText(branch("r")).replace("{}", "[]")],
  ])("refuses %s", (_, text) => {
    expect(parseFragment(text)).toBeNull();
  });
});

describe("duplicateStep", () => {
  it("puts the copy right below", () => {
    const { document, id } = duplicateStep(LINE, "s", portsOf, makeId);
    expect([wordsOf(document).edges, id]).toEqual([["t next s", "s next send3", "send3 next e"], "send3"]);
  });

  it("puts the copy of a split above it", () => {
    const split = flow("t:trigger_manual c:condition a:send e:end", "t next c", "c yes a", "c no e", "a next e");
    expect(wordsOf(duplicateStep(split, "c", portsOf, makeId).document).edges).toEqual([
      "t next condition4", "c yes a", "c no e", "a next e", "condition4 yes c", "condition4 no c",
    ]); // prettier-ignore
  });

  it("puts the copy of a trigger beside it, and makes none of an end", () => {
    expect(wordsOf(duplicateStep(LINE, "t", portsOf, makeId).document).edges).toContain("trigger_manual3 next s");
    expect(duplicateStep(LINE, "e", portsOf, makeId).document).toBe(LINE);
  });
});
