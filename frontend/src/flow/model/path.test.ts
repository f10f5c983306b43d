import { describe, expect, it } from "vitest";
import { roundedPath } from "./path";

describe("roundedPath", () => {
  it("rounds the corners and never overshoots a short piece", () => {
    const path = roundedPath([{ x: 0, y: 0 }, { x: 0, y: 100 }, { x: 4, y: 100 }, { x: 4, y: 200 }]);
    expect(path).toBe("M0,0 L0,92 Q0,100 2,100 L2,100 Q4,100 4,108 L4,200");
  });
});
