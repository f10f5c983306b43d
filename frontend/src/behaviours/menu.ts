// A menu that opens over the page (details[data-menu]) closes with Escape, and when the focus or a click goes elsewhere.

function openMenus(page: Document): HTMLDetailsElement[] {
  return [...page.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")];
}

/** Closes open menus; Escape gives the focus back to what opened them. */
export function closeMenus(page: Document): void {
  const elsewhere = (event: Event): void => {
    for (const menu of openMenus(page)) {
      if (!(event.target instanceof Node) || !menu.contains(event.target)) menu.open = false;
    }
  };
  page.addEventListener("click", elsewhere);
  page.addEventListener("focusin", elsewhere);
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus(page)) {
      menu.open = false;
      menu.querySelector<HTMLElement>("summary")?.focus();
    }
  });
}
