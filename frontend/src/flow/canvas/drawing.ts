// From a document to what the canvas draws: cards, ways, and a "+" wherever a step may be put. Pure: no hooks, no DOM.

import type { Edge, Node } from "@xyflow/react";
import { arrange, type Arrangement, type Line } from "../model/arrange";
import { placeKey, places, type FlowPlace, type Place } from "../model/edit";
import type { FlowDocument, FlowNode } from "../model/document";
import { NODE_HEIGHT, NODE_WIDTH, type Point } from "../model/measures";
import { portsOf, typeOf } from "../nodes";
import type { Names, NodeType } from "../nodes/type";

export type CardData = { readonly node: FlowNode; readonly type: NodeType; readonly title: string };
export type WayData = { readonly points: readonly Point[] };
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
  readonly points: readonly Point[];
}

export interface Drawing {
  readonly cards: CardNode[];
  readonly ways: WayEdge[];
  readonly pluses: readonly PlusMark[];
  readonly ports: readonly PortMark[];
  readonly stubs: readonly Stub[];
  readonly arrangement: Arrangement;
}

/** Everything to be drawn; objects of `before` that stay the same are used again, so that nothing else is redrawn. */
export function draw(document: FlowDocument, names: Names, before?: Drawing): Drawing {
  const arrangement = arrange(document, portsOf, before?.arrangement);
  const titles = new Map(document.nodes.map((node) => [node.id, titleOf(node, names)]));
  const marks = marksOf(document, arrangement, titles);
  return {
    cards: reused(document.nodes.map((node) => cardOf(node, titles.get(node.id) ?? "", arrangement)), before?.cards, sameCard),
    ways: reused(waysOf(document, arrangement), before?.ways, sameWay),
    pluses: reused(marks.pluses, before?.pluses, samePlus),
    ports: reused(marks.ports, before?.ports, samePort),
    stubs: marks.stubs,
    arrangement,
  };
}

/** What a step is called: its name, otherwise what it does. */
export function titleOf(node: FlowNode, names: Names): string {
  return node.name || typeOf(node).summary(node.config, names);
}

function cardOf(node: FlowNode, title: string, { cards }: Arrangement): CardNode {
  const place = cards.get(node.id) ?? { x: 0, y: 0 };
  return {
    id: node.id,
    type: "card",
    position: { x: place.x - NODE_WIDTH / 2, y: place.y },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    data: { node, type: typeOf(node), title },
  };
}

function waysOf(document: FlowDocument, { lines }: Arrangement): WayEdge[] {
  return document.edges.flatMap((edge) => {
    const [id, line] = [placeKey(edge), lines.get(placeKey(edge))];
    return line === undefined ? [] : [{ id, type: "way", source: edge.source, target: edge.target, data: { points: line.points } }];
  });
}

interface Marks {
  readonly pluses: PlusMark[];
  readonly ports: PortMark[];
  readonly stubs: Stub[];
}

function marksOf(document: FlowDocument, { lines, meetings }: Arrangement, titles: ReadonlyMap<string, string>): Marks {
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const marks: Marks = { pluses: [], ports: [], stubs: [] };
  for (const flowPlace of places(document, portsOf)) {
    const { source, port, kind } = flowPlace;
    const [key, place] = [placeKey(flowPlace), { source, port }];
    const [meeting, line] = [meetings.get(key), lines.get(key)];
    const label = portsOf(byId.get(source) ?? NOTHING).find((known) => known.key === port)?.label ?? "";
    const words = wordsOf(flowPlace, label, titles.get(source) ?? source);
    if (kind === "meeting" && meeting !== undefined) marks.pluses.push({ key, place, at: meeting, words });
    if (line === undefined) continue;
    marks.pluses.push({ key, place, at: line.plus, words });
    if (line.label !== null) marks.ports.push({ key, ...place, at: line.label, label: label || port });
    if (kind === "open") marks.stubs.push({ key, points: line.points });
  }
  return marks;
}

function wordsOf({ kind }: FlowPlace, label: string, title: string): string {
  if (kind === "meeting") return `Add a step before “${title}”, where ways meet`;
  return label === "" ? `Add a step after “${title}”` : `Add a step after “${title}”, on the way ${label}`;
}

interface Keyed {
  readonly id?: string;
  readonly key?: string;
}

function reused<T extends Keyed>(now: T[], before: readonly T[] | undefined, same: (one: T, other: T) => boolean): T[] {
  if (before === undefined) return now;
  const name = (item: T): string | undefined => item.id ?? item.key;
  const old = new Map(before.map((item) => [name(item), item]));
  return now.map((item) => {
    const known = old.get(name(item));
    return known !== undefined && same(known, item) ? known : item;
  });
}

function sameCard(one: CardNode, other: CardNode): boolean {
  const [a, b] = [one.data, other.data];
  return a.node === b.node && a.title === b.title && one.position.x === other.position.x && one.position.y === other.position.y;
}

/** The arrangement gives the same points for the same line. */
function sameWay(one: WayEdge, other: WayEdge): boolean {
  return one.target === other.target && one.data?.points === other.data?.points;
}

function samePlus(one: PlusMark, other: PlusMark): boolean {
  return samePoint(one.at, other.at) && one.words === other.words;
}

function samePort(one: PortMark, other: PortMark): boolean {
  return samePoint(one.at, other.at) && one.label === other.label;
}

function samePoint(one: Line["plus"], other: Line["plus"]): boolean {
  return one.x === other.x && one.y === other.y;
}

const NOTHING: FlowNode = { id: "", type: "end", config: {} };
