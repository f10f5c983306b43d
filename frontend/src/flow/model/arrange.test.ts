import { describe, expect, it } from "vitest";
import { portsOf } from "../nodes";
import { arrange, type Arrangement } from "./arrange";
import type { FlowDocument } from "./document";
import { configure } from "./edit";
import { flow, grown, welcome } from "./samples";
import { crossings, overlaps } from "./testing/boxes";

const SPLIT = flow("t:trigger_manual c:condition a:send e:end", "t next c", "c yes a", "c no e", "a next e");

function line(arrangement: Arrangement, key: string): unknown {
  const found = arrangement.lines.get(key);
  return found === undefined ? undefined : { ...found, points: found.points.map(({ x, y }) => `${x},${y}`).join(" ") };
}

describe("arrange", () => {
  it("gives rows the room that names and meetings need", () => {
    const { cards, height } = arrange(SPLIT, portsOf);
    expect([...cards.values()].map(({ x, y }) => [x, y])).toEqual([[240, 0], [240, 120], [120, 266], [240, 422]]);
    expect(height).toBe(482);
  });

  it("puts the name of a port and then the + on its lane, and one + where ways meet", () => {
    const arrangement = arrange(SPLIT, portsOf);
    expect(line(arrangement, "t→next")).toEqual({ points: "240,60 240,120", label: null, plus: { x: 240, y: 90 } });
    expect(line(arrangement, "c→no")).toEqual({
      points: "240,180 240,194 360,194 360,376 240,376 240,422",
      label: { x: 360, y: 210 },
      plus: { x: 360, y: 236 },
    });
    expect([...arrangement.meetings]).toEqual([["e→*", { x: 240, y: 396 }]]);
  });

  it("gives an open port a lane and a short line of its own", () => {
    const open = flow("c:condition a:send", "c yes a");
    const arrangement = arrange(open, portsOf);
    expect(arrangement.cards.get("a")?.x).toBe(120);
    expect(line(arrangement, "c→no")).toEqual({
      points: "240,60 240,74 360,74 360,104",
      label: { x: 360, y: 90 },
      plus: { x: 360, y: 116 },
    });
    expect(line(arrangement, "a→next")).toEqual({ points: "120,206 120,224", label: null, plus: { x: 120, y: 236 } });
    expect(arrangement.height).toBe(248);
  });

  it("draws ways back beside the flow, the short ones inside", () => {
    const loop = flow(
      "t:trigger_manual v:wait w:wait c:condition d:condition e:end",
      "t next v", "v next w", "w next c", "c yes d", "c no w", "d yes e", "d no v",
    ); // prettier-ignore
    const arrangement = arrange(loop, portsOf);
    expect(arrangement.lines.get("c→no")?.points.map((point) => point.x)).toEqual([120, 120, 350, 350, 120, 120]);
    expect(arrangement.lines.get("d→no")?.points.map((point) => point.x)).toEqual([120, 120, 566, 566, 120, 120]);
    expect(overlaps(arrangement)).toEqual([]);
  });

  it("keeps everything apart in flows of every shape, and no line crosses a card", () => {
    for (let seed = 1; seed <= 80; seed += 1) {
      const arrangement = arrange(grown(seed, seed % 40), portsOf);
      expect([overlaps(arrangement), crossings(arrangement)], `flow ${seed}`).toEqual([[], []]);
    }
  });

  it("gives the very same objects for what stays where it is", () => {
    const before = arrange(welcome, portsOf);
    const { document } = configure(welcome, "d", { name: "Offer" }, portsOf);
    const after = arrange(document, portsOf, before);
    for (const [id, point] of after.cards) expect(point).toBe(before.cards.get(id));
    for (const [key, line_] of after.lines) expect(line_).toBe(before.lines.get(key));
  });

  it("arranges nothing for an empty document", () => {
    expect(arrange({ nodes: [], edges: [] }, portsOf)).toMatchObject({ width: 0, height: 0 });
  });

  it.each([
    ["in one line", chainOf(1_000)],
    ["all nested", nestedOf(500)],
    ["grown at random", grown(7, 1_000)],
  ])("arranges 1,000 steps %s", (_, document) => {
    const arrangement = arrange(document, portsOf);
    expect(arrangement.cards.size).toBe(document.nodes.length);
    expect(overlaps(arrangement)).toEqual([]);
  });
});

function chainOf(length: number): FlowDocument {
  const nodes = Array.from({ length }, (_, index) => ({ id: `n${index}`, type: "send", config: {} }));
  const edges = nodes.slice(1).map((node, index) => ({ source: `n${index}`, port: "next", target: node.id }));
  return { nodes, edges };
}

/** Conditions each in the yes branch of the one before; every other branch is a step of its own. */
function nestedOf(depth: number): FlowDocument {
  const ids = Array.from({ length: depth }, (_, index) => index);
  return {
    nodes: ids.flatMap((i) => [{ id: `c${i}`, type: "condition", config: {} }, { id: `s${i}`, type: "send", config: {} }]),
    edges: ids.flatMap((i) => [
      { source: `c${i}`, port: "no", target: `s${i}` },
      ...(i + 1 < depth ? [{ source: `c${i}`, port: "yes", target: `c${i + 1}` }] : []),
    ]),
  };
}
