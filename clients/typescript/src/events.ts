// `client.events`: what contacts did, sent one at a time, in lists, or through a buffer.

import { moved, partKey, parts } from "./bulk.js";
import { CampanileError } from "./errors.js";
import { walk, type Page } from "./paging.js";
import { EventSender, type SenderOptions } from "./sender.js";
import type { Tenant } from "./tenant.js";
import { pathOf, type CallOptions } from "./transport.js";
import type { CampaignEvent, EventFields, EventsTaken, RecordedEvent } from "./types.js";

/** Which events; `contact` is an id or an e-mail address, `after` and `before` are moments. */
export interface EventQuery {
  contact?: string;
  name?: string;
  after?: string;
  before?: string;
  limit?: number;
}

/** Events in the order in which they came to be known. Go on at `cursor`: at once where `hasMore`, else later. */
export interface Arrivals {
  data: CampaignEvent[];
  cursor: string;
  hasMore: boolean;
}

export class Events {
  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** A page of events, newest first. */
  list(query: EventQuery & { cursor?: string } = {}): Promise<Page<CampaignEvent>> {
    return this.#tenant.page("events", { limit: 100, ...query });
  }

  /** Every event, newest first. */
  iter(query: EventQuery = {}): AsyncIterable<CampaignEvent> {
    return walk((asked: EventQuery) => this.list(asked), query);
  }

  /**
   * What came to be known behind the cursor, oldest first, however far back it is dated: none twice, none left out.
   * Without a cursor nothing, and the cursor of the present.
   */
  arrived(query: { cursor?: string; contact?: string; name?: string; limit?: number } = {}): Promise<Arrivals> {
    return this.#tenant.arrivals("events", { limit: 100, order: "arrived", ...query });
  }

  /** One event. */
  get(eventId: string): Promise<CampaignEvent> {
    return this.#tenant.get(`events/${pathOf(eventId)}`);
  }

  /** Records one event; its `outcome` is `duplicate` where its `key` was known. */
  send(event: EventFields, options: CallOptions = {}): Promise<RecordedEvent> {
    return this.#tenant.post("events", event, options);
  }

  /** Records many, a thousand a request. Where one fails, the error's `partial` says what those before it did. */
  async bulk(events: readonly EventFields[], options: CallOptions & { keepalive?: boolean } = {}): Promise<EventsTaken> {
    const taken: EventsTaken = { recorded: 0, duplicates: 0, refused: 0, events: [] };
    for (const { start, items } of parts(events)) {
      const own = { ...options, idempotencyKey: partKey(options.idempotencyKey, start) };
      try {
        const some = await this.#tenant.post<EventsTaken>("events/bulk", { events: items }, own);
        for (const count of ["recorded", "duplicates", "refused"] as const) taken[count] += some[count];
        taken.events.push(...moved(some.events, start));
      } catch (error) {
        if (error instanceof CampanileError) error.partial = taken;
        throw error;
      }
    }
    return taken;
  }

  /** A buffer for events: takes them at once, sends them in batches. Close it when you are done. */
  sender(options: SenderOptions = {}): EventSender {
    return new EventSender((events, keepalive) => this.bulk(events, { keepalive }), options);
  }
}
