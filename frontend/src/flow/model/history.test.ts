import { describe, expect, it } from "vitest";
import { historyOf, MERGE_WITHIN, record, redo, undo } from "./history";

describe("history", () => {
  it("goes back and forth to the very same values", () => {
    const [a, b, c] = [{}, {}, {}];
    const done = record(record(historyOf(a), b), c);
    expect([undo(done).present === b, undo(undo(done)).present === a]).toEqual([true, true]);
    expect(redo(undo(done)).present).toBe(c);
  });

  it("stays where it is at its ends", () => {
    const history = historyOf(1);
    expect([undo(history) === history, redo(history) === history, record(history, 1) === history]).toEqual([true, true, true]);
  });

  it("forgets what was undone when something else happens", () => {
    const history = record(undo(record(historyOf(1), 2)), 3);
    expect([history.present, redo(history).present, undo(history).present]).toEqual([3, 3, 1]);
  });

  it("makes one step of typing in one field", () => {
    const typed = ["h", "he", "hey"].reduce(
      (history, text, index) => record(history, text, { key: "s.name", at: index * MERGE_WITHIN }),
      historyOf(""),
    );
    expect([typed.present, undo(typed).present]).toEqual(["hey", ""]);
  });

  it("makes steps of their own of pauses, other fields, changes without a field, and what follows an undo", () => {
    const first = record(historyOf(0), 1, { key: "a", at: 0 });
    expect(undo(record(first, 2, { key: "a", at: MERGE_WITHIN + 1 })).present).toBe(1);
    expect(undo(record(first, 2, { key: "b", at: 1 })).present).toBe(1);
    expect(undo(record(first, 2)).present).toBe(1);
    const again = redo(undo(first));
    expect(undo(record(again, 2, { key: "a", at: 2 })).present).toBe(1);
  });

  it("remembers a hundred thousand steps", () => {
    let history = historyOf(0);
    for (let step = 1; step <= 100_000; step += 1) history = record(history, step);
    for (let step = 1; step <= 100_000; step += 1) history = undo(history);
    expect([history.present, history.past]).toEqual([0, null]);
  });
});
