// Addresses of other pages that the builder leads to.

/** The people of a campaign at a step, or in a state. */
export function peopleHref(contactsUrl: string, node: string, state?: string): string {
  const query = new URLSearchParams({ node, ...(state === undefined ? {} : { state }) });
  return `${contactsUrl}?${query.toString()}`;
}
