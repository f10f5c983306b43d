// Where on a way its name and its "+" stand. Pure geometry over the spaced layout.

import { NODE_HEIGHT, NODE_WIDTH, type Point } from "../model/layout";

const TURN = 18;
const LABEL = 10;
const NAMED_PLUS = 29;
const PLAIN_PLUS = 26;
const STUB = { length: 36, apart: 88 } as const;

/** The name of a port: on its lane, under where the branches part. */
export function labelAt(source: Point, lane: number): Point {
  return { x: lane, y: source.y + NODE_HEIGHT + TURN + LABEL };
}

/** The "+" of a way: under the name of its port, or a little below the step it leaves. */
export function plusAt(source: Point, lane: number, named: boolean): Point {
  return { x: lane, y: source.y + NODE_HEIGHT + (named ? TURN + NAMED_PLUS : PLAIN_PLUS) };
}

/** The "+" where ways meet: on the last piece that they share. */
export function meetingAt(target: Point): Point {
  return { x: target.x, y: target.y - TURN };
}

/** Where the short line of an open port ends: under its step, or at its right side where other ways leave below. */
export function stubAt(source: Point, index: number, count: number, beside: boolean): Point {
  const start = beside ? NODE_WIDTH / 2 - 12 : -((count - 1) / 2) * STUB.apart;
  return { x: source.x + start + index * STUB.apart, y: source.y + NODE_HEIGHT + STUB.length };
}
