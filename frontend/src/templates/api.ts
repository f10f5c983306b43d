// The Workspace API of one template as typed functions, and where its editor stands.

import type { Lookups } from "../api/lookups";
import type { SnippetOut, TemplateBlocksOut, TemplateDetailOut, TemplateVersionEntry, TemplateVersionWhole } from "../api/schema";
import type { Ask } from "../api/transport";
import type { ContactPage } from "../api/types";
import type { Json } from "../inputs/input";

export type Template = TemplateDetailOut;
export type Version = TemplateVersionEntry;
export type VersionWhole = TemplateVersionWhole;
export type Blocks = TemplateBlocksOut;

export interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly field: string;
}

export interface Rendered {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export interface Preview {
  readonly rendered: Rendered;
  readonly variables: readonly string[];
  readonly missing: readonly string[];
  readonly findings: readonly Finding[];
}

export interface Asking {
  readonly contact?: string;
  readonly content?: Json;
  readonly version?: number;
  readonly locale?: string;
}

/** Whose template it is and where things are: the `data-` attributes of the page. */
export interface Place {
  readonly client: Client;
  readonly lookups: Lookups;
  readonly template: string;
  readonly pageUrl: string;
  readonly signInUrl: string;
  readonly pages: string;
  readonly timezone: string;
  /** The signed-in person's own address. */
  readonly own: string;
}

export type Client = ReturnType<typeof clientOver>;

/** The functions for one template. */
export function clientOver(ask: Ask, template: string) {
  const of = (path = ""): string => `templates/${encodeURIComponent(template)}${path}`;
  const act = (path: string, body: Json = {}): Promise<Template> => ask<Template>(of(path), { method: "POST", body });
  return {
    template: () => ask<Template>(of()),
    blocks: () => ask<Blocks>("templateBlocks"),
    snippets: () => ask<readonly SnippetOut[]>("snippets"),
    save: (content: Json, revision: number) => ask<Template>(of(), { method: "PATCH", body: { content }, ifMatch: revision }),
    rename: (name: string, revision: number) => ask<Template>(of(), { method: "PATCH", body: { name }, ifMatch: revision }),
    publish: (revision: number) => ask<Template>(of("/publish"), { method: "POST", body: {}, ifMatch: revision }),
    submit: () => act("/submit"),
    versions: () => ask<readonly Version[]>(of("/versions")),
    version: (number: number) => ask<VersionWhole>(of(`/versions/${number}`)),
    restore: (number: number) => act(`/versions/${number}/restore`),
    preview: (asking: Asking, signal?: AbortSignal) => ask<Preview>(of("/preview"), { method: "POST", body: asking, signal }),
    testSend: (to: string, contact: string, locale: string) =>
      ask<{ readonly to: string }>(of("/testSend"), { method: "POST", body: { to, contact, locale } }),
    contacts: (search: string, signal?: AbortSignal) => ask<ContactPage>("contacts", { query: { search, limit: 8 }, signal }),
  };
}
