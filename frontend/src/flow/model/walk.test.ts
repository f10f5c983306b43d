import { describe, expect, it } from "vitest";
import { portsOf } from "../nodes";
import { arrange } from "./arrange";
import { flow, grown, welcome } from "./samples";
import { placeOf, walk, walkStops, type Direction } from "./walk";

const DIRECTIONS: readonly Direction[] = ["up", "down", "left", "right"];

describe("walk", () => {
  const from = (id: string): (string | null)[] => DIRECTIONS.map((direction) => walk(welcome, id, direction, portsOf));

  it("follows the lines up and down, and what is seen to the sides", () => {
    expect(from("c")).toEqual(["w", "x", "x", "r"]);
    expect(from("x")).toEqual(["c", "b", "a", "r"]);
    expect(from("b")).toEqual(["x", "e", "a", "d"]);
    expect(from("d")).toEqual(["x", "e", "b", "r"]);
    expect(from("e")).toEqual(["b", null, "b", "d"]);
    expect(from("gone")).toEqual([null, null, null, null]);
  });

  it("goes round no loop", () => {
    const loop = flow("w:wait c:condition e:end", "w next c", "c yes e", "c no w");
    expect([walk(loop, "c", "down", portsOf), walk(loop, "w", "up", portsOf)]).toEqual(["e", null]);
  });
});

describe("walkStops", () => {
  const from = (stop: string): (string | null)[] => DIRECTIONS.map((way) => walkStops(welcome, stop, way, portsOf));

  it("stops at every + on the way", () => {
    expect(from("c")).toEqual(["w→next", "c→yes", "x", "r"]);
    expect(from("c→yes")).toEqual(["c", "x", "x→A", "c→no"]);
    expect(from("b→next")).toEqual(["b", "e→*", "a→next", "d→next"]);
    expect(from("e→*")).toEqual(["b→next", "e", "b→next", "d→next"]);
    expect(from("e")).toEqual(["e→*", null, "b", "d"]);
  });

  it("stops at open ports", () => {
    const open = flow("c:condition a:send", "c yes a");
    expect(walkStops(open, "c→yes", "right", portsOf)).toBe("c→no");
    expect(walkStops(open, "c→no", "down", portsOf)).toBeNull();
    expect(placeOf("c→no")).toEqual({ source: "c", port: "no" });
    expect(placeOf("c")).toBeNull();
  });

  it("reaches every step and every + from anywhere", () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const document = grown(seed, 14);
      const { cards, lines, meetings } = arrange(document, portsOf);
      const all = [...cards.keys(), ...lines.keys(), ...meetings.keys()];
      const found = new Set(["n1"]);
      for (const stop of found) {
        for (const direction of DIRECTIONS) {
          const next = walkStops(document, stop, direction, portsOf);
          if (next !== null) found.add(next);
        }
      }
      expect(all.filter((stop) => !found.has(stop)), `flow ${seed}`).toEqual([]);
    }
  });
});
