// What was published: each version's text compared with the draft's, and the way back to it.

import { useState } from "react";
import { Modal } from "../../flow/builder/Modal";
import { useAsked } from "../../inputs/asked";
import { momentText } from "../../inputs/zones";
import { useEditor, useEditorState } from "../context";
import { compared } from "../model/compare";
import { failureOf } from "../state";
import type { Version } from "../api";

export function VersionsDialog({ onClose }: { readonly onClose: () => void }) {
  const editor = useEditor();
  const versions = useAsked("versions", () => editor.place.client.versions());
  const [chosen, setChosen] = useState<number | null>(null);
  return (
    <Modal title="Versions" className="te-wide" onClose={onClose}>
      {versions.loading && <p role="status">Loading…</p>}
      {versions.error !== "" && <p role="alert">{versions.error}</p>}
      {versions.data?.length === 0 && <p>Nothing is published yet. Every publication makes a version that never changes.</p>}
      <ul className="te-versions">
        {(versions.data ?? []).map((version) => (
          <li key={version.number}>
            <button type="button" className="te-button" aria-expanded={chosen === version.number} onClick={() => setChosen(chosen === version.number ? null : version.number)}>
              Version {version.number}
            </button>
            <span className="te-quiet">{words(version, editor.place.timezone)}</span>
            {chosen === version.number && <Difference number={version.number} onClose={onClose} />}
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function words(version: Version, timezone: string): string {
  const when = momentText(version.publishedAt, timezone);
  return version.publishedBy === null ? when : `${when}, ${version.publishedBy}`;
}

function Difference({ number, onClose }: { readonly number: number; readonly onClose: () => void }) {
  const editor = useEditor();
  const now = useEditorState((state) => state.preview?.rendered);
  const closed = useEditorState((state) => state.save.kind === "closed");
  const [failure, setFailure] = useState("");
  const then = useAsked(`version ${number}`, () => editor.place.client.preview({ version: number, contact: editor.state.contact?.id ?? "", locale: editor.state.locale }));
  const restore = async (): Promise<void> => {
    try {
      await editor.saver.flush();
      editor.took(await editor.place.client.restore(number));
      editor.say(`The draft is version ${number} again. Undo brings back what it was.`);
      onClose();
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  if (then.data === null || now === undefined) return <p role="status">{then.error || "Loading…"}</p>;
  const before = then.data.rendered;
  const lines = compared(`${before.subject}\n\n${before.text}`, `${now.subject}\n\n${now.text}`);
  const differs = lines.some((line) => line.kind !== "same");
  return (
    <div className="te-difference">
      <p>{differs ? `From version ${number} to the draft, as text:` : "Its text is that of the draft."}</p>
      {differs && (
        <pre tabIndex={0}>
          {lines.map((line, index) => (
            <span key={index} data-kind={line.kind}>
              {line.kind === "added" ? "+ " : line.kind === "removed" ? "− " : "  "}
              {line.text}
              {"\n"}
            </span>
          ))}
        </pre>
      )}
      {failure !== "" && <p role="alert">{failure}</p>}
      <button type="button" className="te-button" disabled={closed} onClick={() => void restore()}>
        Make it the draft again
      </button>
    </div>
  );
}
