// Running text with bold, italic, links and lists, and a menu that puts variables in at the caret.

import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { ariaOf, textOf, type InputProps } from "./input";
import { htmlOf, nodesOf } from "./richText";
import { VariableMenu } from "./VariableMenu";

const TOOLS: readonly (readonly [string, string, string])[] = [
  ["bold", "Bold", "B"],
  ["italic", "Italic", "I"],
  ["underline", "Underlined", "U"],
  ["insertUnorderedList", "List", "•"],
  ["insertOrderedList", "Numbered list", "1."],
];

export function RichTextInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled, describedBy } = props;
  const box = useRef<HTMLDivElement>(null);
  const last = useRef<string | null>(null);
  const [link, setLink] = useState<Range | null>(null);
  const stored = textOf(value);
  useEffect(() => {
    const element = box.current;
    // What was typed here comes back as it went out, or cleaned by the server; the caret stays only in the first case.
    if (element === null || last.current === stored) return;
    if (document.activeElement === element && last.current !== null && htmlOf(element) === stored) return;
    element.replaceChildren(nodesOf(stored, document));
    last.current = stored;
  }, [stored]);
  const changed = (): void => {
    const element = box.current;
    if (element === null) return;
    const html = htmlOf(element);
    last.current = html;
    onChange(html === "" ? undefined : html);
  };
  const run = (command: string, argument?: string): void => {
    box.current?.focus();
    document.execCommand(command, false, argument);
    changed();
  };
  const keys = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      setLink(rangeIn(box.current));
    }
  };
  return (
    <div className="cf-stack">
      <div className="cf-row cf-tools" role="toolbar" aria-label="Formatting">
        {TOOLS.map(([command, label, sign]) => (
          <button key={command} type="button" className="cf-icon-button" aria-label={label} title={label} disabled={disabled} onMouseDown={(event) => event.preventDefault()} onClick={() => run(command)}>
            <span data-tool={command} data-sign={sign} />
          </button>
        ))}
        <button type="button" className="cf-button" disabled={disabled} onMouseDown={(event) => event.preventDefault()} onClick={() => setLink(rangeIn(box.current))}>
          Link
        </button>
        <VariableMenu disabled={disabled} onPick={(tag) => run("insertText", tag)} />
      </div>
      {link !== null && (
        <LinkForm
          range={link}
          onDone={(address) => {
            restore(box.current, link);
            setLink(null);
            if (address !== null) run(address === "" ? "unlink" : "createLink", address);
          }}
        />
      )}
      <div
        ref={box}
        id={id}
        className="cf-input cf-rich"
        role="textbox"
        aria-multiline="true"
        aria-labelledby={`${id}-label`}
        contentEditable={!disabled}
        suppressContentEditableWarning
        spellCheck
        onInput={changed}
        onKeyDown={keys}
        onPaste={(event) => {
          event.preventDefault();
          paste(event.clipboardData, changed);
        }}
        {...ariaOf({ ...props, describedBy })}
      />
    </div>
  );
}

function LinkForm({ range, onDone }: { readonly range: Range; readonly onDone: (address: string | null) => void }): ReactNode {
  const [address, setAddress] = useState(() => closestLink(range)?.getAttribute("href") ?? "https://");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <div className="cf-row cf-box" role="group" aria-label="Link" onKeyDown={(event) => event.key === "Escape" && onDone(null)}>
      <input
        ref={field}
        type="text"
        className="cf-input"
        aria-label="Address of the link"
        value={address}
        onChange={(event) => setAddress(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          onDone(address.trim());
        }}
      />
      <button type="button" className="cf-button" onClick={() => onDone(address.trim())}>
        Set link
      </button>
      <button type="button" className="cf-button" onClick={() => onDone("")}>
        No link
      </button>
    </div>
  );
}

/** The selection inside the box; its end where nothing of it is selected. */
function rangeIn(box: HTMLElement | null): Range | null {
  if (box === null) return null;
  const selection = window.getSelection();
  const range = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
  if (range !== null && box.contains(range.commonAncestorContainer)) return range.cloneRange();
  const end = document.createRange();
  end.selectNodeContents(box);
  return end;
}

function restore(box: HTMLElement | null, range: Range): void {
  const selection = window.getSelection();
  box?.focus();
  const link = closestLink(range);
  if (link !== null) range.selectNodeContents(link);
  selection?.removeAllRanges();
  selection?.addRange(range);
}

function closestLink(range: Range): Element | null {
  const { startContainer } = range;
  const element = startContainer instanceof Element ? startContainer : startContainer.parentElement;
  return element?.closest("a") ?? null;
}

function paste(data: DataTransfer, done: () => void): void {
  const html = data.getData("text/html");
  if (html === "") {
    document.execCommand("insertText", false, data.getData("text/plain"));
  } else {
    const holder = document.createElement("div");
    holder.replaceChildren(nodesOf(html, document));
    const selection = window.getSelection();
    if (selection === null || selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0);
    range.deleteContents();
    const fragment = document.createDocumentFragment();
    fragment.append(...holder.childNodes);
    range.insertNode(fragment);
    selection.collapseToEnd();
  }
  done();
}
