// Choosing one thing of the workspace by search. The pickers beside this file say what is searched and how it is shown.

import { useState, type ReactNode } from "react";
import { useAsked } from "./asked";
import { Combobox, type ComboOption } from "./Combobox";
import { useForm } from "./context";
import { textOf, type InputProps } from "./input";

const PAUSE = 200;

export interface PickerProps {
  readonly input: InputProps;
  /** Tells one search from another, apart from its text. */
  readonly about: string;
  readonly load: (search: string, signal: AbortSignal) => Promise<readonly ComboOption[]>;
  readonly empty: string;
  readonly placeholder: string;
  /** Where what was typed may stand as it is; what is required and left empty stays what it was. */
  readonly free?: boolean;
  readonly label?: string;
}

/** What has no name is not there any more; its id would tell nobody anything. */
function nameless(value: string): string {
  return /^[a-z]+_[0-9a-hjkmnp-tv-z]{26}$/.test(value) ? "No longer there" : value;
}

/** A combobox over a search of the server. */
export function Picker({ input, about, load, empty, placeholder, free = false, label }: PickerProps): ReactNode {
  const { names } = useForm();
  const [search, setSearch] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ComboOption | null>(null);
  const found = useAsked(search === null ? null : `${about} ${search}`, (signal) => load(search ?? "", signal), search === "" ? 0 : PAUSE);
  const current = textOf(input.value);
  const known = chosen?.value === current ? chosen.label : undefined;
  const take = (text: string): void => {
    if (text !== "") input.onChange(text);
    else if (!input.required) input.onChange(undefined);
  };
  return (
    <Combobox
      {...input}
      {...(label === undefined ? {} : { label })}
      shown={free ? current : current && (known ?? names[current] ?? nameless(current))}
      options={found.data ?? []}
      loading={found.loading}
      error={found.error}
      placeholder={placeholder}
      empty={empty}
      onSearch={setSearch}
      onChoose={(option) => {
        setChosen(option);
        input.onChange(option.value);
      }}
      {...(free ? { onFree: take } : {})}
      onClear={input.required ? undefined : () => input.onChange(undefined)}
    />
  );
}
