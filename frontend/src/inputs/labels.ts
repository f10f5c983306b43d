// Words for the values that a schema lists. The server gives them as `x-labels`; where it gives none, the value is made readable.

import { isRecord } from "../api/guards";
import type { Json } from "./input";

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** The listed values of a schema with their words, in its order. */
export function labelsOf(schema: Json): Option[] {
  const values = Array.isArray(schema["enum"]) ? schema["enum"].filter((value): value is string => typeof value === "string") : [];
  const labels = isRecord(schema["x-labels"]) ? schema["x-labels"] : {};
  return values.map((value) => ({ value, label: wordOf(labels[value]) ?? readable(value) }));
}

/** `on_ineligible` → `On ineligible`. */
export function readable(value: string): string {
  const words = value.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function wordOf(label: unknown): string | null {
  return typeof label === "string" && label !== "" ? label : null;
}

/** What people call a channel, inside a sentence. */
export function channelName(channel: string): string {
  return { email: "e-mail", sms: "SMS", whatsapp: "WhatsApp", telegram: "Telegram", push: "push", onsite: "on-site" }[channel] ?? channel;
}
