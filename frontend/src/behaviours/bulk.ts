// The bar under a list whose rows are ticked (details[data-bulk]: the name of the boxes): says how many are ticked, and opens with the first one.

/** Keeps the words beside "Change several …" true, and opens the bar where nobody has closed it with rows ticked. */
export function followTicks(page: Document): void {
  for (const bar of page.querySelectorAll<HTMLDetailsElement>("details[data-bulk]")) {
    const selector = `input[type=checkbox][name="${CSS.escape(bar.dataset["bulk"] ?? "")}"]`;
    const words = bar.querySelector<HTMLElement>("[data-bulk-count]");
    let before = 0;
    page.addEventListener("change", (event) => {
      if (!(event.target instanceof HTMLInputElement) || event.target.type !== "checkbox") return;
      const ticked = [...page.querySelectorAll<HTMLInputElement>(selector)].filter((box) => box.checked).length;
      if (words !== null) words.textContent = ticked === 0 ? "" : `: ${ticked} ticked`;
      if (before === 0 && ticked > 0) bar.open = true;
      before = ticked;
    });
  }
}
