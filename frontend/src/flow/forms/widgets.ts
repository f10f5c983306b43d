// Which input a property of a config gets: those of all forms, and those that only flows need.

import { EDITORS as SHARED, SHAPES, type Widget } from "../../inputs/registry";
import type { Property } from "../../inputs/schema";
import { RuleInput } from "../../rules";
import { BranchesInput } from "./BranchesInput";
import { ScheduleInput } from "./ScheduleInput";
import { VariantsInput } from "./VariantsInput";

/** By `x-editor`. */
export const EDITORS: Readonly<Record<string, Widget>> = {
  ...SHARED,
  branches: { input: BranchesInput, group: true, ownIssues: true },
  rrule: { input: ScheduleInput, group: true },
  rule: { input: RuleInput, group: true, ownIssues: true },
  variants: { input: VariantsInput, group: true, ownIssues: true },
};

/** The widget of a property; undefined where it is drawn as fields of its own. */
export function widgetOf(property: Property): Widget | undefined {
  return (property.editor === null ? undefined : EDITORS[property.editor]) ?? SHAPES[property.shape];
}
