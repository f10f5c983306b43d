// Filter forms (data-filters) are sent as soon as a choice in them changes; typing waits for Enter.

/** Sends a filter form when one of its selects changes. */
export function submitOnChange(page: Document): void {
  page.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLSelectElement)) return;
    event.target.closest<HTMLFormElement>("form[data-filters]")?.requestSubmit();
  });
}
