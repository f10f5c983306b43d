// Forms with data-confirm, and their buttons with one, ask before the form is sent: in the page's own dialog
// (templates/frontend/question.html).

/** Asks the question of the button that was pressed, else the form's, on submit; only a yes sends the form. */
export function askBeforeSubmit(page: Document, ask: (question: string, yes: string) => Promise<boolean>): void {
  const agreed = new WeakSet<HTMLFormElement>();
  page.addEventListener("submit", (event) => {
    const form = event.target;
    const pressed = event.submitter;
    if (!(form instanceof HTMLFormElement) || agreed.has(form)) return;
    const question = pressed?.dataset["confirm"] ?? form.dataset["confirm"];
    if (question === undefined) return;
    event.preventDefault();
    void ask(question, pressed?.textContent.replace(/\s+/g, " ").trim() || "Go on").then((yes) => {
      if (!yes) return;
      // A page that follows what happens may have put a newer form in its place; what was asked about is what is meant.
      if (!form.isConnected) {
        form.hidden = true;
        page.body.append(form);
      }
      agreed.add(form);
      form.requestSubmit(pressed);
      agreed.delete(form);
    });
  });
}

/** Asks in the dialog, whose heading is what is asked and whose text what it means; Escape is a no. */
export function askInDialog(page: Document): (question: string, yes: string) => Promise<boolean> {
  return async (question, yes) => {
    const dialog = found(page, "dialog[data-question]", HTMLDialogElement);
    const end = question.lastIndexOf("? ") + 1 || question.length;
    found(dialog, "h2", HTMLElement).textContent = question.slice(0, end);
    found(dialog, "p", HTMLElement).textContent = question.slice(end).trim();
    found(dialog, "[value=yes]", HTMLElement).textContent = yes;
    dialog.returnValue = "";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    return dialog.returnValue === "yes";
  };
}

function found<T extends Element>(inside: ParentNode, selector: string, kind: new () => T): T {
  const element = inside.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`no ${selector} to ask in`);
  return element;
}
