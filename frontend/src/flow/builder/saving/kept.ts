// Changes that the server has not got yet, kept in this tab so that a reload does not lose them.

import type { FlowDocument } from "../../model/document";

/** `base` is what the changes were made to, at `revision`; with it they can be merged into what came since. */
export interface Kept {
  readonly revision: number;
  readonly base: FlowDocument;
  readonly workflow: FlowDocument;
  readonly at: string;
}

export interface Keeper {
  readonly keep: (kept: Kept) => void;
  readonly read: () => Kept | null;
  readonly drop: () => void;
}

/** Keeps under a name of the campaign's own. A storage that is full or forbidden keeps nothing and harms nothing. */
export function createKeeper(name: string, storage: () => Storage = () => window.sessionStorage): Keeper {
  const key = `campanile.flow.${name}`;
  const attempt = <T>(act: (storage: Storage) => T, otherwise: T): T => {
    try {
      return act(storage());
    } catch {
      return otherwise;
    }
  };
  return {
    keep: (kept) => attempt((kind) => kind.setItem(key, JSON.stringify(kept)), undefined),
    drop: () => attempt((kind) => kind.removeItem(key), undefined),
    read: () =>
      attempt((kind) => {
        const value: unknown = JSON.parse(kind.getItem(key) ?? "null");
        return isKept(value) ? value : null;
      }, null),
  };
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { revision, base, workflow, at } = value as Record<string, unknown>;
  return typeof revision === "number" && typeof at === "string" && isFlow(base) && isFlow(workflow);
}

function isFlow(value: unknown): value is FlowDocument {
  if (typeof value !== "object" || value === null) return false;
  const { nodes, edges } = value as Record<string, unknown>;
  return Array.isArray(nodes) && Array.isArray(edges);
}
