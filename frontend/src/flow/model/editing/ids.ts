// Fresh node ids, and the server's limits on a flow. An id must never come back: versions and running contacts go by it.

import type { FlowDocument } from "../document";

/** What the server accepts as a node's id and as a port. */
export const KEY_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;
export const MAX_NODES = 1_000;
export const MAX_EDGES = 5_000;

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 6;
const LONGEST_TYPE = 40;

/** Makes an id for a node of that type, other than those taken. */
export type MakeId = (document: FlowDocument, type: string) => string;

/** An id that the flow does not have, nor, by chance alone, ever had: numbers would come back after a removal. */
export const newId: MakeId = (document, type) => {
  const taken = new Set(document.nodes.map((node) => node.id));
  const stem = type.replaceAll(/[^A-Za-z0-9_-]/g, "").slice(0, LONGEST_TYPE) || "step";
  let id = `${stem}_${randomWord()}`;
  while (taken.has(id)) id = `${stem}_${randomWord()}`;
  return id;
};

/** Whether so many more nodes and edges fit. */
export function hasRoom(document: FlowDocument, nodes: number, edges: number): boolean {
  return document.nodes.length + nodes <= MAX_NODES && document.edges.length + edges <= MAX_EDGES;
}

function randomWord(): string {
  return [...crypto.getRandomValues(new Uint8Array(LENGTH))].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
