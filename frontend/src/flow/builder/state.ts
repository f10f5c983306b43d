// What the builder holds while it is open. Plain data; editor.ts changes it.

import type { Comparison, Draft, Estimate, Issue, LiveCounts, Simulation, VersionFlow } from "../../api/types";
import type { Fragment, Place, Removal } from "../model/edit";
import type { FlowDocument } from "../model/document";
import type { History } from "../model/history";
import type { Problems } from "./problems";
import type { Kept } from "./saving/kept";
import type { SaveState } from "./saving/state";

/** The question or form that lies over the builder. */
export type Dialog =
  | { readonly kind: "remove"; readonly id: string; readonly removal: Removal }
  | { readonly kind: "kept"; readonly kept: Kept }
  | { readonly kind: "undoTheirs"; readonly joined: Joined }
  | { readonly kind: "discard" }
  | { readonly kind: "shortcuts" }
  | { readonly kind: "review" };

/** What somebody else saved while this flow was edited: who, and what they made of what. */
export interface Joined {
  readonly who: string;
  readonly base: FlowDocument;
  readonly theirs: FlowDocument;
}

/** One side of a comparison, and what it is called. */
export interface Compared {
  readonly words: string;
  readonly workflow: FlowDocument;
}

/** Another document than the one that is edited, shown read-only. */
export type Shown =
  | { readonly kind: "version"; readonly version: VersionFlow }
  | {
      readonly kind: "comparison";
      readonly from: Compared;
      readonly to: Compared;
      readonly changes: Comparison;
    };

/** What was done, for eyes and screen readers; `count` tells two equal ones apart. */
export interface Said {
  readonly words: string;
  readonly count: number;
  /** Whether to offer taking it back right there. */
  readonly undo: boolean;
}

/** What the right side shows. */
export type Aside =
  | { readonly kind: "step"; readonly id: string }
  | { readonly kind: "issues" }
  | { readonly kind: "versions" }
  | { readonly kind: "test" };

/** The numbers of a running campaign on the canvas, and their dates. */
export interface Live {
  readonly counts: LiveCounts;
  readonly from: string;
  readonly to: string;
}

export interface EditorState {
  readonly history: History<FlowDocument>;
  readonly draft: Draft;
  readonly save: SaveState;
  readonly issues: readonly Issue[];
  readonly problems: Problems;
  readonly selected: string | null;
  readonly aside: Aside | null;
  /** Counts up whenever the right side was opened by hand and should get the focus. */
  readonly asked: number;
  readonly palette: Place | "trigger" | null;
  readonly dialog: Dialog | null;
  readonly said: Said;
  readonly view: "canvas" | "list";
  /** The step under the pointer while it is dragged. */
  readonly carried: string | null;
  /** The step for which a "+" is to be chosen, to move it there. */
  readonly moving: string | null;
  readonly clipboard: Fragment | null;
  readonly estimate: Estimate | null;
  readonly live: Live | null;
  readonly shown: Shown | null;
  readonly simulation: Simulation | null;
  /** Counts up whenever the selected step should get the focus. */
  readonly focus: number;
}
