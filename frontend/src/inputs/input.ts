// What every input is given. An input never trusts the value: it may come from an older version or another program.

import type { ReactNode } from "react";
import type { FieldIssue } from "./issues";

export type Json = Readonly<Record<string, unknown>>;

export interface InputProps {
  readonly id: string;
  readonly value: unknown;
  /** `undefined` takes the value out of the document. */
  readonly onChange: (value: unknown) => void;
  /** The JSON Schema of the value: limits, choices, hints. */
  readonly schema: Json;
  readonly disabled: boolean;
  readonly required: boolean;
  /** Ids of what describes the input: its help and its errors. */
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  /** The object that the value stands in: a template's picker looks at the channel beside it. */
  readonly siblings: Json;
  /** What the server says of the value and its parts; inputs made of several show those of the parts themselves. */
  readonly issues: readonly FieldIssue[];
}

export type Input = (props: InputProps) => ReactNode;

/** The ARIA attributes that tie an input to its help and its errors. */
export function ariaOf(props: Pick<InputProps, "describedBy" | "invalid" | "required">): {
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  "aria-required"?: true;
} {
  return {
    ...(props.describedBy === undefined ? {} : { "aria-describedby": props.describedBy }),
    ...(props.invalid ? { "aria-invalid": true as const } : {}),
    ...(props.required ? { "aria-required": true as const } : {}),
  };
}

/** A value as the text of an input; what is no plain value is "". */
export function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** The texts of a list; anything else is left out. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
