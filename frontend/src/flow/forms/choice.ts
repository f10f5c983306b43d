// Which of several ways an object takes, and changing it without losing what was typed before. No React.

import type { Choice, Json } from "../../inputs/schema";

/** What was typed for each way that was left, by its key. */
export type Kept = Readonly<Record<string, Json>>;

/** The way that the object takes: the first of which one of its own properties is set; undefined when none is. */
export function choiceOf(choices: readonly Choice[], value: Json): Choice | undefined {
  return choices.find((choice) => ownOf(choice, choices).some((name) => isSet(value[name])));
}

/** The object on another way, and what is kept of the old one. */
export function changed(choices: readonly Choice[], value: Json, from: Choice | undefined, to: Choice, kept: Kept): { value: Json; kept: Kept } {
  const names = new Set(choices.flatMap((choice) => choice.properties));
  const outside = Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name)));
  const left = from === undefined ? {} : pick(value, from.properties);
  return {
    value: { ...outside, ...(kept[to.key] ?? to.start) },
    kept: from === undefined ? kept : { ...kept, [from.key]: left },
  };
}

/** The properties that belong to this way alone; a companion such as a time limit may go with several. */
export function ownOf(choice: Choice, choices: readonly Choice[]): readonly string[] {
  return choice.properties.filter((name) => !choices.some((other) => other !== choice && other.properties.includes(name)));
}

function pick(value: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => isSet(value[name])).map((name) => [name, value[name]]));
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
