// For whom the mail is shown: a contact of the workspace, or a sample one.

import { useId, useState } from "react";
import { useAsked } from "../../inputs/asked";
import { Combobox } from "../../inputs/Combobox";
import { useEditor, useEditorState } from "../context";

const PAUSE = 200;

export function ContactChoice() {
  const editor = useEditor();
  const contact = useEditorState((state) => state.contact);
  const [search, setSearch] = useState<string | null>(null);
  const id = useId();
  const found = useAsked(search, (signal) => editor.place.client.contacts(search ?? "", signal), PAUSE);
  const options = (found.data?.data ?? []).map((each) => ({ value: each.id, label: each.name || each.email || each.id, detail: each.name === "" ? undefined : (each.email ?? undefined) }));
  return (
    <div className="cf te-contact">
      <label htmlFor={id} className="te-unseen">
        Show it for
      </label>
      <Combobox
        id={id}
        shown={contact?.name ?? ""}
        options={options}
        loading={found.loading}
        error={found.error}
        placeholder="A sample contact"
        empty="Nobody is called so"
        disabled={false}
        required={false}
        describedBy={undefined}
        invalid={false}
        onSearch={setSearch}
        onChoose={(option) => editor.show({ id: option.value, name: option.label })}
        onClear={() => editor.show(null)}
      />
    </div>
  );
}
