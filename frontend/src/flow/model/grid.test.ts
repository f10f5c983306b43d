import { describe, expect, it } from "vitest";
import { portsOf } from "../nodes";
import type { FlowDocument } from "./document";
import { gridOf } from "./grid";
import { flow, grown, welcome } from "./samples";

function grid(document: FlowDocument): Record<string, [number, number]> {
  const { columns, rows } = gridOf(document, portsOf);
  return Object.fromEntries([...columns].map(([id, x]) => [id, [x, rows.get(id) ?? -1]]));
}

describe("gridOf", () => {
  it("stacks a chain on one line", () => {
    expect(grid(flow("a:trigger_manual b:send c:end", "a next b", "b next c"))).toEqual({
      a: [0.5, 0],
      b: [0.5, 1],
      c: [0.5, 2],
    });
  });

  it("orders branches by the declared ports, whatever the order of the edges, and centres the join", () => {
    expect(grid(welcome)).toEqual({
      t: [2, 0],
      s: [2, 1],
      w: [2, 2],
      c: [2, 3],
      x: [1.5, 4],
      r: [3.5, 4],
      a: [0.5, 5],
      b: [1.5, 5],
      d: [2.5, 5],
      e: [2, 6],
    });
  });

  it("gives an edge that skips to the join the lane of its branch", () => {
    const shortcut = flow("c:condition a:send e:end", "c yes a", "c no e", "a next e");
    expect(grid(shortcut)).toEqual({ c: [1, 0], a: [0.5, 1], e: [1, 2] });
    expect(Object.fromEntries(gridOf(shortcut, portsOf).lanes)).toEqual({ "c→yes": 0.5, "c→no": 1.5, "a→next": 0.5 });
  });

  it("puts a join under the lowest of its branches", () => {
    const uneven = flow("c:condition a:send b:send e:end", "c yes a", "a next b", "b next e", "c no e");
    expect(grid(uneven)["e"]).toEqual([1, 3]);
  });

  it("lets branches run to ends of their own", () => {
    const apart = flow("c:condition a:end b:end", "c yes a", "c no b");
    expect(grid(apart)).toEqual({ c: [1, 0], a: [0.5, 1], b: [1.5, 1] });
  });

  it("places several triggers side by side above what they share", () => {
    const shared = flow("t:trigger_manual u:trigger_api s:send", "t next s", "u next s");
    expect(grid(shared)).toEqual({ t: [0.5, 0], u: [1.5, 0], s: [1, 1] });
  });

  it("draws a loop beside the flow", () => {
    const loop = flow("t:trigger_manual w:wait c:condition e:end", "t next w", "w next c", "c yes e", "c no w");
    expect(grid(loop)).toEqual({ t: [0.5, 0], w: [0.5, 1], c: [0.5, 2], e: [0.5, 3] });
    expect(Object.fromEntries(gridOf(loop, portsOf).back)).toEqual({ "c→no": 0 });
  });

  it("places loose nodes and detached loops, each once", () => {
    const loose = flow("a:send b:wait c:wait d:end", "b next c", "c next b", "d next nowhere");
    expect(new Set(Object.keys(grid(loose)))).toEqual(new Set(["a", "b", "c", "d"]));
  });

  it("keeps cards apart in flows of every shape", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const document = grown(seed, 12);
      const places = Object.values(grid(document));
      expect(places).toHaveLength(document.nodes.length);
      expect(new Set(places.map(String)).size, `flow ${seed}`).toBe(places.length);
    }
  });

  it("lays out nothing for an empty document", () => {
    expect(gridOf({ nodes: [], edges: [] }, portsOf)).toMatchObject({ columns: new Map(), width: 0 });
  });
});
