// Forms with data-confirm, and their buttons with one, ask before the form is sent.

/** Asks the question of the button that was pressed, else the form's, on submit; a no keeps the form where it is. */
export function askBeforeSubmit(page: Document, ask: (question: string) => boolean): void {
  page.addEventListener("submit", (event) => {
    const own = event.target instanceof HTMLFormElement ? event.target.dataset["confirm"] : undefined;
    const question = event.submitter?.dataset["confirm"] ?? own;
    if (question !== undefined && !ask(question)) event.preventDefault();
  });
}
