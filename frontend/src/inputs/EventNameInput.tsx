// The name of an event: one that has come already, or one that will.

import type { ReactNode } from "react";
import { useForm } from "./context";
import type { InputProps } from "./input";
import { Picker } from "./Picker";

export function EventNameInput(props: InputProps): ReactNode {
  const { api } = useForm();
  return (
    <Picker
      input={props}
      free
      about="events"
      placeholder="For example ordered"
      empty="No event of this name has come yet."
      load={async (search, signal) => (await api.eventNames(search, signal)).map((name) => ({ value: name, label: name }))}
    />
  );
}
