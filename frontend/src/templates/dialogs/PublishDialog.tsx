// Publishing, or asking for approval: what changed since the version before, what is left to do, and who sends it.

import { useState } from "react";
import { Modal } from "../../flow/builder/Modal";
import { useAsked } from "../../inputs/asked";
import { useEditor, useEditorState } from "../context";
import { partsChanged } from "../model/compare";
import { failureOf } from "../state";

export function PublishDialog({ asks, onClose }: { readonly asks: boolean; readonly onClose: () => void }) {
  const editor = useEditor();
  const template = useEditorState((state) => state.template);
  const findings = useEditorState((state) => state.preview?.findings) ?? [];
  const fault = useEditorState((state) => state.fault);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const before = useAsked(template.version === null ? null : `version ${template.version}`, () => editor.place.client.version(template.version ?? 1));
  const changed = before.data === null ? [] : partsChanged(before.data.content, editor.content);
  const left = findings.filter((finding) => finding.severity === "error");
  const looks = findings.filter((finding) => finding.severity === "warning");
  const running = template.usedBy.filter((use) => use.runs);
  const act = async (): Promise<void> => {
    setBusy(true);
    setFailure("");
    try {
      if (!(await editor.saver.flush())) throw new Error("unsaved");
      const { client } = editor.place;
      const now = asks ? await client.submit() : await client.publish(editor.state.template.revision);
      editor.took(now);
      editor.say(asks ? "Somebody else is asked to approve it." : `Published as version ${now.version ?? ""}.`);
      onClose();
    } catch (error) {
      setFailure(editor.state.save.kind === "refused" ? "Correct the marked values first." : failureOf(error));
    }
    setBusy(false);
  };
  const verb = asks ? "Ask for approval" : template.approvalNeeded ? "Approve and publish" : "Publish";
  return (
    <Modal title={verb} onClose={onClose}>
      {asks && <p>An admin other than whoever changed it last looks at it and publishes it, or rejects it with a reason. Any change takes the request back.</p>}
      {!asks && <p>It becomes version {(template.version ?? 0) + 1}, which never changes. New launches send it.</p>}
      {changed.length > 0 && <p>Changed since version {template.version}: {changed.join(", ")}.</p>}
      {running.length > 0 && (
        <p>
          {running.map((use) => use.name).join(", ")} {running.length === 1 ? "goes" : "go"} on with the version that it was launched with.
        </p>
      )}
      {left.length > 0 && <Listed title="To be done first" rows={left.map((finding) => finding.message)} />}
      {looks.length > 0 && <Listed title="Worth a look" rows={looks.map((finding) => finding.message)} />}
      {fault !== "" && <p role="alert">{fault}</p>}
      {failure !== "" && <p role="alert">{failure}</p>}
      <div className="te-row">
        <button type="button" className="te-button te-primary" data-first disabled={busy || left.length > 0 || fault !== ""} onClick={() => void act()}>
          {verb}
        </button>
        <button type="button" className="te-button" onClick={onClose}>
          Not now
        </button>
      </div>
    </Modal>
  );
}

function Listed({ title, rows }: { readonly title: string; readonly rows: readonly string[] }) {
  return (
    <div>
      <h3>{title}</h3>
      <ul className="te-points">
        {rows.map((row, index) => (
          <li key={index}>{row.charAt(0).toUpperCase() + row.slice(1)}</li>
        ))}
      </ul>
    </div>
  );
}
