// Which input a property gets in forms and in rules: by the hint `x-editor` of its schema, otherwise by its shape.

import { CampaignPicker } from "./CampaignPicker";
import { ChoicesInput } from "./ChoicesInput";
import { CodeInput } from "./CodeInput";
import { ColorInput } from "./ColorInput";
import { ContactFieldPicker } from "./ContactFieldPicker";
import { DateTimeInput } from "./DateTimeInput";
import { DurationInput } from "./DurationInput";
import { EventNameInput } from "./EventNameInput";
import type { Input } from "./input";
import { JsonInput } from "./JsonInput";
import { LiquidInput } from "./LiquidInput";
import { MapInput } from "./MapInput";
import { MemberPicker } from "./MemberPicker";
import { NodePicker } from "./NodePicker";
import { NumberInput, SelectInput, SwitchInput, TextInput } from "./plain";
import { RichTextInput } from "./RichTextInput";
import { ScheduleZoneInput } from "./ScheduleZoneInput";
import type { Shape } from "./schema";
import { SecretPicker } from "./SecretPicker";
import { SegmentPicker } from "./SegmentPicker";
import { SenderPicker } from "./SenderPicker";
import { TagInput } from "./TagInput";
import { TemplatePicker } from "./TemplatePicker";
import { TimeInput } from "./TimeInput";
import { TimespanInput } from "./TimespanInput";
import { TimezoneInput } from "./TimezoneInput";
import { TopicPicker } from "./TopicPicker";
import { WindowInput } from "./WindowInput";

export interface Widget {
  readonly input: Input;
  /** It is made of several inputs, so that its label names a group and not one of them. */
  readonly group?: boolean;
  /** It shows the issues of its parts itself. */
  readonly ownIssues?: boolean;
}

/** By `x-editor`. */
export const EDITORS: Readonly<Record<string, Widget>> = {
  campaign: { input: CampaignPicker },
  code: { input: CodeInput },
  color: { input: ColorInput },
  "contact-field": { input: ContactFieldPicker },
  duration: { input: DurationInput },
  event: { input: EventNameInput },
  json: { input: JsonInput },
  liquid: { input: LiquidInput },
  member: { input: MemberPicker },
  node: { input: NodePicker },
  property: { input: TextInput },
  "rich-text": { input: RichTextInput, group: true },
  "schedule-timezone": { input: ScheduleZoneInput },
  secret: { input: SecretPicker },
  segment: { input: SegmentPicker },
  sender: { input: SenderPicker },
  tag: { input: TagInput },
  template: { input: TemplatePicker },
  time: { input: TimeInput },
  timespan: { input: TimespanInput },
  timezone: { input: TimezoneInput },
  topic: { input: TopicPicker },
  url: { input: LiquidInput },
  window: { input: WindowInput, group: true },
};

/** By shape; objects and lists of objects are made of inputs of their own. */
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
