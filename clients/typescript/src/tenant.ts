// How the tenant API wraps its answers: what contacts, events, segments, templates and imports share.

import { pageOf, type Page } from "./paging.js";
import { changing, type Call, type CallOptions, type ChangeOptions, type Query, type Transport } from "./transport.js";
import type { Tagged } from "./types.js";

const ROOT = "/api/v1/tenant";

/** Resources below one address of the tenant API. */
export class Tenant {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** A page of a list. */
  async page<T>(path: string, query: Query): Promise<Page<T>> {
    return pageOf<T>(await this.#transport.send({ method: "GET", path: `${ROOT}/${path}`, query }), query);
  }

  /** A page of a list that can always be read on from. */
  async arrivals<T>(path: string, query: Query): Promise<{ data: T[]; cursor: string; hasMore: boolean }> {
    const call: Call = { method: "GET", path: `${ROOT}/${path}`, query };
    const answer = await this.#transport.send<{ data: T[]; pagination: { next_cursor: string; has_more: boolean } }>(call);
    return { data: answer.data, cursor: answer.pagination.next_cursor, hasMore: answer.pagination.has_more };
  }

  /** One resource. */
  async get<T>(path: string, query: Query = {}): Promise<T> {
    return this.#data<T>({ method: "GET", path, query });
  }

  /** One resource that can be changed, with its ETag. */
  async one<T extends Tagged>(path: string): Promise<T> {
    return this.#data<T>({ method: "GET", path, tagged: true });
  }

  /** Something done. */
  async post<T>(path: string, body: object, options: CallOptions & { keepalive?: boolean } = {}): Promise<T> {
    return this.#data<T>({ method: "POST", path, body, ...options, tagged: true });
  }

  /** A file handed in, with the fields beside it. */
  async upload<T>(path: string, form: FormData, options: CallOptions = {}): Promise<T> {
    return this.#data<T>({ method: "POST", path, form, ...options });
  }

  /** Something changed. */
  async patch<T extends Tagged>(path: string, body: object, options: ChangeOptions): Promise<T> {
    return this.#data<T>(changing({ method: "PATCH", path, body }, options));
  }

  /** Something that is gone then. */
  async delete(path: string, options: ChangeOptions): Promise<void> {
    await this.#transport.send(changing({ method: "DELETE", path: `${ROOT}/${path}` }, options));
  }

  async #data<T>(call: Call): Promise<T> {
    const answer = await this.#transport.send<{ data: T }>({ ...call, path: `${ROOT}/${call.path}` });
    return answer.data;
  }
}
