// Prepares a mail's HTML for a frame whose policy allows no styles inside HTML and loads nothing from elsewhere. The frame's
// sandbox and that policy are what keeps a mail from doing harm; this keeps it from looking broken, and the console quiet.

export interface PreparedMail {
  /** Styles of elements wait in data-fb-style. */
  readonly html: string;
  /** The style sheets that stood in it. */
  readonly sheets: readonly string[];
}

const COMMENTS = /<!--[\s\S]*?-->/g;
const SHEETS = /<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi;
const TAGS = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const STYLE_OR_QUOTED = /"[^"]*"|'[^']*'|(\s)style(\s*=)/gi;

/** The mail without styles and without anything that would be fetched, run or sent. */
export function withoutStyles(html: string): PreparedMail {
  const bare = html.replaceAll(COMMENTS, "");
  const sheets = [...bare.matchAll(SHEETS)].map((match) => match[1] ?? "");
  const page = new DOMParser().parseFromString(setAside(bare.replaceAll(SHEETS, "")), "text/html");
  for (const element of page.querySelectorAll("script, link, meta, base, iframe, object, embed, form")) element.remove();
  for (const element of page.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) if (isBarred(element, name)) element.removeAttribute(name);
  }
  return { html: page.documentElement.outerHTML, sheets };
}

/** Renames style attributes before anything parses them: a parsed one is refused, and told, at once. */
function setAside(html: string): string {
  return html.replaceAll(TAGS, (tag) =>
    tag.replaceAll(STYLE_OR_QUOTED, (found: string, before?: string, after?: string) =>
      before === undefined || after === undefined ? found : `${before}data-fb-style${after}`,
    ),
  );
}

function isBarred(element: Element, name: string): boolean {
  if (name === "src") return !isOurs(element.getAttribute(name) ?? "");
  return name.startsWith("on") || ["href", "background", "srcset", "poster"].includes(name);
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
