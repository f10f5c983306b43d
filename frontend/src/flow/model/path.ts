// The line of an edge: down from its source, across to its lane, down the lane, across to its target. Pure geometry.

import { NODE_HEIGHT, type Point } from "./layout";

const CLEARANCE = 18;
const RADIUS = 8;

/** The corner points of an edge from the bottom of its source to the top of its target, over its lane. */
export function edgePoints(source: Point, lane: number, target: Point): Point[] {
  const bottom = source.y + NODE_HEIGHT;
  const points = [
    { x: source.x, y: bottom },
    { x: source.x, y: bottom + CLEARANCE },
    { x: lane, y: bottom + CLEARANCE },
    { x: lane, y: target.y - CLEARANCE },
    { x: target.x, y: target.y - CLEARANCE },
    { x: target.x, y: target.y },
  ];
  return points.filter((point, index) => {
    const before = points[index - 1];
    return before === undefined || before.x !== point.x || before.y !== point.y;
  });
}

/** An SVG path through the points, its corners rounded. */
export function roundedPath(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (before === undefined) return `M${point.x},${point.y}`;
      if (after === undefined) return `L${point.x},${point.y}`;
      const start = towards(point, before);
      const end = towards(point, after);
      return `L${start.x},${start.y} Q${point.x},${point.y} ${end.x},${end.y}`;
    })
    .join(" ");
}

/** Where the port's label stands: on the lane, just under the split. */
export function labelPoint(source: Point, lane: number): Point {
  return { x: lane, y: source.y + NODE_HEIGHT + CLEARANCE + 16 };
}

function towards(from: Point, to: Point): Point {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const distance = Math.hypot(dx, dy);
  const step = Math.min(RADIUS, distance / 2);
  return { x: from.x + (dx / distance) * step, y: from.y + (dy / distance) * step };
}
