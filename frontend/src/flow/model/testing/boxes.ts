// For tests of the arrangement: what lies over what.

import { LABEL_HEIGHT, LABEL_WIDTH, PLUS, type Arrangement } from "../arrange";
import { NODE_HEIGHT, NODE_WIDTH, type Point } from "../measures";

interface Box {
  readonly name: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Pairs of cards, labels and "+" that touch each other. */
export function overlaps(arrangement: Arrangement): string[] {
  const boxes = boxesOf(arrangement).sort((one, other) => one.top - other.top);
  return boxes.flatMap((box, index) => {
    const found: string[] = [];
    for (const other of boxes.slice(index + 1)) {
      if (other.top >= box.bottom) break;
      if (other.left < box.right && box.left < other.right) found.push(`${box.name} and ${other.name}`);
    }
    return found;
  });
}

/** Lines that run through a card. */
export function crossings({ cards, lines }: Arrangement): string[] {
  const inside = 1;
  return [...lines].flatMap(([key, { points }]) =>
    points.slice(1).flatMap((to, index) => {
      const from = points[index] ?? to;
      const box = { left: Math.min(from.x, to.x), right: Math.max(from.x, to.x), top: Math.min(from.y, to.y), bottom: Math.max(from.y, to.y) };
      return [...cards]
        .filter(([, card]) => Math.abs(card.x - Math.max(box.left, Math.min(card.x, box.right))) < NODE_WIDTH / 2)
        .filter(([, card]) => box.top < card.y + NODE_HEIGHT - inside && box.bottom > card.y + inside)
        .map(([id]) => `${key} through ${id}`);
    }),
  );
}

function boxesOf({ cards, lines, meetings }: Arrangement): Box[] {
  const boxes: Box[] = [];
  const add = (name: string, { x, y }: Point, wide: number, high: number): void => {
    boxes.push({ name, left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 });
  };
  for (const [id, { x, y }] of cards) add(id, { x, y: y + NODE_HEIGHT / 2 }, NODE_WIDTH, NODE_HEIGHT);
  for (const [key, { label, plus }] of lines) {
    add(`+ of ${key}`, plus, PLUS, PLUS);
    if (label !== null) add(`name of ${key}`, label, LABEL_WIDTH, LABEL_HEIGHT);
  }
  for (const [key, plus] of meetings) add(`+ of ${key}`, plus, PLUS, PLUS);
  return boxes;
}
