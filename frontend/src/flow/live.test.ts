import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { followCounts, type LiveCounts } from "./live";

const MOVING: LiveCounts = { live: true, nodes: { s1: { waiting: 3, passed: 1 } } };
const ENDED: LiveCounts = { live: false, nodes: { s1: { waiting: 0, passed: 4 } } };

describe("followCounts", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function follow(load: () => Promise<LiveCounts>, hidden = () => false) {
    const onCounts = vi.fn();
    const stop = followCounts({ url: "/live", onCounts, interval: 100, load, hidden });
    return { onCounts, stop };
  }

  it("asks again until the campaign has ended", async () => {
    const load = vi.fn().mockResolvedValueOnce(MOVING).mockResolvedValue(ENDED);
    const { onCounts } = follow(load);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(load).toHaveBeenCalledTimes(2);
    expect(onCounts.mock.calls).toEqual([[MOVING], [ENDED]]);
  });

  it("doubles its pause after a failure and recovers", async () => {
    const load = vi.fn().mockRejectedValueOnce(new Error("gone")).mockResolvedValue(ENDED);
    const { onCounts } = follow(load);
    await vi.advanceTimersByTimeAsync(199);
    expect(load).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(onCounts).toHaveBeenCalledExactlyOnceWith(ENDED);
  });

  it("asks nothing while the tab is hidden, or once stopped", async () => {
    let hidden = true;
    const load = vi.fn().mockResolvedValue(MOVING);
    const { stop } = follow(load, () => hidden);
    await vi.advanceTimersByTimeAsync(500);
    expect(load).not.toHaveBeenCalled();
    hidden = false;
    await vi.advanceTimersByTimeAsync(100);
    expect(load).toHaveBeenCalledTimes(1);
    stop();
    await vi.advanceTimersByTimeAsync(500);
    expect(load).toHaveBeenCalledTimes(1);
  });
});
