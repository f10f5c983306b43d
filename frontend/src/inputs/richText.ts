// Rich text between its stored HTML and an editable element. Only what mails may hold comes in and goes out; Liquid is text.

const KEPT = new Set(["A", "B", "BLOCKQUOTE", "BR", "CODE", "DEL", "EM", "I", "LI", "OL", "P", "S", "SPAN", "STRONG", "SUB", "SUP", "U", "UL"]);
const PARAGRAPHS = new Set(["DIV", "H1", "H2", "H3", "H4", "H5", "H6", "SECTION", "ARTICLE", "TD"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "TITLE", "NOSCRIPT", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "MATH", "TEXTAREA"]);
const SCHEMES = /^(?:https?:|mailto:|tel:|sms:|#|\{\{|\{%)/i;
const TAGS = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const LIQUID = /\{[{%][\s\S]*?[%}]\}/g;

/** The stored text as nodes. Styles are set by script: the page's policy refuses those that are parsed. */
export function nodesOf(html: string, owner: Document): DocumentFragment {
  const aside = html.replaceAll(TAGS, (tag) => tag.replaceAll(/(\s)style(\s*=)/gi, "$1data-style$2"));
  const parsed = new DOMParser().parseFromString(aside, "text/html");
  const fragment = owner.createDocumentFragment();
  for (const node of parsed.body.childNodes) copyInto(fragment, node, owner);
  return fragment;
}

function copyInto(parent: Node, node: Node, owner: Document): void {
  if (node.nodeType === Node.TEXT_NODE) {
    parent.appendChild(owner.createTextNode(node.textContent ?? ""));
    return;
  }
  if (!(node instanceof HTMLElement) || DROPPED.has(node.tagName)) return;
  const name = KEPT.has(node.tagName) ? node.tagName : PARAGRAPHS.has(node.tagName) ? "P" : null;
  const target = name === null ? parent : parent.appendChild(owner.createElement(name));
  if (target instanceof HTMLElement && name !== null) dress(target, node);
  for (const child of node.childNodes) copyInto(target, child, owner);
}

function dress(target: HTMLElement, source: HTMLElement): void {
  const href = source.getAttribute("href") ?? "";
  if (target.tagName === "A" && SCHEMES.test(href.trim())) target.setAttribute("href", href.trim());
  const style = source.getAttribute("data-style");
  if (style !== null && (target.tagName === "P" || target.tagName === "SPAN" || target.tagName === "LI")) target.style.cssText = style;
}

/** What stands in an editable element, as HTML to be stored; "" where there is nothing to read. */
export function htmlOf(element: Element): string {
  const html = [...element.childNodes].map(written).join("");
  const text = html.replaceAll(/<[^>]*>|&nbsp;/g, "").trim();
  return text === "" ? "" : html.replaceAll(LIQUID, plain);
}

function written(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.textContent ?? "");
  if (!(node instanceof HTMLElement) || DROPPED.has(node.tagName)) return "";
  const inside = [...node.childNodes].map(written).join("");
  const name = KEPT.has(node.tagName) ? node.tagName.toLowerCase() : PARAGRAPHS.has(node.tagName) ? "p" : null;
  if (name === null) return inside;
  if (name === "br") return "<br>";
  return `<${name}${attributesOf(node, name)}>${inside}</${name}>`;
}

function attributesOf(element: HTMLElement, name: string): string {
  if (name === "a") {
    const href = element.getAttribute("href") ?? "";
    return SCHEMES.test(href) ? ` href="${escaped(href).replaceAll('"', "&quot;")}"` : "";
  }
  const style = name === "p" || name === "span" || name === "li" ? element.style.cssText : "";
  return style === "" ? "" : ` style="${escaped(style).replaceAll('"', "&quot;")}"`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\u00a0", "&nbsp;");
}

/** Liquid as its author wrote it: its signs are no markup. */
function plain(tag: string): string {
  return tag.replaceAll("&nbsp;", " ").replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
