// Addresses of other pages that the builder leads to.

/** Which people of a step are meant: where they stand, the way that they took from it (any by "*"), why they ended. */
export interface PeopleFilter {
  readonly state?: string;
  readonly port?: string;
  readonly reason?: string;
}

/** The people of a campaign who are, or were, at a step. */
export function peopleHref(contactsUrl: string, node: string, filter: PeopleFilter = {}): string {
  const query = new URLSearchParams({ node, ...filter });
  return `${contactsUrl}?${query.toString()}`;
}
