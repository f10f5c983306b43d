import { describe, expect, it } from "vitest";
import { portsOf } from "../../nodes";
import { flow, welcome, wordsOf } from "../samples";
import { moveStep } from "./move";
import { MEETING } from "./place";

const LINE = flow("t:trigger_manual a:send b:wait c:tag e:end", "t next a", "a next b", "b next c", "c next e");
const LOOP = flow("t:trigger_manual w:wait c:condition s:send e:end", "t next w", "w next c", "c yes s", "c no w", "s next e");

describe("moveStep", () => {
  it("heals what it leaves and where it arrives", () => {
    const { document, id, cut } = moveStep(LINE, "a", { source: "c", port: "next" }, portsOf);
    expect(wordsOf(document).edges).toEqual(["t next b", "b next c", "c next a", "a next e"]);
    expect([id, cut]).toEqual(["a", null]);
  });

  it("moves a split with its branches", () => {
    const { document } = moveStep(welcome, "x", { source: "t", port: "next" }, portsOf);
    expect(wordsOf(document).edges).toEqual([
      "t next x", "s next w", "w next c", "c no r", "c yes e", "r next e",
      "x C d", "x A a", "x B b", "a next s", "b next s", "d next s",
    ]); // prettier-ignore
  });

  it("keeps a way back to a step above the new place", () => {
    const { document } = moveStep(LOOP, "c", { source: "s", port: "next" }, portsOf);
    expect(wordsOf(document).edges).toContain("c no w");
  });

  it("moves a wait within its loop, and opens the loop that it leaves", () => {
    const within = moveStep(LOOP, "w", { source: "c", port: "no" }, portsOf);
    expect(wordsOf(within.document).edges).toEqual(["t next c", "c yes s", "c no w", "s next e", "w next c"]);
    const away = moveStep(LOOP, "w", { source: "s", port: "next" }, portsOf);
    expect(wordsOf(away.document).edges).toEqual(["t next c", "c yes s", "s next w", "w next e"]);
  });

  it.each([
    ["the place above it", "b", { source: "a", port: "next" }],
    ["the place below it", "b", { source: "b", port: "next" }],
    ["a place that is none", "b", { source: "a", port: "yes" }],
    ["another place, a trigger", "t", { source: "b", port: "next" }],
    ["another place, a step that is none", "gone", { source: "b", port: "next" }],
  ])("changes nothing for %s", (_, id, at) => {
    expect(moveStep(LINE, id, at, portsOf).document).toBe(LINE);
  });

  it("changes nothing for a place inside what moves", () => {
    expect(moveStep(welcome, "c", { source: "a", port: "next" }, portsOf).document).toBe(welcome);
    expect(moveStep(welcome, "e", { source: "e", port: MEETING }, portsOf).document).toBe(welcome);
  });
});
