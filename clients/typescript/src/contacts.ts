// `client.contacts`: people, put in by any identity, one or many; their consent and their data.

import { moved, partKey, parts } from "./bulk.js";
import { CampanileError } from "./errors.js";
import { walk, type Page } from "./paging.js";
import type { Tenant } from "./tenant.js";
import { pathOf, type CallOptions, type ChangeOptions } from "./transport.js";
import type { Consent, ConsentAnswer, ConsentProof, Contact, ContactFields, ContactsTaken, UpsertedContact } from "./types.js";

/** Which contacts; `search` takes the beginning of an address or a name, a number or an id. */
export interface ContactQuery {
  search?: string;
  tag?: string;
  segment?: string;
  sort?: "email" | "name" | "newest" | "oldest" | "score";
  limit?: number;
}

export class Contacts {
  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** A page of contacts. */
  list(query: ContactQuery & { cursor?: string } = {}): Promise<Page<Contact>> {
    return this.#tenant.page("contacts", { limit: 100, ...query });
  }

  /** Every contact. */
  iter(query: ContactQuery = {}): AsyncIterable<Contact> {
    return walk((asked: ContactQuery) => this.list(asked), query);
  }

  /** One contact; the id of one that was merged into another answers with that one. */
  get(contactId: string): Promise<Contact> {
    return this.#tenant.one(`contacts/${pathOf(contactId)}`);
  }

  /** Changes the contact with this `external_id`, `email` or `phone`, or makes it. */
  upsert(contact: ContactFields, options: CallOptions = {}): Promise<UpsertedContact> {
    return this.#tenant.post("contacts", contact, options);
  }

  /** Upserts many, a thousand a request. Where one fails, the error's `partial` says what those before it did. */
  async bulk(contacts: readonly ContactFields[], options: CallOptions = {}): Promise<ContactsTaken> {
    const taken: ContactsTaken = { created: 0, updated: 0, unchanged: 0, refused: 0, contacts: [] };
    for (const { start, items } of parts(contacts)) {
      const own = { ...options, idempotencyKey: partKey(options.idempotencyKey, start) };
      try {
        const some = await this.#tenant.post<ContactsTaken>("contacts/bulk", { contacts: items }, own);
        for (const count of ["created", "updated", "unchanged", "refused"] as const) taken[count] += some[count];
        taken.contacts.push(...moved(some.contacts, start));
      } catch (error) {
        if (error instanceof CampanileError) error.partial = taken;
        throw error;
      }
    }
    return taken;
  }

  /** Changes what is named; null takes a value away, attributes are added to those known. */
  update(contactId: string, contact: ContactFields, options: ChangeOptions = {}): Promise<Contact> {
    return this.#tenant.patch(`contacts/${pathOf(contactId)}`, contact, options);
  }

  /** Deletes the contact with everything that is kept about it, for ever. */
  erase(contactId: string, options: ChangeOptions = {}): Promise<void> {
    return this.#tenant.delete(`contacts/${pathOf(contactId)}`, options);
  }

  /** The first contact takes over what the other one has; there is no way back. */
  async merge(contactId: string, otherId: string, options: CallOptions = {}): Promise<void> {
    await this.#tenant.post(`contacts/${pathOf(contactId)}/merge`, { contact_id: otherId }, options);
  }

  /** Everything that is kept about one person. */
  export(contactId: string): Promise<Record<string, unknown>> {
    return this.#tenant.get(`contacts/${pathOf(contactId)}/export`);
  }

  /** What the contact has said, with the newest lines of the log. */
  consent(contactId: string, query: { limit?: number; cursor?: string } = {}): Promise<Consent> {
    return this.#tenant.get(`contacts/${pathOf(contactId)}/consent`, { ...query });
  }

  /** Records what the contact has said, with where, how and to which words. */
  setConsent(
    contactId: string,
    consents: ConsentAnswer[],
    proof: ConsentProof = {},
    options: CallOptions = {},
  ): Promise<Consent> {
    return this.#tenant.post(`contacts/${pathOf(contactId)}/consent`, { consents, ...proof }, options);
  }
}
