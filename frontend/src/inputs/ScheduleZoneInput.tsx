// In whose time a schedule is meant: the workspace's, each contact's, or a time zone of its own.

import type { ReactNode } from "react";
import { useForm } from "./context";
import { ariaOf, textOf, type InputProps } from "./input";
import { TimezoneInput } from "./TimezoneInput";
import { knownZone } from "./zones";

const [WORKSPACE, CONTACT] = ["workspace", "contact"];

export function ScheduleZoneInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled } = props;
  const zone = knownZone(useForm().timezone);
  const current = textOf(value) || WORKSPACE;
  const named = current !== WORKSPACE && current !== CONTACT;
  return (
    <div className="cf-stack">
      <select
        id={id}
        className="cf-input cf-select"
        value={named ? "named" : current}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value === "named" ? zone : event.target.value)}
        {...ariaOf(props)}
      >
        <option value={WORKSPACE}>The workspace’s ({zone})</option>
        <option value={CONTACT}>Each contact’s own</option>
        <option value="named">Another one</option>
      </select>
      {named && <TimezoneInput {...props} id={`${id}-zone`} required />}
    </div>
  );
}
