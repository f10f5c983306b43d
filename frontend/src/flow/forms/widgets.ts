// Which input a property gets: by the hint `x-editor` of its schema, otherwise by its shape.
// `group` says that the input is made of several, so that the label names a group and not one of them.

import { CampaignPicker } from "../../inputs/CampaignPicker";
import { ChoicesInput } from "../../inputs/ChoicesInput";
import { ContactFieldPicker } from "../../inputs/ContactFieldPicker";
import { DateTimeInput } from "../../inputs/DateTimeInput";
import { DurationInput } from "../../inputs/DurationInput";
import { EventNameInput } from "../../inputs/EventNameInput";
import type { Input } from "../../inputs/input";
import { JsonInput } from "../../inputs/JsonInput";
import { LiquidInput } from "../../inputs/LiquidInput";
import { MapInput } from "../../inputs/MapInput";
import { MemberPicker } from "../../inputs/MemberPicker";
import { NumberInput, SelectInput, SwitchInput, TextInput } from "../../inputs/plain";
import { ScheduleZoneInput } from "../../inputs/ScheduleZoneInput";
import { SecretPicker } from "../../inputs/SecretPicker";
import { SegmentPicker } from "../../inputs/SegmentPicker";
import { SenderPicker } from "../../inputs/SenderPicker";
import { TagInput } from "../../inputs/TagInput";
import { TimeInput } from "../../inputs/TimeInput";
import { TimezoneInput } from "../../inputs/TimezoneInput";
import { WindowInput } from "../../inputs/WindowInput";
import type { Property, Shape } from "./schema";

export interface Widget {
  readonly input: Input;
  readonly group?: boolean;
  /** It shows the issues of its parts itself. */
  readonly ownIssues?: boolean;
}

/** By `x-editor`. */
export const EDITORS: Readonly<Record<string, Widget>> = {
  campaign: { input: CampaignPicker },
  "contact-field": { input: ContactFieldPicker },
  duration: { input: DurationInput },
  event: { input: EventNameInput },
  json: { input: JsonInput },
  liquid: { input: LiquidInput },
  member: { input: MemberPicker },
  rrule: { input: TextInput },
  rule: { input: JsonInput },
  "schedule-timezone": { input: ScheduleZoneInput },
  secret: { input: SecretPicker },
  segment: { input: SegmentPicker },
  sender: { input: SenderPicker },
  tag: { input: TagInput },
  template: { input: TextInput },
  time: { input: TimeInput },
  timezone: { input: TimezoneInput },
  window: { input: WindowInput, group: true },
};

/** By shape; objects and lists of objects are made of fields of their own, which `Field` draws. */
export const SHAPES: Readonly<Partial<Record<Shape, Widget>>> = {
  boolean: { input: SwitchInput },
  choices: { input: ChoicesInput, group: true },
  "date-time": { input: DateTimeInput },
  enum: { input: SelectInput },
  integer: { input: NumberInput },
  map: { input: MapInput, group: true },
  number: { input: NumberInput },
  string: { input: TextInput },
  unknown: { input: JsonInput },
};

/** The widget of a property; undefined where it is drawn as fields of its own. */
export function widgetOf(property: Property): Widget | undefined {
  return (property.editor === null ? undefined : EDITORS[property.editor]) ?? SHAPES[property.shape];
}
