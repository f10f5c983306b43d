// The way of the tested contact as a list: when, where, how each step went on and why, and the messages as they would look.

import type { SimulatedMessage, SimulatedStep, Simulation } from "../../../api/types";
import { channelName } from "../../../inputs/labels";
import { momentText } from "../../../inputs/zones";
import { portsOf } from "../../nodes";
import { focusOn } from "../actions/looking";
import { nodeOf, titleIn } from "../actions/steps";
import { useEditor } from "../context";
import { MailFrame } from "./MailFrame";

interface Props {
  readonly simulation: Simulation;
  readonly onChoose: (choices: Readonly<Record<string, string>>) => void;
}

export function Walked({ simulation, onChoose }: Props) {
  const { contact, steps, outcome } = simulation;
  return (
    <section aria-label={`The way of ${contact.name}`}>
      <p>
        <b>{contact.name}</b> {outcome.words}
      </p>
      <ol className="fb-walked">
        {steps.map((step, index) => (
          <li key={`${step.nodeId} ${index}`}>
            <WalkedStep step={step} onChoose={onChoose} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function WalkedStep({ step, onChoose }: { readonly step: SimulatedStep; readonly onChoose: Props["onChoose"] }) {
  const editor = useEditor();
  const node = nodeOf(editor, step.nodeId);
  const others = node === undefined ? [] : portsOf(node).filter((port) => port.key !== step.port);
  return (
    <>
      <button type="button" className="fb-link" onClick={() => focusOn(editor, step.nodeId)}>
        <b>{node === undefined ? step.nodeName : titleIn(editor, step.nodeId)}</b>
      </button>
      <span className="fb-quiet">{momentText(step.at, editor.place.timezone)}</span>
      <p>{step.reasonWords}</p>
      {step.waitedUntil !== null && <p className="fb-quiet">Rested until {momentText(step.waitedUntil, editor.place.timezone)}</p>}
      {step.values.length > 0 && (
        <ul className="fb-values">
          {step.values.map((value, index) => (
            <li key={index}>{value.words || value.condition}</li>
          ))}
        </ul>
      )}
      {step.message !== null && <Message message={step.message} />}
      {step.outcome === "refused" && others[0] !== undefined && (
        <button type="button" className="fb-button fb-small" onClick={() => onChoose({ [step.nodeId]: others[0]?.key ?? "" })}>
          Let them in anyway
        </button>
      )}
      {step.port !== null && others.length > 0 && (
        <p className="fb-actions">
          {others.map((port) => (
            <button key={port.key} type="button" className="fb-button fb-small" onClick={() => onChoose({ [step.nodeId]: port.key })}>
              What if {port.label || port.key}?
            </button>
          ))}
        </p>
      )}
    </>
  );
}

function Message({ message }: { readonly message: SimulatedMessage }) {
  const { channel, address, subject, html, text, skipReason, skipWords, holds } = message;
  const { timezone } = useEditor().place;
  return (
    <div className="fb-message">
      <p>
        {skipReason === null ? `Would be sent by ${channelName(channel)}` : `Would not be sent by ${channelName(channel)}`}
        {address !== "" && ` to ${address}`}
      </p>
      {skipReason !== null && <p className="fb-failure">{skipWords || skipReason}</p>}
      {holds.map((hold) => (
        <p key={hold.reason} className="fb-quiet">
          {hold.words} (until {momentText(hold.until, timezone)})
        </p>
      ))}
      {subject !== "" && <p><b>{subject}</b></p>}
      {html !== "" ? <MailFrame html={html} title={subject || "Message"} /> : text !== "" && <pre>{text}</pre>}
    </div>
  );
}
