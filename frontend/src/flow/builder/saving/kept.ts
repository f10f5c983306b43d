// Changes that the server has not got yet, kept in this tab so that a reload does not lose them.

import type { Draft } from "../../../api/types";
import type { FlowDocument } from "../../model/document";
import { mergeFlows } from "../merge/merge";
import { sameFlow } from "../merge/values";

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

/** What the tab kept, put on top of what the server holds now; null when the server has it all, as when only its answer was lost. */
export function broughtBack(kept: Kept, draft: Pick<Draft, "revision" | "workflow">): FlowDocument | null {
  const merged = kept.revision === draft.revision ? kept.workflow : mergeFlows(kept.base, kept.workflow, draft.workflow).document;
  return sameFlow(merged, draft.workflow) ? null : merged;
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
