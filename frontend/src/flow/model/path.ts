// A line as an SVG path, its corners rounded. Pure geometry.

import type { Point } from "./measures";

const RADIUS = 8;

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

function towards(from: Point, to: Point): Point {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const distance = Math.hypot(dx, dy);
  const step = Math.min(RADIUS, distance / 2);
  return { x: from.x + (dx / distance) * step, y: from.y + (dy / distance) * step };
}
