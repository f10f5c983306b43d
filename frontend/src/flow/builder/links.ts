// Addresses of other pages that the builder leads to.

/** Which people of a step are meant: where they stand, the way that they took from it (any by "*"), why they ended. */
export interface PeopleFilter {
  readonly state?: string;
  readonly port?: string;
  readonly reason?: string;
  /** What became of the step's message. */
  readonly message?: "sent" | "opened" | "clicked";
  /** The days in which they went that way, or that became of the message. */
  readonly from?: string;
  readonly to?: string;
}

/** The people of a campaign who are, or were, at a step. */
export function peopleHref(contactsUrl: string, node: string, filter: PeopleFilter = {}): string {
  const query = new URLSearchParams({ node });
  for (const [name, value] of Object.entries(filter)) if (value !== "") query.set(name, String(value));
  return `${contactsUrl}?${query.toString()}`;
}
