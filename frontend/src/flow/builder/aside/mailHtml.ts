// Prepares a mail's HTML for a frame whose policy allows no styles inside HTML and loads nothing from elsewhere.

export interface PreparedMail {
  /** Styles of elements wait in data-fb-style. */
  readonly html: string;
  /** The style sheets that stood in it. */
  readonly sheets: readonly string[];
}

/** The mail without styles and without anything that would be fetched, run or sent. */
export function withoutStyles(html: string): PreparedMail {
  const page = new DOMParser().parseFromString(html, "text/html");
  const sheets = [...page.querySelectorAll("style")].map((style) => style.textContent ?? "");
  for (const element of page.querySelectorAll("style, script, link, meta, base, iframe, object, embed, form")) element.remove();
  for (const element of page.querySelectorAll<HTMLElement>("*")) {
    const style = element.getAttribute("style");
    if (style !== null) element.setAttribute("data-fb-style", style);
    element.removeAttribute("style");
    for (const { name } of [...element.attributes]) if (name.startsWith("on")) element.removeAttribute(name);
  }
  for (const picture of page.querySelectorAll("img")) if (!isOurs(picture.getAttribute("src") ?? "")) picture.removeAttribute("src");
  for (const element of page.querySelectorAll("[background], [srcset], [poster]")) {
    for (const name of ["background", "srcset", "poster"]) element.removeAttribute(name);
  }
  for (const link of page.querySelectorAll("a[href]")) link.removeAttribute("href");
  return { html: page.documentElement.outerHTML, sheets };
}

/** Pictures of this origin, or inside the mail itself. */
function isOurs(source: string): boolean {
  if (source.startsWith("data:image/")) return true;
  try {
    return new URL(source, window.location.href).origin === window.location.origin;
  } catch {
    return false;
  }
}
