// From a document to what the canvas draws: cards, ways, and a "+" wherever a step may be put. Pure: no hooks, no DOM.

import type { Edge, Node } from "@xyflow/react";
import { MEETING, placeKey, places, type FlowPlace, type Place } from "../model/edit";
import { edgeKey, type FlowDocument, type FlowNode } from "../model/document";
import { layoutFlow, NODE_HEIGHT, NODE_WIDTH, type Point } from "../model/layout";
import { portsOf, typeOf } from "../nodes";
import type { Names, NodeType } from "../nodes/type";
import { labelAt, meetingAt, plusAt, stubAt } from "./geometry";
import { meetingsOf, spaced, type Spaced } from "./spacing";

export type CardData = { readonly node: FlowNode; readonly type: NodeType; readonly title: string };
export type WayData = { readonly source: Point; readonly target: Point; readonly lane: number };
export type CardNode = Node<CardData, "card">;
export type WayEdge = Edge<WayData, "way">;

/** A "+" on the canvas. */
export interface PlusMark {
  readonly key: string;
  readonly place: Place;
  readonly at: Point;
  /** What it does, for those who can't see where it stands. */
  readonly words: string;
}

/** The name of a port on its way; with its numbers it becomes a link. */
export interface PortMark {
  readonly key: string;
  readonly source: string;
  readonly port: string;
  readonly at: Point;
  readonly label: string;
}

/** The short line of a port that leads nowhere yet. */
export interface Stub {
  readonly key: string;
  readonly from: Point;
  readonly to: Point;
}

export interface Drawing {
  readonly cards: CardNode[];
  readonly ways: WayEdge[];
  readonly pluses: readonly PlusMark[];
  readonly ports: readonly PortMark[];
  readonly stubs: readonly Stub[];
  readonly height: number;
}

/** Everything to be drawn; objects of `before` that stay the same are used again, so that nothing else is redrawn. */
export function draw(document: FlowDocument, names: Names, before?: Drawing): Drawing {
  const splits = new Set(document.nodes.filter((node) => portsOf(node).length > 1).map((node) => node.id));
  const layout = spaced(document, layoutFlow(document, portsOf), splits);
  const titles = new Map(document.nodes.map((node) => [node.id, titleOf(node, names)]));
  const marks = marksOf(document, layout, splits, titles);
  return {
    cards: reused(document.nodes.map((node) => cardOf(node, titles.get(node.id) ?? "", layout)), before?.cards, sameCard),
    ways: reused(waysOf(document, layout), before?.ways, sameWay),
    ...marks,
    height: layout.height,
  };
}

/** What a step is called: its name, otherwise what it does. */
export function titleOf(node: FlowNode, names: Names): string {
  return node.name || typeOf(node).summary(node.config, names);
}

function cardOf(node: FlowNode, title: string, layout: Spaced): CardNode {
  const place = layout.nodes.get(node.id) ?? { x: 0, y: 0 };
  return {
    id: node.id,
    type: "card",
    position: { x: place.x - NODE_WIDTH / 2, y: place.y },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    data: { node, type: typeOf(node), title },
  };
}

function waysOf(document: FlowDocument, layout: Spaced): WayEdge[] {
  return document.edges.flatMap((edge) => {
    const [source, target] = [layout.nodes.get(edge.source), layout.nodes.get(edge.target)];
    const lane = layout.lanes.get(edgeKey(edge));
    if (source === undefined || target === undefined || lane === undefined) return [];
    return [{ id: edgeKey(edge), type: "way", source: edge.source, target: edge.target, data: { source, target, lane } }];
  });
}

type Marks = Pick<Drawing, "pluses" | "ports" | "stubs">;

function marksOf(document: FlowDocument, layout: Spaced, splits: ReadonlySet<string>, titles: ReadonlyMap<string, string>): Marks {
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const all = places(document, portsOf);
  const leaving = new Set(document.edges.map((edge) => edge.source));
  const meetings = new Set(meetingsOf(document));
  const marks: { pluses: PlusMark[]; ports: PortMark[]; stubs: Stub[] } = { pluses: [], ports: [], stubs: [] };
  for (const place of all) {
    const [node, source] = [byId.get(place.source), layout.nodes.get(place.source)];
    if (node === undefined || source === undefined) continue;
    const key = placeKey(place);
    const label = portsOf(node).find((port) => port.key === place.port)?.label ?? "";
    const words = wordsOf(place, label, titles);
    if (place.kind === "meeting") {
      if (meetings.has(place.source)) marks.pluses.push({ key, place, at: meetingAt(source), words });
      continue;
    }
    const siblings = all.filter((other) => other.kind === "open" && other.source === place.source);
    const end = stubAt(source, siblings.indexOf(place), siblings.length, leaving.has(place.source));
    const lane = place.kind === "open" ? end.x : layout.lanes.get(key);
    if (lane === undefined) continue;
    const named = splits.has(place.source);
    if (named) marks.ports.push({ key, source: place.source, port: place.port, at: labelAt(source, lane), label: label || place.port });
    if (place.kind === "open") marks.stubs.push({ key, from: { x: lane, y: source.y + NODE_HEIGHT }, to: end });
    marks.pluses.push({ key, place, at: plusAt(source, lane, named), words });
  }
  return marks;
}

function wordsOf(place: FlowPlace, label: string, titles: ReadonlyMap<string, string>): string {
  const title = titles.get(place.source) ?? place.source;
  if (place.port === MEETING) return `Add a step before “${title}”, where ways meet`;
  return label === "" ? `Add a step after “${title}”` : `Add a step after “${title}”, on the way ${label}`;
}

function reused<T extends { id: string }>(now: T[], before: T[] | undefined, same: (one: T, other: T) => boolean): T[] {
  if (before === undefined) return now;
  const old = new Map(before.map((item) => [item.id, item]));
  return now.map((item) => {
    const known = old.get(item.id);
    return known !== undefined && same(known, item) ? known : item;
  });
}

function sameCard(one: CardNode, other: CardNode): boolean {
  const [a, b] = [one.data, other.data];
  return a.node === b.node && a.title === b.title && one.position.x === other.position.x && one.position.y === other.position.y;
}

function sameWay({ data: a, target: to }: WayEdge, { data: b, target }: WayEdge): boolean {
  if (a === undefined || b === undefined || to !== target) return false;
  return a.lane === b.lane && samePoint(a.source, b.source) && samePoint(a.target, b.target);
}

function samePoint(one: Point, other: Point): boolean {
  return one.x === other.x && one.y === other.y;
}
