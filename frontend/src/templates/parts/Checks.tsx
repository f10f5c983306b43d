// What to look at before the mail goes out; what names a block opens it.

import { useEditor, useEditorState } from "../context";
import type { Finding } from "../api";
import { pathIn } from "../model/blocks";

const WORDS: Readonly<Record<string, string>> = { error: "To do", warning: "Look", note: "Note" };

export function Checks({ onShow }: { readonly onShow: () => void }) {
  const preview = useEditorState((state) => state.preview);
  const contact = useEditorState((state) => state.contact);
  if (preview === null) return null;
  const { findings, missing } = preview;
  const kilobytes = Math.ceil(new Blob([preview.rendered.html]).size / 1024);
  return (
    <div className="te-checks">
      <h2 className="te-heading">
        Before it goes out <span className="te-quiet">{kilobytes} kB</span>
      </h2>
      {findings.length === 0 && missing.length === 0 && <p className="te-quiet">Nothing to look at.</p>}
      <ul>
        {findings.map((finding, index) => (
          <Found key={index} finding={finding} onShow={onShow} />
        ))}
        {missing.length > 0 && (
          <li data-severity="note">
            <b>Note</b>
            <span>
              {contact === null ? "The sample contact has" : `${contact.name} has`} no value for {missing.join(", ")}. How many contacts have none is told when a campaign is reviewed.
            </span>
          </li>
        )}
      </ul>
      <details>
        <summary>Plain text</summary>
        <pre tabIndex={0}>{preview.rendered.text}</pre>
      </details>
    </div>
  );
}

function Found({ finding, onShow }: { readonly finding: Finding; readonly onShow: () => void }) {
  const editor = useEditor();
  const place = pathIn(finding.field);
  const words = finding.message.charAt(0).toUpperCase() + finding.message.slice(1);
  return (
    <li data-severity={finding.severity}>
      <b>{WORDS[finding.severity] ?? finding.severity}</b>
      <span>
        {words}
        {place !== null && (
          <button
            type="button"
            className="te-link"
            onClick={() => {
              if (place.locale !== editor.state.locale) editor.speak(place.locale);
              editor.select(place.path);
              onShow();
            }}
          >
            Show the block
          </button>
        )}
      </span>
    </li>
  );
}
