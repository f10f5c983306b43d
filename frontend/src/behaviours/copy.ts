// A button that copies what stands in a field (data-copy: its id), and says so for a moment.

const SHOWN_MS = 2_000;

/** Listens for such buttons; where the browser keeps the clipboard to itself, the text is selected for the keyboard. */
export function copyOnClick(page: Document): void {
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-copy]") : null;
    const field = button && page.getElementById(button.dataset["copy"] ?? "");
    if (button === null || !(field instanceof HTMLInputElement)) return;
    const told = button.querySelector("[data-told]") ?? button;
    const before = told.textContent;
    const tell = (words: string): void => {
      told.textContent = words;
      window.setTimeout(() => (told.textContent = before), SHOWN_MS);
    };
    field.select();
    const writing = navigator.clipboard?.writeText(field.value) ?? Promise.reject(new Error("no clipboard"));
    writing.then(
      () => tell("Copied"),
      () => tell("Press Ctrl+C"),
    );
  });
}
