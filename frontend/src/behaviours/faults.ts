// A form that was refused begins at its first fault.

/** Puts the focus into the first field that is marked as wrong. */
export function goToFirstFault(page: Document): void {
  page.querySelector<HTMLElement>("main form [aria-invalid=true]")?.focus();
}
