// From the grid to pixels: where cards stand, how lines run, and where labels and "+" buttons are, none over another.

import type { FlowDocument, FlowNode, PortsOf } from "./document";
import { MEETING, placeKey, places, type FlowPlace } from "./editing/place";
import { gridOf, type Grid } from "./grid";
import { LANE, NODE_HEIGHT, type Point } from "./measures";

/** The room that is kept for a "+" and for the name of a port; what is drawn must not be larger. */
export const PLUS = 24;
export const LABEL_HEIGHT = 18;
export const LABEL_WIDTH = 200;

/** Under a card, in pixels from its bottom: where lines part, where names stand, where a "+" stands. */
const BELOW = { turn: 14, label: 30, plus: 30, namedPlus: 56, stub: 18 };
/** Above a card, from its top: where lines arrive, where ways back do, and where ways meet, above the "+" for them all. */
const ABOVE = { turn: 14, back: 10, meeting: 46, meetingPlus: 26 };
/** Beside the flow, on ways back. */
const SIDE = { first: 110, apart: 216, label: -10, plus: -36 };
/** Between two rows, and what names below the upper or meetings above the lower one add to it. */
const GAPS = { plain: 60, named: 26, meeting: 36 };

/** One way out of a step as it is drawn: an edge, or the short line of an open port. */
export interface Line {
  /** Its corners, from the bottom of the step to the top of the next; an open port's line ends above its "+". */
  readonly points: readonly Point[];
  /** Centre of the port's name; null where the step has only one port. */
  readonly label: Point | null;
  /** Centre of the "+". */
  readonly plus: Point;
}

export interface Arrangement {
  /** Centre of each card's top edge. */
  readonly cards: ReadonlyMap<string, Point>;
  /** By placeKey, which for edges is their edgeKey. */
  readonly lines: ReadonlyMap<string, Line>;
  /** Centres of the "+" above steps where ways meet, by placeKey. */
  readonly meetings: ReadonlyMap<string, Point>;
  readonly width: number;
  readonly height: number;
}

/** Where everything stands. What is the same as `before` is the very same object, so that it need not be drawn again. */
export function arrange(document: FlowDocument, portsOf: PortsOf, before?: Arrangement): Arrangement {
  const grid = gridOf(document, portsOf);
  const all = places(document, portsOf);
  const met = new Set(all.filter((place) => place.kind === "meeting").map((place) => place.source));
  const split = new Set(document.nodes.filter((node) => portsOf(node).length > 1).map((node) => node.id));
  const tops = topsOf(grid, split, met);
  const cards = new Map(document.nodes.map((node) => [node.id, cardAt(node, grid, tops, before)]));
  const drawing = { grid, cards, split, met };
  const lines = new Map<string, Line>();
  const meetings = new Map<string, Point>();
  for (const place of all) {
    const [key, card] = [placeKey(place), cards.get(place.source)];
    if (card === undefined) continue;
    if (place.port === MEETING) meetings.set(key, same({ x: card.x, y: card.y - ABOVE.meetingPlus }, before?.meetings.get(key)));
    else lines.set(key, sameLine(lineOf(place, card, drawing), before?.lines.get(key)));
  }
  return { cards, lines, meetings, ...sizeOf(grid, cards, lines) };
}

interface Drawing {
  readonly grid: Grid;
  readonly cards: ReadonlyMap<string, Point>;
  readonly split: ReadonlySet<string>;
  readonly met: ReadonlySet<string>;
}

/** The top of each row. */
function topsOf({ rows }: Grid, split: ReadonlySet<string>, met: ReadonlySet<string>): number[] {
  const named = new Set([...split].map((id) => rows.get(id)));
  const meeting = new Set([...met].map((id) => rows.get(id)));
  const tops: number[] = [];
  const last = Math.max(-1, ...rows.values());
  for (let row = 0, top = 0; row <= last; row += 1) {
    if (meeting.has(row)) top += GAPS.meeting;
    tops.push(top);
    top += NODE_HEIGHT + GAPS.plain + (named.has(row) ? GAPS.named : 0);
  }
  return tops;
}

function cardAt(node: FlowNode, { columns, rows }: Grid, tops: readonly number[], before?: Arrangement): Point {
  const point = { x: (columns.get(node.id) ?? 0) * LANE, y: tops[rows.get(node.id) ?? 0] ?? 0 };
  return same(point, before?.cards.get(node.id));
}

function lineOf(place: FlowPlace, card: Point, { grid, cards, split, met }: Drawing): Line {
  const [key, bottom, named] = [placeKey(place), card.y + NODE_HEIGHT, split.has(place.source)];
  const target = place.target === null ? undefined : cards.get(place.target);
  const side = grid.back.get(key);
  if (side !== undefined && target !== undefined) {
    const x = grid.width * LANE + SIDE.first + side * SIDE.apart;
    const points = corners(card.x, bottom, x, bottom + BELOW.turn, target, target.y - ABOVE.back);
    return { points, label: named ? { x, y: bottom + SIDE.label } : null, plus: { x, y: bottom + SIDE.plus } };
  }
  const x = (grid.lanes.get(key) ?? 0) * LANE;
  const plus = { x, y: bottom + (named ? BELOW.namedPlus : BELOW.plus) };
  const end = target ?? { x, y: plus.y - PLUS / 2 };
  const meets = place.target !== null && met.has(place.target);
  const merge = target === undefined ? end.y : end.y - (meets ? ABOVE.meeting : ABOVE.turn);
  const points = corners(card.x, bottom, x, bottom + BELOW.turn, end, merge);
  return { points, label: named ? { x, y: bottom + BELOW.label } : null, plus };
}

/** Down from a card, over to the lane, along it, over to the end, and down to it; without corners that are none. */
function corners(from: number, bottom: number, lane: number, turn: number, end: Point, merge: number): Point[] {
  const points = [
    { x: from, y: bottom },
    { x: from, y: turn },
    { x: lane, y: turn },
    { x: lane, y: merge },
    { x: end.x, y: merge },
    end,
  ];
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before === undefined || after === undefined) return true;
    return !(before.x === point.x && point.x === after.x) && !(before.y === point.y && point.y === after.y);
  });
}

function sizeOf(
  grid: Grid,
  cards: ReadonlyMap<string, Point>,
  lines: ReadonlyMap<string, Line>,
): Pick<Arrangement, "width" | "height"> {
  const side = Math.max(-1, ...grid.back.values());
  const width = grid.width * LANE + (side < 0 ? 0 : SIDE.first + side * SIDE.apart + LABEL_WIDTH / 2);
  let height = 0;
  for (const { y } of cards.values()) height = Math.max(height, y + NODE_HEIGHT);
  for (const { plus } of lines.values()) height = Math.max(height, plus.y + PLUS / 2);
  return { width, height };
}

function equal(one: Point | null | undefined, other: Point | null | undefined): boolean {
  return one === other || (one?.x === other?.x && one?.y === other?.y);
}

function same(point: Point, before: Point | undefined): Point {
  return before !== undefined && equal(point, before) ? before : point;
}

function sameLine(line: Line, before: Line | undefined): Line {
  if (before === undefined || before.points.length !== line.points.length) return line;
  const points = line.points.every((point, index) => equal(point, before.points[index]));
  return points && equal(line.label, before.label) && equal(line.plus, before.plus) ? before : line;
}
