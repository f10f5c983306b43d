// A row of tabs that is wider than the screen begins at the one that is open.

/** Scrolls each row of links (nav[data-tabs]) to the page that it stands on. */
export function showOpenTab(page: Document): void {
  for (const row of page.querySelectorAll<HTMLElement>("nav[data-tabs]")) {
    const open = row.querySelector<HTMLElement>("[aria-current=page]");
    if (open !== null) row.scrollLeft = open.offsetLeft + open.offsetWidth / 2 - row.clientWidth / 2;
  }
}
