// The versions of the flow: look at one, compare any two, restore one.

import { useEffect, useState } from "react";
import type { Version } from "../../../api/types";
import { wordsOf } from "../../../api/errors";
import { momentText } from "../../../inputs/zones";
import { compareVersions, HERE, showVersion } from "../actions/versions";
import { useEditor, useEditorState } from "../context";
import { CompareForm } from "./CompareForm";
import { Shown } from "./Shown";

type Loaded = readonly Version[] | string | null;

export function Versions() {
  const editor = useEditor();
  const [versions, setVersions] = useState<Loaded>(null);
  useEffect(() => {
    const { client, campaign } = editor.place;
    client.versions(campaign).then(setVersions, (error: unknown) => setVersions(wordsOf(error)));
  }, [editor]);
  if (versions === null) return <p role="status">Loading the versions…</p>;
  if (typeof versions === "string") return <p role="alert">{versions}</p>;
  const published = versions.filter((version) => version.publishedAt !== null);
  if (published.length === 0) return <p className="fb-quiet">Nothing was published yet. Each launch and each publishing makes a version that never changes.</p>;
  return (
    <>
      <Shown />
      <CompareForm versions={published} />
      <ol className="fb-versions">
        {published.map((version) => (
          <VersionLine key={version.number} version={version} />
        ))}
      </ol>
      <ThrowAway />
    </>
  );
}

/** The way back to what is live. */
function ThrowAway() {
  const editor = useEditor();
  const possible = useEditorState(({ draft }) => draft.isDraft && draft.liveVersion !== null && draft.permissions.edit);
  if (!possible) return null;
  return (
    <button type="button" className="fb-button fb-small fb-danger" onClick={() => editor.store.set({ dialog: { kind: "discard" } })}>
      Throw the draft away…
    </button>
  );
}

function VersionLine({ version }: { readonly version: Version }) {
  const editor = useEditor();
  const live = useEditorState((state) => state.draft.liveVersion);
  const publish = useEditorState((state) => state.draft.permissions.publish);
  const at = version.publishedAt === null ? "" : momentText(version.publishedAt, editor.place.timezone);
  const { number } = version;
  return (
    <li>
      <p>
        <b>Version {number}</b>
        {number === live && <span className="fb-live-mark">Live</span>}
        <span className="fb-quiet">
          {at}
          {version.publishedBy === null || version.publishedBy === "" ? "" : `, ${version.publishedBy}`}
        </span>
      </p>
      <div className="fb-actions">
        <button type="button" className="fb-button fb-small" aria-label={`View version ${number}`} onClick={() => void showVersion(editor, number)}>
          View
        </button>
        <button type="button" className="fb-button fb-small" aria-label={`Compare version ${number} with the flow here`} onClick={() => void compareVersions(editor, number, HERE)}>
          Compare
        </button>
        {publish && number !== live && (
          <a className="fb-button fb-small" aria-label={`Restore version ${number}`} href={`${editor.place.publishUrl}?version=${number}`}>
            Restore…
          </a>
        )}
      </div>
    </li>
  );
}
