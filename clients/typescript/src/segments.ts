// `client.segments`: saved rules over contacts, and lists of them.

import { walk, type Page } from "./paging.js";
import type { Tenant } from "./tenant.js";
import { pathOf, type CallOptions, type ChangeOptions } from "./transport.js";
import type { Estimate, Member, MembersTaken, Preview, Rule, Segment } from "./types.js";

type Kind = Segment["kind"];

export interface SegmentQuery {
  search?: string;
  kind?: Kind;
  limit?: number;
}

export class Segments {
  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** A page of segments, by name. */
  list(query: SegmentQuery & { offset?: number } = {}): Promise<Page<Segment>> {
    return this.#tenant.page("segments", { limit: 100, ...query });
  }

  /** Every segment. */
  iter(query: SegmentQuery = {}): AsyncIterable<Segment> {
    return walk((asked: SegmentQuery) => this.list(asked), query);
  }

  /** One segment; its `freshness` says how far it is filled. */
  get(segmentId: string): Promise<Segment> {
    return this.#tenant.one(one(segmentId));
  }

  /** A new segment, filled after the answer. A static one with a rule is filled by it once. */
  create(segment: { name: string; rule?: Rule; kind?: Kind }, options: CallOptions = {}): Promise<Segment> {
    return this.#tenant.post("segments", segment, options);
  }

  /** Changes what is named. */
  update(
    segmentId: string,
    changes: { name?: string; rule?: Rule; kind?: Kind },
    options: ChangeOptions = {},
  ): Promise<Segment> {
    return this.#tenant.patch(one(segmentId), changes, options);
  }

  /** Deletes it, unless a campaign or another segment uses it. */
  delete(segmentId: string, options: ChangeOptions = {}): Promise<void> {
    return this.#tenant.delete(one(segmentId), options);
  }

  /** A static copy of whoever is in it now. */
  freeze(segmentId: string, copy: { name?: string } = {}, options: CallOptions = {}): Promise<Segment> {
    return this.#tenant.post(`${one(segmentId)}/freeze`, copy, options);
  }

  /** Another one like it. */
  duplicate(segmentId: string, copy: { name?: string } = {}, options: CallOptions = {}): Promise<Segment> {
    return this.#tenant.post(`${one(segmentId)}/duplicate`, copy, options);
  }

  /** A page of the contacts who are in it, newest first. */
  listMembers(segmentId: string, query: { limit?: number; cursor?: string } = {}): Promise<Page<Member>> {
    return this.#tenant.page(`${one(segmentId)}/members`, { limit: 100, ...query });
  }

  /** Every contact who is in it. */
  iterMembers(segmentId: string, query: { limit?: number } = {}): AsyncIterable<Member> {
    return walk((asked: { limit?: number }) => this.listMembers(segmentId, asked), query);
  }

  /** Puts up to 1,000 contacts into a static segment and takes them out, by id, e-mail address or your own id. */
  changeMembers(
    segmentId: string,
    who: { add?: string[]; remove?: string[] },
    options: CallOptions = {},
  ): Promise<MembersTaken> {
    return this.#tenant.post(`${one(segmentId)}/members`, who, options);
  }

  /** How many contacts a rule takes, within a second. */
  estimate(rule: Rule): Promise<Estimate> {
    return this.#tenant.post("segments/estimate", { rule });
  }

  /** The same with the rule in words and a few of the contacts. */
  preview(rule: Rule): Promise<Preview> {
    return this.#tenant.post("segments/preview", { rule });
  }
}

function one(segmentId: string): string {
  return `segments/${pathOf(segmentId)}`;
}
