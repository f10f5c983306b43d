import { describe, expect, it } from "vitest";
import { NODE_HEIGHT } from "./layout";
import { edgePoints, labelPoint, roundedPath } from "./path";

const TOP = { x: 100, y: 0 };

describe("edgePoints", () => {
  it("runs straight down between cards on one line", () => {
    const xs = edgePoints(TOP, 100, { x: 100, y: 200 }).map((point) => point.x);
    expect(new Set(xs)).toEqual(new Set([100]));
  });

  it("goes over its lane", () => {
    expect(edgePoints(TOP, 300, { x: 100, y: 200 })).toEqual([
      { x: 100, y: NODE_HEIGHT },
      { x: 100, y: NODE_HEIGHT + 18 },
      { x: 300, y: NODE_HEIGHT + 18 },
      { x: 300, y: 182 },
      { x: 100, y: 182 },
      { x: 100, y: 200 },
    ]);
  });
});

describe("roundedPath", () => {
  it("rounds the corners and never overshoots a short piece", () => {
    const path = roundedPath([{ x: 0, y: 0 }, { x: 0, y: 100 }, { x: 4, y: 100 }, { x: 4, y: 200 }]);
    expect(path).toBe("M0,0 L0,92 Q0,100 2,100 L2,100 Q4,100 4,108 L4,200");
  });
});

describe("labelPoint", () => {
  it("stands on the lane under the split", () => {
    expect(labelPoint(TOP, 300)).toEqual({ x: 300, y: NODE_HEIGHT + 34 });
  });
});
