// A part of a flow on its own, as it lies on the clipboard: plain JSON with a version, read back with suspicion.

import type { FlowDocument, FlowEdge, FlowNode } from "../document";
import { lostBy } from "../shape";
import { KEY_PATTERN, MAX_EDGES, MAX_NODES } from "./ids";

const KIND = "campanile/flow";
const VERSION = 1;

/** Steps and the edges among them. Ports without an edge lead to whatever follows where it is put. */
export interface Fragment {
  readonly kind: typeof KIND;
  readonly version: typeof VERSION;
  /** The step by which contacts come in. */
  readonly start: string;
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

/** The part of the document that these nodes are. */
export function fragmentOf(document: FlowDocument, ids: ReadonlySet<string>, start: string): Fragment {
  return {
    kind: KIND,
    version: VERSION,
    start,
    nodes: document.nodes.filter((node) => ids.has(node.id)),
    edges: document.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
  };
}

/** One step alone; null where there is none with that id. */
export function copyStep(document: FlowDocument, id: string): Fragment | null {
  const node = document.nodes.find((candidate) => candidate.id === id);
  return node === undefined ? null : { kind: KIND, version: VERSION, start: id, nodes: [node], edges: [] };
}

/** A step with everything that only it leads to: down to where its branch joins others again, or to the end. */
export function copyBranch(document: FlowDocument, id: string): Fragment | null {
  if (!document.nodes.some((node) => node.id === id)) return null;
  const ids = lostBy(
    document,
    document.edges.filter((edge) => edge.source !== id),
  );
  return fragmentOf(document, ids.add(id), id);
}

/** How many steps a person would count in it: plain ends are none. */
export function stepsIn(fragment: Pick<Fragment, "nodes">): number {
  return fragment.nodes.filter((node) => node.type !== "end").length;
}

/** A fragment for the clipboard. */
export function fragmentText(fragment: Fragment): string {
  return JSON.stringify(fragment);
}

/** The fragment in a text from the clipboard; null where it is anything else. */
export function parseFragment(text: string): Fragment | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(data) || data["kind"] !== KIND || data["version"] !== VERSION) return null;
  const [nodes, edges, start] = [listOf(data["nodes"], nodeIn), listOf(data["edges"], edgeIn), data["start"]];
  if (nodes === null || edges === null || typeof start !== "string") return null;
  return isWhole(nodes, edges, start) ? { kind: KIND, version: VERSION, start, nodes, edges } : null;
}

function isWhole(nodes: readonly FlowNode[], edges: readonly FlowEdge[], start: string): boolean {
  const ids = new Set(nodes.map((node) => node.id));
  const exits = new Set(edges.map((edge) => `${edge.source}→${edge.port}`));
  return (
    nodes.length <= MAX_NODES &&
    edges.length <= MAX_EDGES &&
    ids.size === nodes.length &&
    exits.size === edges.length &&
    ids.has(start) &&
    edges.every((edge) => ids.has(edge.source) && ids.has(edge.target))
  );
}

function listOf<T>(value: unknown, read: (item: unknown) => T | null): T[] | null {
  if (!Array.isArray(value)) return null;
  const items = value.map(read).filter((item) => item !== null);
  return items.length === value.length ? items : null;
}

function nodeIn(value: unknown): FlowNode | null {
  if (!isRecord(value)) return null;
  const { id, type, name, config } = value;
  if (!isKey(id) || typeof type !== "string" || type === "" || type.length > 64) return null;
  if (!isRecord(config) || (name !== undefined && (typeof name !== "string" || name.length > 200))) return null;
  return name === undefined ? { id, type, config } : { id, type, name, config };
}

function edgeIn(value: unknown): FlowEdge | null {
  if (!isRecord(value)) return null;
  const { source, target, port } = value;
  return isKey(source) && isKey(target) && isKey(port) ? { source, target, port } : null;
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && KEY_PATTERN.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
