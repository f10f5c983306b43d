import { describe, expect, it } from "vitest";
import schemas from "../../../../../campaigns/nodes/schemas.json";
import { portsOf } from "../../nodes";
import { flow, wordsOf } from "../samples";
import { KEY_PATTERN, newId } from "./ids";
import { legalTypes } from "./legal";
import { placeKey, places } from "./place";
import { addTrigger } from "./triggers";

const FLOW = flow("t:trigger_manual c:condition a:send e:end", "t next c", "c yes a", "c no e", "a next e");

describe("places", () => {
  it("are every edge, every open port, and where ways meet", () => {
    const open = flow("t:trigger_manual c:condition a:send b:send", "t next c", "c yes a", "a next b", "c no b");
    expect(places(open, portsOf).map((place) => `${placeKey(place)} ${place.kind} ${place.target}`)).toEqual([
      "t→next edge c",
      "c→yes edge a",
      "c→no edge b",
      "a→next edge b",
      "b→* meeting b",
      "b→next open null",
    ]);
  });
});

describe("legalTypes", () => {
  const keys = (at: Parameters<typeof legalTypes>[1]): string[] => legalTypes(FLOW, at, schemas).map((type) => type.key);

  it("are triggers among triggers and all others elsewhere", () => {
    expect(keys("trigger")).toEqual(schemas.filter((type) => type.category === "trigger").map((type) => type.key));
    expect(keys({ source: "t", port: "next" })).toEqual(
      schemas.filter((type) => type.category !== "trigger").map((type) => type.key),
    );
  });

  it("are no end right above an end", () => {
    expect(keys({ source: "a", port: "next" })).not.toContain("end");
    expect(keys({ source: "a", port: "next" })).toContain("jump");
    expect(keys({ source: "e", port: "*" })).not.toContain("end");
  });

  it("are none in a full flow", () => {
    const full = { nodes: Array.from({ length: 1_000 }, (_, i) => ({ id: `n${i}`, type: "send", config: {} })), edges: [] };
    expect(legalTypes(full, { source: "n1", port: "next" }, schemas)).toEqual([]);
  });
});

describe("addTrigger", () => {
  const api = { id: "u", type: "trigger_api", config: {} };

  it("leads to what the others lead to, or to the first step", () => {
    expect(wordsOf(addTrigger(FLOW, api, portsOf).document).edges.at(-1)).toBe("u next c");
    expect(wordsOf(addTrigger(flow("a:send b:end", "a next b"), api, portsOf).document).edges.at(-1)).toBe("u next a");
    expect(wordsOf(addTrigger({ nodes: [], edges: [] }, api, portsOf).document)).toEqual({ nodes: ["u:trigger_api"], edges: [] });
  });

  it("leads into a loop that nothing else leads to, before what hangs on it", () => {
    const loop = flow("e:end w:wait c:condition", "w next c", "c no w", "c yes e");
    expect(wordsOf(addTrigger(loop, api, portsOf).document).edges.at(-1)).toBe("u next w");
  });

  it("adds no other step, and none twice", () => {
    expect(addTrigger(FLOW, { ...api, type: "send" }, portsOf).document).toBe(FLOW);
    expect(addTrigger(FLOW, { ...api, id: "t" }, portsOf).document).toBe(FLOW);
  });
});

describe("newId", () => {
  it("is one that the server accepts, whatever the type", () => {
    for (const type of ["send", "trigger_segment_entry", "é", "x".repeat(64)]) expect(newId(FLOW, type)).toMatch(KEY_PATTERN);
  });
});
