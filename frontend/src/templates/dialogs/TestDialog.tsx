// A test mail to oneself or another member.

import { useId, useState } from "react";
import { Modal } from "../../flow/builder/Modal";
import { once, useAsked } from "../../inputs/asked";
import { useEditor, useEditorState } from "../context";
import { failureOf } from "../state";

export function TestDialog({ onClose }: { readonly onClose: () => void }) {
  const editor = useEditor();
  const contact = useEditorState((state) => state.contact);
  const { lookups, own, client } = editor.place;
  const members = useAsked("members", () => once(lookups, "members", () => lookups.members()));
  const [to, setTo] = useState(own);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<{ readonly good: boolean; readonly words: string } | null>(null);
  const id = useId();
  const send = async (): Promise<void> => {
    setBusy(true);
    setAnswer(null);
    try {
      if (!(await editor.saver.flush())) throw new Error("unsaved");
      const sent = await client.testSend(to, contact?.id ?? "", editor.state.locale);
      setAnswer({ good: true, words: `Sent to ${sent.to}. Look into your mailbox.` });
    } catch (error) {
      setAnswer({ good: false, words: editor.state.save.kind === "refused" ? "Correct the marked values first." : failureOf(error) });
    }
    setBusy(false);
  };
  const addresses = [...new Set([own, ...(members.data ?? []).map((member) => member.email)])].filter((address) => address !== "");
  return (
    <Modal title="Send a test" onClose={onClose}>
      <p>
        The mail as it is now, for {contact?.name ?? "a sample contact"}, marked “[Test]”. It is sent at once; its links to unsubscribe lead nowhere and
        nothing is counted.
      </p>
      <div className="cf">
        <div className="cf-field">
          <label htmlFor={id} className="cf-label">
            To
          </label>
          <select id={id} className="cf-input cf-select" value={to} onChange={(event) => setTo(event.target.value)} data-first>
            {addresses.map((address) => (
              <option key={address} value={address}>
                {address}
              </option>
            ))}
          </select>
        </div>
      </div>
      {answer !== null && <p role={answer.good ? "status" : "alert"}>{answer.words}</p>}
      <div className="te-row">
        <button type="button" className="te-button te-primary" disabled={busy || to === ""} onClick={() => void send()}>
          {busy ? "Sending…" : "Send the test"}
        </button>
        <button type="button" className="te-button" onClick={onClose}>
          Close
        </button>
      </div>
    </Modal>
  );
}
