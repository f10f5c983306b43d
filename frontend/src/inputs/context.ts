// What every input of a form may ask: the server, the names of things, the time zone. Given once, at the form's root.

import { createContext, useContext } from "react";
import type { Lookups } from "../api/lookups";
import type { FlowDocument } from "../flow/model/document";

export interface FormContext {
  readonly api: Lookups;
  /** Null outside a campaign, on a segment's page for instance. */
  readonly campaignId: string | null;
  readonly workflow: FlowDocument | null;
  /** Readable names of templates, segments, … by public id. */
  readonly names: Readonly<Record<string, string>>;
  /** Keys of the snippets that texts may name; none where they may not. */
  readonly snippets?: readonly string[];
  /** The workspace's time zone; UTC where it is not known. */
  readonly timezone?: string | undefined;
  /** The address of the workspace's pages, with a slash at its end; without it nothing links to them. */
  readonly pages?: string | undefined;
}

const Context = createContext<FormContext | null>(null);

export const FormContextProvider = Context.Provider;

/** The form's context. Inputs stand inside a form, always. */
export function useForm(): FormContext {
  const context = useContext(Context);
  if (context === null) throw new Error("An input stands outside of a form");
  return context;
}

/** The address of a page of the workspace, or undefined where there are none. */
export function pageOf(context: FormContext, path: string): string | undefined {
  return context.pages === undefined ? undefined : `${context.pages}${path}`;
}
