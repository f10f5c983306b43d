// A field that matters for some answers only (data-when: the id of a select, data-is: its answers) is hidden for the others.

function applies(page: Document, part: HTMLElement): boolean {
  const asked = page.getElementById(part.dataset["when"] ?? "");
  if (!(asked instanceof HTMLSelectElement)) return true;
  return (part.dataset["is"] ?? "").split(" ").includes(asked.value);
}

/** Shows and hides such fields now, and whenever a select changes. A field with a fault stays in sight. */
export function revealByAnswer(page: Document): void {
  const update = (): void => {
    for (const part of page.querySelectorAll<HTMLElement>("[data-when]")) {
      part.hidden = !applies(page, part) && part.querySelector("[role=alert]") === null;
    }
  };
  page.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) update();
  });
  update();
}
