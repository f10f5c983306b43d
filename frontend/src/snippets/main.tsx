// Mounts the rich text input on a snippet's form. What is written goes into the hidden field beside it.

import "../inputs/inputs.css";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { lookupsOver } from "../api/lookups";
import { createTransport } from "../api/transport";
import { FormContextProvider, type FormContext } from "../inputs/context";
import { RichTextInput } from "../inputs/RichTextInput";

const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
const ID = "snippet-rich";

function Text({ start, readOnly, onChange }: { readonly start: string; readonly readOnly: boolean; readonly onChange: (html: string) => void }) {
  const [value, setValue] = useState<unknown>(start);
  return (
    <div className="cf">
      <div className="cf-field">
        <span id={`${ID}-label`} className="cf-label">
          Text
        </span>
        <RichTextInput
          id={ID}
          value={value}
          onChange={(next) => {
            setValue(next);
            onChange(typeof next === "string" ? next : "");
          }}
          schema={{}}
          disabled={readOnly}
          required
          describedBy={undefined}
          invalid={false}
          siblings={{}}
          issues={[]}
        />
      </div>
    </div>
  );
}

const root = document.getElementById("snippet-text");
const field = document.getElementById(root?.dataset["field"] ?? "");
if (root !== null && field instanceof HTMLInputElement) {
  const { apiBase = "", pages, readOnly } = root.dataset;
  const context: FormContext = { api: lookupsOver(createTransport({ base: apiBase, csrf: token })), campaignId: null, workflow: null, names: {}, pages };
  createRoot(root).render(
    <StrictMode>
      <FormContextProvider value={context}>
        <Text
          start={field.value}
          readOnly={readOnly !== undefined}
          onChange={(html) => {
            field.value = html;
          }}
        />
      </FormContextProvider>
    </StrictMode>,
  );
}
