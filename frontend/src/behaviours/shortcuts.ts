// Keys for what is done often: an element with data-shortcut is pressed, or focused where it takes words, by its key.

const TYPING = "input, textarea, select, [contenteditable]";
const OFF = "shortcuts-off";

/** Listens for the keys; not while somebody types or is asked something, nor together with Ctrl, Alt or Meta. The box marked data-shortcuts
 *  switches them off on this device, as people who speak to their computer need. */
export function pressByKey(page: Document, memory: Storage): void {
  const box = page.querySelector<HTMLInputElement>("input[data-shortcuts]");
  if (box !== null) box.checked = memory.getItem(OFF) === null;
  box?.addEventListener("change", () => {
    if (box.checked) memory.removeItem(OFF);
    else memory.setItem(OFF, "yes");
  });
  page.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest(TYPING) !== null;
    if (typing || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (memory.getItem(OFF) !== null || page.querySelector("dialog[open]") !== null) return;
    if (event.key === "j" || event.key === "k") return void step(page, event, event.key === "j" ? 1 : -1);
    const marked = [...page.querySelectorAll<HTMLElement>("[data-shortcut]")];
    const target = marked.find((each) => each.dataset["shortcut"] === event.key);
    if (target === undefined) return;
    event.preventDefault();
    if (target.matches(TYPING)) target.focus();
    else target.click();
  });
}

/** Moves the focus to the next or previous link of a list whose rows are marked data-row. */
function step(page: Document, event: KeyboardEvent, by: number): void {
  const rows = [...page.querySelectorAll<HTMLElement>("[data-row]")];
  if (rows.length === 0) return;
  event.preventDefault();
  const now = rows.findIndex((row) => row === page.activeElement);
  const next = now < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(now + by, 0), rows.length - 1);
  rows[next]?.focus();
}
