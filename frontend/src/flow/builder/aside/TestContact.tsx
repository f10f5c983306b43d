// Test with a contact: choose somebody, and see every decision on the way, without anything being sent or stored.

import { useEffect, useState } from "react";
import { wordsOf } from "../../../api/errors";
import type { ContactEntry } from "../../../api/types";
import { useEditor, useEditorState } from "../context";
import { Walked } from "./Walked";

const PAUSE = 250;

type Choices = Readonly<Record<string, string>>;

export function TestContact() {
  const editor = useEditor();
  const simulation = useEditorState((state) => state.simulation);
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  // Ways that were chosen by hand, one after the other; another contact begins without any.
  const [choices, setChoices] = useState<Choices>({});
  const test = async (contactId: string, chosen: Choices): Promise<void> => {
    setChoices(chosen);
    setBusy(true);
    setFailure("");
    try {
      const { client, campaign } = editor.place;
      const found = await client.simulate(campaign, { contactId, workflow: editor.document, choices: chosen });
      editor.store.set({ simulation: found, live: null });
      editor.say(`${found.contact.name} was tested: ${found.outcome.words}`);
    } catch (error) {
      setFailure(wordsOf(error));
    }
    setBusy(false);
  };
  return (
    <>
      <p className="fb-quiet">Nothing is sent and nothing is stored. The flow is tested as you see it here.</p>
      <ContactSearch onChosen={(id) => void test(id, {})} />
      {busy && <p role="status">Testing…</p>}
      {failure !== "" && <p role="alert" className="fb-failure">{failure}</p>}
      {simulation !== null && !busy && <Walked simulation={simulation} onChoose={(more) => void test(simulation.contact.id, { ...choices, ...more })} />}
    </>
  );
}

function ContactSearch({ onChosen }: { readonly onChosen: (id: string) => void }) {
  const editor = useEditor();
  const [words, setWords] = useState("");
  const [found, setFound] = useState<readonly ContactEntry[] | string>([]);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      editor.place.client.contacts(words, 8, stop.signal).then(
        ({ data }) => setFound(data),
        (error: unknown) => {
          if (!stop.signal.aborted) setFound(wordsOf(error));
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [editor, words]);
  return (
    <div className="fb-search">
      <label>
        <span>Contact</span>
        <input className="fb-input" type="search" placeholder="Name or e-mail" value={words} onChange={(event) => setWords(event.target.value)} />
      </label>
      {typeof found === "string" ? (
        <p role="alert">{found}</p>
      ) : (
        <ul aria-label="Contacts found">
          {found.map((contact) => (
            <li key={contact.id}>
              <button type="button" className="fb-found" onClick={() => onChosen(contact.id)}>
                <b>{contact.name || contact.email || contact.id}</b>
                {contact.name !== "" && <span className="fb-quiet">{contact.email}</span>}
              </button>
            </li>
          ))}
          {found.length === 0 && words !== "" && <li className="fb-quiet">Nobody is called so.</li>}
        </ul>
      )}
    </div>
  );
}
