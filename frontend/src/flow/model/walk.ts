// Arrow keys over a flow as it is drawn: from step to step, or over every "+" between them as well.

import { arrange, type Arrangement } from "./arrange";
import type { FlowDocument, FlowEdge, PortsOf } from "./document";
import { MEETING, placeKey, type Place } from "./editing/place";
import type { Point } from "./measures";
import { shapeOf, type Shape } from "./shape";

export type Direction = "up" | "down" | "left" | "right";

/** The next step in a direction; null where there is none. Up and down follow the lines, left and right what is seen. */
export function walk(document: FlowDocument, id: string, direction: Direction, portsOf: PortsOf): string | null {
  const { cards } = arrange(document, portsOf);
  const from = cards.get(id);
  if (from === undefined) return null;
  if (direction === "left" || direction === "right") return beside(from, direction, cards);
  const { graph, entering } = shapeOf(document, portsOf);
  const ids =
    direction === "up"
      ? (entering.get(id) ?? []).map((edge) => edge.source)
      : (graph.forward.get(id) ?? []).map((edge) => edge.target);
  return nearest(from, new Map(ids.map((key) => [key, cards.get(key)])));
}

/**
 * The next stop in a direction: a step (its id) or a "+" (its placeKey). Down from a step is the "+" under it, then the "+"
 * where ways meet, then the step; left and right go from step to step and from "+" to "+".
 */
export function walkStops(document: FlowDocument, stop: string, direction: Direction, portsOf: PortsOf): string | null {
  const arrangement = arrange(document, portsOf);
  const shape = shapeOf(document, portsOf);
  const pluses = plusesOf(arrangement);
  const [card, plus] = [arrangement.cards.get(stop), pluses.get(stop)];
  const from = card ?? plus;
  if (from === undefined) return null;
  if (direction === "left" || direction === "right") return beside(from, direction, plus ? pluses : arrangement.cards);
  const place = plus === undefined ? null : placeOf(stop);
  const around = place === null ? aroundStep(stop, direction, shape, pluses) : aroundPlus(place, direction, shape);
  return nearest(from, new Map(around.map((key) => [key, pluses.get(key) ?? arrangement.cards.get(key)])));
}

/** The place that a stop is; null where it is a step. */
export function placeOf(stop: string): Place | null {
  const [source, port] = stop.split("→");
  return source === undefined || port === undefined ? null : { source, port };
}

function aroundStep(id: string, direction: "up" | "down", shape: Shape, pluses: ReadonlyMap<string, Point>): string[] {
  if (direction === "down") return [...pluses.keys()].filter((key) => key.startsWith(`${id}→`) && !key.endsWith(`→${MEETING}`));
  return aboveStep(id, shape.entering.get(id) ?? []);
}

function aboveStep(id: string, entering: readonly FlowEdge[]): string[] {
  return entering.length > 1 ? [placeKey({ source: id, port: MEETING })] : entering.map(placeKey);
}

function aroundPlus({ source, port }: Place, direction: "up" | "down", shape: Shape): string[] {
  const meets = port === MEETING;
  if (direction === "up") return meets ? (shape.entering.get(source) ?? []).map(placeKey) : [source];
  if (meets) return [source];
  const edge = shape.outgoing.get(source)?.find((candidate) => candidate.port === port);
  if (edge === undefined) return [];
  const [above] = aboveStep(edge.target, shape.entering.get(edge.target) ?? []);
  return [above !== undefined && above.endsWith(`→${MEETING}`) ? above : edge.target];
}

function plusesOf({ lines, meetings }: Arrangement): Map<string, Point> {
  return new Map([...[...lines].map(([key, line]): [string, Point] => [key, line.plus]), ...meetings]);
}

/** The one whose lane is nearest, the left one of two. */
function nearest(from: Point, stops: ReadonlyMap<string, Point | undefined>): string | null {
  let best: string | null = null;
  let least = Infinity;
  for (const [key, point] of stops) {
    const distance = point === undefined ? Infinity : Math.abs(point.x - from.x);
    if (distance < least) [best, least] = [key, distance];
  }
  return best;
}

/** The next one to a side: in the same row where there is one, else in the nearest row. */
function beside(from: Point, side: "left" | "right", stops: ReadonlyMap<string, Point>): string | null {
  let best: string | null = null;
  let least = [Infinity, Infinity];
  for (const [key, point] of stops) {
    const across = side === "left" ? from.x - point.x : point.x - from.x;
    const away = Math.abs(point.y - from.y);
    const [rows = 0, lanes = 0] = least;
    if (across > 0 && (away < rows || (away === rows && across < lanes))) [best, least] = [key, [away, across]];
  }
  return best;
}
