// The name of an event: one that has come already, or one that will. It is replaced by another one, never by nothing: a
// field that is empty for a moment must not change what the step does.

import type { ReactNode } from "react";
import { useForm } from "./context";
import type { InputProps } from "./input";
import { Picker } from "./Picker";

export function EventNameInput(props: InputProps): ReactNode {
  const { api } = useForm();
  return (
    <Picker
      input={{ ...props, required: true }}
      free
      about="events"
      placeholder="For example ordered"
      empty="No event of this name has come yet."
      load={async (search, signal) => (await api.eventNames(search, signal)).map((name) => ({ value: name, label: name }))}
    />
  );
}
