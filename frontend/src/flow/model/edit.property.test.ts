import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { portsOf } from "../nodes";
import { arrange } from "./arrange";
import type { FlowDocument } from "./document";
import { redo, undo } from "./history";
import { outline } from "./outline";
import { flow, welcome } from "./samples";
import { crossings, overlaps } from "./testing/boxes";
import { countingIds, edited, sessionOn, type Kinds, type Roll, type Session } from "./testing/random_edits";
import { runs, TIMEOUT } from "./testing/runs";
import { flaws, isSeriesParallel } from "./testing/wellformed";
import { walkStops } from "./walk";

const LOOP = flow(
  "t:trigger_manual w:wait s:tag c:condition a:tag e:end",
  "t next w",
  "w next s",
  "s next c",
  "c yes e",
  "c no a",
  "a next w",
);
const TWO = flow("t:trigger_manual u:trigger_api a:tag s:tag e:end", "t next a", "a next s", "u next s", "s next e");
const EMPTY: FlowDocument = { nodes: [], edges: [] };
const ALL: Kinds = { exits: true };

const number = fc.nat({ max: 4_000 });
const rolls = fc.array(fc.tuple(number, number, number), { maxLength: 25, size: "max" });
const starts = fc.constantFrom(EMPTY, welcome, LOOP, TWO);

/** Every state of a session, the first one too. */
function statesOf(start: FlowDocument, list: readonly Roll[], kinds: Kinds): Session[] {
  const makeId = countingIds();
  const states = [sessionOn(frozen(start))];
  for (const roll of list) {
    const session = edited(states.at(-1) ?? sessionOn(start), roll, makeId, kinds);
    frozen(session.history.present);
    states.push(session);
  }
  return states;
}

/** Frozen all through, so that an edit which changed what it was given would throw. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

describe("any sequence of edits", TIMEOUT, () => {
  it("keeps the flow well-formed", () => {
    fc.assert(
      fc.property(starts, rolls, (start, list) => {
        for (const { history } of statesOf(start, list, ALL)) expect(flaws(history.present)).toEqual([]);
      }),
      runs(120),
    );
  });

  it("keeps a series-parallel flow series-parallel, and every way leading to an end", () => {
    fc.assert(
      fc.property(fc.constantFrom(welcome, TWO), rolls, (start, list) => {
        const last = statesOf(start, list, { exits: false }).at(-1)?.history.present ?? start;
        expect(isSeriesParallel(last)).toBe(true);
        const leading = new Set(last.edges.map((edge) => edge.source));
        expect(last.nodes.filter((node) => !leading.has(node.id)).map((node) => node.type)).toEqual(["end"]);
      }),
      runs(80),
    );
  });

  it("is undone and redone to the very same documents", () => {
    fc.assert(
      fc.property(starts, rolls, (start, list) => {
        const last = statesOf(start, list, ALL).at(-1);
        if (last === undefined) return;
        const copy: unknown = JSON.parse(JSON.stringify(start));
        let history = last.history;
        const seen = [history.present];
        while (history.past !== null) seen.push((history = undo(history)).present);
        expect(history.present).toBe(start);
        expect(history.present).toEqual(copy);
        for (const document of seen.reverse()) {
          expect(history.present).toBe(document);
          history = redo(history);
        }
      }),
      runs(80),
    );
  });

  it("can be drawn with nothing over anything else, listed, and walked", () => {
    fc.assert(
      fc.property(starts, rolls, number, (start, list, where) => {
        const document = statesOf(start, list, ALL).at(-1)?.history.present ?? start;
        const arrangement = arrange(document, portsOf);
        expect([overlaps(arrangement), crossings(arrangement)]).toEqual([[], []]);
        const told = outline(document, portsOf).flatMap((item) => (item.kind === "step" ? [item.id] : []));
        expect(told.sort()).toEqual(document.nodes.map((node) => node.id).sort());
        const stops = [...arrangement.cards.keys(), ...arrangement.lines.keys(), ...arrangement.meetings.keys()];
        const stop = stops[where % Math.max(1, stops.length)] ?? "";
        const next = (["up", "down", "left", "right"] as const).map((way) => walkStops(document, stop, way, portsOf));
        expect(next.filter((key) => key !== null && !stops.includes(key))).toEqual([]);
      }),
      runs(80),
    );
  });
});
