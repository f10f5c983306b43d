// A checkbox with data-tick-all ticks every checkbox of the name that it says, and shows whether all, some or none are.

function boxes(page: Document, master: HTMLInputElement): HTMLInputElement[] {
  const name = master.dataset["tickAll"] ?? "";
  return [...page.querySelectorAll<HTMLInputElement>("input[type=checkbox]")].filter((box) => box.name === name);
}

/** Keeps the master checkbox and those that it stands for together. */
export function tickAll(page: Document): void {
  page.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.type !== "checkbox") return;
    const changed = event.target;
    if (changed.dataset["tickAll"] !== undefined) {
      for (const box of boxes(page, changed)) box.checked = changed.checked;
      return;
    }
    for (const master of page.querySelectorAll<HTMLInputElement>("input[data-tick-all]")) {
      if (master.dataset["tickAll"] !== changed.name) continue;
      const ticked = boxes(page, master).filter((box) => box.checked).length;
      master.checked = ticked > 0 && ticked === boxes(page, master).length;
      master.indeterminate = ticked > 0 && !master.checked;
    }
  });
}
