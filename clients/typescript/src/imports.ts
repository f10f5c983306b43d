// `client.imports`: files of contacts, handed in, tried and imported in the background.

import { walk, type Page } from "./paging.js";
import type { Tenant } from "./tenant.js";
import { pathOf, type CallOptions } from "./transport.js";
import type { Import, ImportOptions, RefusedRows } from "./types.js";

export class Imports {
  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** A page of imports, newest first. */
  list(query: { limit?: number; offset?: number } = {}): Promise<Page<Import>> {
    return this.#tenant.page("imports", { limit: 100, ...query });
  }

  /** Every import; `limit` is how many each request brings. */
  iter(query: { limit?: number } = {}): AsyncIterable<Import> {
    return walk((asked: { limit?: number; offset?: number }) => this.list(asked), query);
  }

  /** How far it is, and what is in the file once it was read. */
  get(importId: string): Promise<Import> {
    return this.#tenant.get(one(importId));
  }

  /** Hands a CSV file or a workbook in. With the goal `read` or `check` it waits for `start`, so that you can look at it.
   * Without a `mapping` of columns to fields the server takes the one that it proposes. */
  create(file: Blob, filename: string, options: ImportOptions = {}, call: CallOptions = {}): Promise<Import> {
    const form = new FormData();
    for (const [name, value] of Object.entries(options)) {
      if (value !== undefined) form.append(name, typeof value === "string" ? value : JSON.stringify(value));
    }
    form.append("file", file, filename);
    return this.#tenant.upload("imports", form, call);
  }

  /** Goes on with one that is `ready` or `checked`, on these options. */
  start(
    importId: string,
    options: Omit<ImportOptions, "encoding" | "sheet"> = {},
    call: CallOptions = {},
  ): Promise<Import> {
    return this.#tenant.post(`${one(importId)}/start`, { goal: "import", ...options }, call);
  }

  /** Ends it; what is imported stays. */
  cancel(importId: string, call: CallOptions = {}): Promise<Import> {
    return this.#tenant.post(`${one(importId)}/cancel`, {}, call);
  }

  /** Rows that could not be imported, as they were, each with its problem. */
  refused(importId: string, query: { after?: number; limit?: number } = {}): Promise<RefusedRows> {
    return this.#tenant.get(`${one(importId)}/errors`, { ...query });
  }
}

function one(importId: string): string {
  return `imports/${pathOf(importId)}`;
}
