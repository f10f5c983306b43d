// A published template of the channel beside it: search, preview, a link to it. Says when the chosen one can't be sent any more.

import { useState, type ReactNode } from "react";
import type { TemplateChoice } from "../api/lookups";
import { useAsked } from "./asked";
import { pageOf, useForm } from "./context";
import { textOf, type InputProps } from "./input";
import { channelName, readable } from "./labels";
import { Picker } from "./Picker";

export function TemplatePicker(props: InputProps): ReactNode {
  const form = useForm();
  const channel = textOf(props.siblings["channel"]);
  const current = textOf(props.value);
  const chosen = useAsked(current === "" ? null : current, (signal) => form.api.template(current, signal));
  const looked = !chosen.loading && chosen.error === "" && current !== "";
  // That it is gone is told once: the server's word stands at the field as soon as the draft is saved.
  const trouble = !looked || (chosen.data === null && props.issues.length > 0) ? "" : troubleOf(chosen.data, channel);
  const page = current === "" ? undefined : pageOf(form, `templates/${current}/`);
  return (
    <div className="cf-stack">
      <Picker
        input={props}
        about={`templates ${channel}`}
        placeholder={channel === "" ? "Search published templates" : `Search published ${channelName(channel)} templates`}
        empty="No published template fits. Publish one first."
        load={async (search, signal) =>
          (await form.api.templates({ channel, search }, signal)).map((template) => ({
            value: template.id,
            label: template.name,
            detail: [template.subject, readable(template.messageType.toLowerCase())].filter((part) => part !== "").join(" · "),
          }))
        }
      />
      {trouble !== "" && (
        <p className="cf-hint" role="status">
          {trouble}
        </p>
      )}
      {chosen.data !== null && <Preview key={current} template={chosen.data} />}
      {page !== undefined && chosen.data !== null && (
        <a className="cf-link" href={page} target="_blank" rel="noreferrer">
          Open the template
        </a>
      )}
    </div>
  );
}

/** What keeps a chosen template from being sent. */
export function troubleOf(template: TemplateChoice | null, channel: string): string {
  if (template === null) return "This template was deleted. Choose another one.";
  if (template.state === "REJECTED") return `“${template.name}” was rejected and can’t be sent. Choose another one, or correct it.`;
  if (template.state !== "PUBLISHED") return `“${template.name}” is not published. Publish it, or choose another one.`;
  return channel !== "" && template.channel !== channel ? `“${template.name}” is made for ${channelName(template.channel)}, not for ${channelName(channel)}.` : "";
}

function Preview({ template }: { template: TemplateChoice }): ReactNode {
  const [open, setOpen] = useState(false);
  if (template.previewUrl === "") return null;
  return (
    <details className="cf-more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Preview</summary>
      {template.subject !== "" && <p className="cf-help">{template.subject}</p>}
      {open && <iframe className="cf-preview" sandbox="" src={template.previewUrl} title={`Preview of ${template.name}`} />}
    </details>
  );
}
