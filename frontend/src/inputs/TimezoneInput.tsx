// A time zone by its IANA name.

import { useState, type ReactNode } from "react";
import { Combobox } from "./Combobox";
import { textOf, type InputProps } from "./input";
import { matching } from "./matching";
import { zoneNames } from "./zones";

export function TimezoneInput(props: InputProps): ReactNode {
  const [search, setSearch] = useState("");
  const options = zoneNames().map((name) => ({ value: name, label: name.replaceAll("_", " ") }));
  return (
    <Combobox
      {...props}
      label="Time zone"
      shown={textOf(props.value)}
      options={matching(options, search)}
      placeholder="Search cities and regions"
      empty="No such time zone."
      onSearch={setSearch}
      onChoose={(option) => props.onChange(option.value)}
      onClear={props.required ? undefined : () => props.onChange(undefined)}
    />
  );
}
