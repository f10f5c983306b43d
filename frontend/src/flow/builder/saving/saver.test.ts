import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Conflict, DraftChanged, Forbidden, Invalid, NotFound, Offline, ServerError, SignedOut } from "../../../api/errors";
import type { Draft } from "../../../api/types";
import type { FlowDocument } from "../../model/document";
import { Saver } from "./saver";
import type { SaveState } from "./state";

const flow = (...ids: string[]): FlowDocument => ({ nodes: ids.map((id) => ({ id, type: "tag", config: {} })), edges: [] });
const draft = (revision: number, workflow = flow()): Draft => ({
  workflow,
  revision,
  isDraft: true,
  liveVersion: null,
  updatedAt: "2026-01-05T10:00:00Z",
  updatedBy: null,
  status: "DRAFT",
  pauseReason: null,
  issues: [],
  names: {},
  permissions: { edit: true, publish: true },
});

function saver(save: (workflow: FlowDocument, revision: number) => Promise<Draft>) {
  const states: SaveState[] = [];
  const asked = vi.fn(save);
  const onSaved = vi.fn();
  const made = new Saver({ revision: 1, save: asked, onState: (state) => states.push(state), onSaved, delay: 100 });
  return { made, asked, onSaved, states, kinds: () => states.map((state) => state.kind) };
}

describe("the saver", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("saves a moment after the last of several changes, once", async () => {
    const { made, asked, onSaved, kinds } = saver((_, revision) => Promise.resolve(draft(revision + 1)));
    made.change(flow("a"));
    await vi.advanceTimersByTimeAsync(99);
    made.change(flow("a", "b"));
    await vi.advanceTimersByTimeAsync(99);
    expect(asked).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.mock.calls).toEqual([[flow("a", "b"), 1]]);
    expect(onSaved).toHaveBeenCalledExactlyOnceWith(draft(2), flow("a", "b"));
    expect(kinds()).toEqual(["unsaved", "unsaved", "saving", "saved"]);
  });

  it("has one request under way, and sends what came meanwhile with the new revision", async () => {
    let answer: (draft: Draft) => void = () => undefined;
    const { made, asked } = saver(() => new Promise((resolve) => (answer = resolve)));
    made.change(flow("a"));
    await vi.advanceTimersByTimeAsync(100);
    made.change(flow("b"));
    made.change(flow("c"));
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toHaveBeenCalledTimes(1);
    answer(draft(2));
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.mock.calls[1]).toEqual([flow("c"), 2]);
  });

  it("tries again with growing pauses while nobody answers, with the newest changes, and at once when told", async () => {
    const { made, asked, states } = saver(() => Promise.reject(new Offline()));
    made.change(flow("a"));
    await vi.advanceTimersByTimeAsync(100);
    expect(states.at(-1)).toEqual({ kind: "offline", failed: false });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(3_999);
    expect(asked).toHaveBeenCalledTimes(2);
    asked.mockImplementation((_, revision) => Promise.resolve(draft(revision + 1)));
    made.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.mock.calls.at(-1)).toEqual([flow("a"), 1]);
    expect(states.at(-1)).toEqual({ kind: "saved" });
  });

  it("waits as long as the server asks", async () => {
    const { made, asked, states } = saver(() => Promise.reject(new ServerError("Busy.", 503, "busy", 60)));
    made.change(flow("a"));
    await vi.advanceTimersByTimeAsync(59_000);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(states.at(-1)).toEqual({ kind: "offline", failed: true });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it("stops at a conflict until it is resolved, then saves on top of the other's revision", async () => {
    const theirs = draft(7, flow("x"));
    const { made, asked, states } = saver(() => Promise.reject(new DraftChanged("Ada saved first.", theirs)));
    made.change(flow("a"));
    await vi.advanceTimersByTimeAsync(100);
    expect(states.at(-1)).toEqual({ kind: "conflict", current: theirs });
    made.change(flow("a", "b"));
    made.retry();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockImplementation((_, revision) => Promise.resolve(draft(revision + 1)));
    made.resolve(flow("x", "a"), 7);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.mock.calls.at(-1)).toEqual([flow("x", "a"), 7]);
    expect(states.at(-1)).toEqual({ kind: "saved" });
  });

  it("knows its own changes again when only the answer was lost", async () => {
    const { made, states, onSaved } = saver((workflow) => Promise.reject(new DraftChanged("", draft(2, workflow))));
    made.change(flow("a"));
    await vi.advanceTimersByTimeAsync(100);
    expect(states.at(-1)).toEqual({ kind: "saved" });
    expect(onSaved).toHaveBeenCalledExactlyOnceWith(draft(2, flow("a")), flow("a"));
  });

  it("goes on from its own earlier changes when only their answer was lost", async () => {
    const { made, asked, states, onSaved } = saver(() => Promise.reject(new Offline()));
    made.change(flow("a"));
    await vi.advanceTimersByTimeAsync(100);
    made.change(flow("a", "b"));
    asked.mockImplementationOnce(() => Promise.reject(new DraftChanged("", draft(2, flow("a")))));
    asked.mockImplementation((workflow, revision) => Promise.resolve(draft(revision + 1, workflow)));
    await vi.advanceTimersByTimeAsync(100);
    expect(onSaved).toHaveBeenCalledExactlyOnceWith(draft(2, flow("a")), flow("a"));
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.mock.calls.slice(1)).toEqual([
      [flow("a", "b"), 1],
      [flow("a", "b"), 2],
    ]);
    expect(states.at(-1)).toEqual({ kind: "saved" });
  });

  it("sends nothing when theirs is taken", async () => {
    const { made, asked, states } = saver(() => Promise.reject(new DraftChanged("", draft(7))));
    made.change(flow("a"));
    await vi.advanceTimersByTimeAsync(100);
    made.resolve(null, 7);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(states.at(-1)).toEqual({ kind: "saved" });
  });

  it.each([
    [new SignedOut("", 401), { kind: "signedOut" }],
    [new Forbidden("No.", 403), { kind: "closed", why: "role", message: "No." }],
    [new Conflict("Ended.", 409), { kind: "closed", why: "finished", message: "Ended." }],
    [new NotFound("Gone.", 404), { kind: "closed", why: "gone", message: "Gone." }],
    [new Invalid("Wrong.", 400), { kind: "refused", message: "Wrong.", details: [] }],
  ])("does not repeat what %s refused", async (error, state) => {
    const { made, asked, states } = saver(() => Promise.reject(error));
    made.change(flow("a"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(states.at(-1)).toEqual(state);
  });

  it("saves after signing in again, and after a correction", async () => {
    const { made, asked, states } = saver(() => Promise.reject(new SignedOut("", 401)));
    made.change(flow("a"));
    await vi.advanceTimersByTimeAsync(100);
    asked.mockImplementation(() => Promise.reject(new Invalid("Wrong.", 400)));
    made.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(states.at(-1)?.kind).toBe("refused");
    asked.mockImplementation(() => Promise.resolve(draft(2)));
    made.change(flow("b"));
    await vi.advanceTimersByTimeAsync(100);
    expect(states.at(-1)?.kind).toBe("saved");
  });

  it("flushes what waits, and tells whether it worked", async () => {
    const { made, asked } = saver(() => Promise.resolve(draft(2)));
    made.change(flow("a"));
    expect(await made.flush()).toBe(true);
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockImplementation(() => Promise.reject(new Offline()));
    made.change(flow("b"));
    expect(await made.flush()).toBe(false);
    made.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledTimes(2);
  });
});
