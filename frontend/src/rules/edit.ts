// What groups and leaves are given to change the rule: one function, paths, and where the focus goes next.

import { createContext, useContext } from "react";
import type { Attribute } from "../api/lookups";
import type { Language } from "./language";
import type { Group, Path } from "./tree";

export interface RuleEditing {
  readonly rule: Group;
  readonly language: Language;
  readonly attributes: readonly Attribute[];
  readonly disabled: boolean;
  /** Puts the changed rule in place; the focus goes to the node at `focus`, if one is named. */
  readonly change: (rule: Group, focus?: Path) => void;
  /** Whether the server's limits leave room for one more condition. */
  readonly hasRoom: boolean;
}

const Context = createContext<RuleEditing | null>(null);

export const RuleEditingProvider = Context.Provider;

/** How to change the rule. Groups and leaves stand inside a builder, always. */
export function useRule(): RuleEditing {
  const editing = useContext(Context);
  if (editing === null) throw new Error("A part of a rule stands outside of a builder");
  return editing;
}
