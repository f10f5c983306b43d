import { describe, expect, it } from "vitest";
import { freeLetter, freeNumbered, movedBy } from "./ports";
import { evenly, normalised, reweighted } from "./weights";

const sum = (weights: readonly number[]): number => weights.reduce((all, weight) => all + weight, 0);

describe("weights", () => {
  it("are even as far as whole percents can be", () => {
    expect(evenly(2)).toEqual([50, 50]);
    expect(evenly(3)).toEqual([34, 33, 33]);
    expect(evenly(4)).toEqual([25, 25, 25, 25]);
  });

  it("give the others the rest by their proportions", () => {
    expect(reweighted([50, 50], 0, 70)).toEqual([70, 30]);
    expect(reweighted([40, 40, 20], 0, 70)).toEqual([70, 20, 10]);
    expect(reweighted([50, 50], 1, 500)).toEqual([1, 99]);
    expect(reweighted([50, 50], 1, Number.NaN)).toEqual([99, 1]);
  });

  it("add up to 100 and are at least 1, whatever is done to them", () => {
    for (let count = 2; count <= 4; count += 1) {
      for (let weight = -5; weight <= 120; weight += 1) {
        for (const start of [evenly(count), normalised(Array.from({ length: count }, (_, place) => place * 37))]) {
          const next = reweighted(start, weight % count < 0 ? 0 : weight % count, weight);
          expect(sum(next)).toBe(100);
          expect(Math.min(...next)).toBeGreaterThanOrEqual(1);
        }
      }
    }
  });

  it("are mended where they come in wrong", () => {
    expect(normalised([50, 50, 50])).toEqual([34, 33, 33]);
    expect(sum(normalised([0, -3, Number.NaN, 99]))).toBe(100);
  });
});

describe("ports", () => {
  it("get keys that nobody has", () => {
    expect(freeLetter(["A", "C"])).toBe("B");
    expect(freeNumbered("branch_", ["branch_1"])).toBe("branch_2");
  });

  it("keep their keys when they are moved", () => {
    expect(movedBy(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
    expect(movedBy(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  });
});
