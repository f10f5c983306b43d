// One line that tells a block from the others in the list.

import { columnsOf, type Block } from "./blocks";

const LONGEST = 60;

/** What a block says or shows; "" while it is empty. */
export function summaryOf(block: Block): string {
  switch (block.type) {
    case "columns":
      return columnsOf(block)
        .map((list) => String(list.length))
        .join(" + ");
    case "social":
      return Array.isArray(block["links"]) ? String(block["links"].length) : "";
    default:
      return short(words(block, "text") || words(block, "name") || plain(words(block, "html")) || words(block, "alt") || words(block, "src") || words(block, "mjml"));
  }
}

function words(block: Block, key: string): string {
  const value = block[key];
  return typeof value === "string" ? value : "";
}

function plain(html: string): string {
  return html.replaceAll(/<[^>]*>/g, " ").replaceAll("&nbsp;", " ").replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
