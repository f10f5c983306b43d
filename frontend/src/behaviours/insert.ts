// A menu (data-insert) that puts what is chosen into the text field of its form where the caret was last.

import { inserted } from "../inputs/mergeTags";

type Field = HTMLInputElement | HTMLTextAreaElement;

function isText(target: EventTarget | null): target is Field {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");
}

/** Remembers the field that has the focus, of those whose name begins as data-insert says. */
export function insertChosen(page: Document): void {
  const last = new WeakMap<HTMLFormElement, Field>();
  page.addEventListener("focusin", ({ target }) => {
    if (isText(target) && target.form !== null) last.set(target.form, target);
  });
  page.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLSelectElement) || !("insert" in target.dataset) || target.form === null) return;
    const chosen = target.value;
    const names = target.dataset["insert"] ?? "";
    const seen = last.get(target.form);
    const field = seen?.name.startsWith(names) === true ? seen : target.form.querySelector<HTMLTextAreaElement>("textarea");
    target.value = "";
    if (chosen === "" || !field?.isConnected) return;
    const end = field.value.length;
    const { text, caret } = inserted(field.value, chosen, field.selectionStart ?? end, field.selectionEnd ?? end);
    field.value = text;
    field.focus();
    field.setSelectionRange(caret, caret);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
