// Forms with data-confirm ask before they are sent.

/** Asks the form's question on submit; a no keeps the form where it is. */
export function askBeforeSubmit(page: Document, ask: (question: string) => boolean): void {
  page.addEventListener("submit", (event) => {
    const question = event.target instanceof HTMLFormElement ? event.target.dataset["confirm"] : undefined;
    if (question !== undefined && !ask(question)) event.preventDefault();
  });
}
