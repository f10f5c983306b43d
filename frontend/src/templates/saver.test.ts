import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Conflict, Invalid, Offline } from "../api/errors";
import { Saver, saveWords, type SaveState } from "./saver";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function started(save: (content: unknown, revision: number) => Promise<{ revision: number }>) {
  const states: SaveState[] = [];
  const saver = new Saver(1, { save, onState: (state) => states.push(state), onSaved: () => undefined, delay: 10 });
  return { saver, kinds: () => states.map((state) => state.kind) };
}

it("saves the newest content once, on top of the revision before", async () => {
  const save = vi.fn(async (_: unknown, revision: number) => ({ revision: revision + 1 }));
  const { saver, kinds } = started(save);
  saver.change({ subject: "a" });
  saver.change({ subject: "b" });
  await vi.advanceTimersByTimeAsync(20);
  saver.change({ subject: "c" });
  expect(await saver.flush()).toBe(true);
  expect(save.mock.calls).toEqual([
    [{ subject: "b" }, 1],
    [{ subject: "c" }, 2],
  ]);
  expect(kinds().at(-1)).toBe("saved");
});

it("keeps what was not taken and tries it again", async () => {
  const save = vi.fn(async () => ({ revision: 2 }));
  save.mockRejectedValueOnce(new Offline());
  const { saver, kinds } = started(save);
  saver.change({ subject: "a" });
  await vi.advanceTimersByTimeAsync(20);
  expect(kinds().at(-1)).toBe("offline");
  await vi.advanceTimersByTimeAsync(6_000);
  expect(kinds().at(-1)).toBe("saved");
});

it("waits for somebody after a conflict, and for a correction after a refusal", async () => {
  const save = vi.fn(async (_: unknown, revision: number) => ({ revision: revision + 1 }));
  save.mockRejectedValueOnce(new Conflict("changed", 412));
  const { saver, kinds } = started(save);
  saver.change({ subject: "a" });
  expect(await saver.flush()).toBe(false);
  saver.change({ subject: "b" });
  await vi.advanceTimersByTimeAsync(50);
  expect([save.mock.calls.length, kinds().at(-1)]).toEqual([1, "conflict"]);
  saver.resolve(7, { subject: "b" });
  await vi.advanceTimersByTimeAsync(1);
  expect(save.mock.calls.at(-1)).toEqual([{ subject: "b" }, 7]);
  save.mockRejectedValueOnce(new Invalid("no", 400, "", [{ field: "content.subject", message: "short" }]));
  saver.change({ subject: "" });
  expect(await saver.flush()).toBe(false);
  expect(kinds().at(-1)).toBe("refused");
  expect(saveWords({ kind: "refused", message: "", details: [] })).toContain("Not saved");
});
