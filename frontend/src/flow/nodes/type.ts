// What the canvas knows of a node type. Each type is one file beside this one; index.ts lists them.

import type { FlowNode, Port } from "../model/document";

/** The colour family of a card; the stylesheet gives each its hue. */
export type Tone = "trigger" | "message" | "timing" | "decision" | "experiment" | "contact" | "end";

/** Readable names of what a config refers to (templates, segments, senders), by public id. */
export type Names = Readonly<Record<string, string>>;

export type Config = FlowNode["config"];

export interface NodeType {
  readonly key: string;
  readonly label: string;
  readonly tone: Tone;
  /** Path data of a 24 × 24 line icon. */
  readonly icon: readonly string[];
  /** What a fresh step already has, so that it has its exits and says something; the rest is asked for in its form. */
  readonly starter?: Config;
  readonly ports: (config: Config) => readonly Port[];
  /** What the node does with this config, in a few words; the card's title when the node has no name. */
  readonly summary: (config: Config, names: Names) => string;
}

export const NEXT: readonly Port[] = [{ key: "next", label: "" }];

/** A config value as text, or "" when it is missing or no plain value. */
export function text(config: Config, key: string): string {
  const value = config[key];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** The readable name of the thing whose id the config holds under `key`, or `fallback`. */
export function referred(config: Config, key: string, names: Names, fallback: string): string {
  return names[text(config, key)] ?? fallback;
}

/** A config value as a list of objects; anything else is skipped. */
export function records(value: unknown): Config[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Whether a value is a plain object. */
export function isRecord(value: unknown): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
