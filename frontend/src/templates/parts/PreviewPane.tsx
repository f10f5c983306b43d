// The mail as the server renders it from what is saved, in a frame that can run nothing: by phone or desktop, by day or
// in dark mode, for a contact of choice.

import { useEffect, useState } from "react";
import { useEditorState } from "../context";
import { ContactChoice } from "./ContactChoice";

type Device = "desktop" | "phone";
type Scheme = "light" | "dark";

export function PreviewPane() {
  const [device, setDevice] = useState<Device>("desktop");
  const [scheme, setScheme] = useState<Scheme>("light");
  const preview = useEditorState((state) => state.preview);
  const shown = useEditorState((state) => state.shown);
  const fault = useEditorState((state) => state.fault);
  const contact = useEditorState((state) => state.contact);
  const url = useEditorState((state) => state.template.previewUrl);
  const locale = useEditorState((state) => state.locale);
  const query = new URLSearchParams({ contact: contact?.id ?? "", scheme, locale, revision: String(shown) });
  return (
    <div className="te-preview">
      <div className="te-toolbar" role="group" aria-label="How to show it">
        <ContactChoice />
        <Choice label="Screen" value={device} options={[["desktop", "Desktop"], ["phone", "Phone"]]} onChange={setDevice} />
        <Choice label="Colours" value={scheme} options={[["light", "Light"], ["dark", "Dark"]]} onChange={setScheme} />
      </div>
      {fault !== "" && (
        <p className="te-fault" role="status">
          {preview === null ? "It can’t be shown yet. " : "This is the last state that could be shown. "}
          {fault}
        </p>
      )}
      {preview !== null && (
        <div className="te-mail" data-device={device} data-scheme={scheme}>
          <p className="te-subject">
            <span className="te-unseen">Subject: </span>
            {preview.rendered.subject}
          </p>
          <Frames src={shown === 0 ? "" : `${url}?${query.toString()}`} title={`The mail on a ${device}, ${scheme} colours`} />
        </div>
      )}
    </div>
  );
}

/** The newest state is loaded behind the one that is seen, so that nothing flickers. */
function Frames({ src, title }: { readonly src: string; readonly title: string }) {
  const [seen, setSeen] = useState(src);
  useEffect(() => {
    if (seen === "") setSeen(src);
  }, [src, seen]);
  const sources = [...new Set([seen, src])].filter((each) => each !== "");
  return (
    <div className="te-frames">
      {sources.map((each) => (
        <iframe
          key={each}
          title={each === seen ? title : "The next state, loading"}
          src={each}
          className="te-frame"
          data-behind={each !== seen || undefined}
          aria-hidden={each !== seen || undefined}
          tabIndex={each === seen ? 0 : -1}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          onLoad={() => each === src && setSeen(src)}
        />
      ))}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <span className="te-choice" role="group" aria-label={label}>
      {options.map(([key, words]) => (
        <button key={key} type="button" className="te-button" aria-pressed={value === key} onClick={() => onChange(key)}>
          {words}
        </button>
      ))}
    </span>
  );
}
