import { describe, expect, it } from "vitest";
import { around, isPartlySeen, isWhollySeen, openingView, READABLE, resizedView, showing, type Box } from "./view";

const PANE = { width: 1_000, height: 600 };
const FIRST: Box = { x: -100, y: 0, width: 200, height: 60 };

describe("the view that a flow opens with", () => {
  it("shows a small flow whole, in the middle and no larger than it is", () => {
    const flow: Box = { x: -200, y: 0, width: 400, height: 400 };
    expect(openingView(flow, FIRST, PANE)).toEqual({ x: 500, y: 100, zoom: 1 });
  });

  it("shows the top of a large one, readable, with the first step in the middle", () => {
    const flow: Box = { x: -3_000, y: 0, width: 4_000, height: 9_000 };
    const view = openingView(flow, FIRST, PANE);
    expect(view).toEqual({ x: 500, y: 40, zoom: READABLE });
    expect(isWhollySeen(view, FIRST, PANE)).toBe(true);
  });

  it("does not come too near to a long narrow one", () => {
    expect(openingView({ x: -100, y: 0, width: 200, height: 9_000 }, FIRST, PANE).zoom).toBe(0.85);
  });
});

describe("moving the view", () => {
  it("keeps the middle in the middle when the pane gets narrower", () => {
    expect(resizedView({ x: 500, y: 40, zoom: 0.8 }, PANE, { width: 600, height: 600 })).toEqual({ x: 300, y: 40, zoom: 0.8 });
  });

  it("stays where the step is seen already, and goes to it where it is not", () => {
    const view = { x: 500, y: 40, zoom: 0.3 };
    expect(showing(view, FIRST, PANE)).toBe(view);
    const far: Box = { x: 4_000, y: 7_000, width: 200, height: 60 };
    const there = showing(view, far, PANE);
    expect(there).toEqual({ x: 500 - 4_100 * READABLE, y: 300 - 7_030 * READABLE, zoom: READABLE });
    expect(isWhollySeen(there, far, PANE)).toBe(true);
    expect(isPartlySeen(view, far, PANE)).toBe(false);
  });

  it("knows what holds everything", () => {
    expect(around([])).toBeNull();
    expect(around([FIRST, { x: 300, y: 200, width: 200, height: 60 }])).toEqual({ x: -100, y: 0, width: 600, height: 260 });
  });
});
