import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { portsOf } from "../nodes";
import { arrange } from "./arrange";
import type { FlowDocument } from "./document";
import { removalOf } from "./edit";
import { outline } from "./outline";
import { overlaps } from "./testing/boxes";
import { countingIds, edited, sessionOn } from "./testing/random_edits";
import { runs, TIMEOUT } from "./testing/runs";
import { walkStops } from "./walk";

const TYPES = ["trigger_manual", "send", "wait", "condition", "switch", "end", "nonsense"];
const PORTS = ["next", "yes", "no", "else", "strange"];

/** Whatever a draft may hold: loops, loose parts, edges into triggers, ports that are none or have several edges. */
const drafts: fc.Arbitrary<FlowDocument> = fc.integer({ min: 0, max: 12 }).chain((size) => {
  const id = fc.nat({ max: Math.max(0, size - 1) }).map((index) => `n${index}`);
  const edge = fc.record({ source: id, target: id, port: fc.constantFrom(...PORTS) });
  return fc.record({
    nodes: fc
      .array(fc.constantFrom(...TYPES), { minLength: size, maxLength: size })
      .map((types) => types.map((type, index) => ({ id: `n${index}`, type, config: {} }))),
    edges: size === 0 ? fc.constant([]) : fc.array(edge, { maxLength: 24 }),
  });
});

const number = fc.nat({ max: 4_000 });

describe("any draft", TIMEOUT, () => {
  it("can be drawn with nothing over anything else, listed, and walked", () => {
    fc.assert(
      fc.property(drafts, (document) => {
        const arrangement = arrange(document, portsOf);
        expect(arrangement.cards.size).toBe(document.nodes.length);
        expect(overlaps(arrangement)).toEqual([]);
        const items = outline(document, portsOf);
        const told = items.flatMap((item) => (item.kind === "step" ? [item.id] : []));
        expect(told.sort()).toEqual(document.nodes.map((node) => node.id).sort());
        expect(new Set(items.map((item) => item.key)).size).toBe(items.length);
        for (const stop of [...arrangement.cards.keys(), ...arrangement.lines.keys()]) walkStops(document, stop, "down", portsOf);
        for (const { id } of document.nodes) removalOf(document, id, portsOf);
      }),
      runs(100),
    );
  });

  it("can be edited", () => {
    fc.assert(
      fc.property(drafts, fc.array(fc.tuple(number, number, number), { maxLength: 12 }), (document, rolls) => {
        const makeId = countingIds();
        let session = sessionOn(document);
        for (const roll of rolls) session = edited(session, roll, makeId, { exits: true });
        const { nodes, edges } = session.history.present;
        const ids = new Set(nodes.map((node) => node.id));
        expect(ids.size).toBe(nodes.length);
        expect(edges.filter((edge) => !ids.has(edge.source) || !ids.has(edge.target))).toEqual([]);
      }),
      runs(100),
    );
  });
});
