// What the mail is made of: its lines, its blocks or its source, and how it looks.

import { useState } from "react";
import { Fields } from "../../flow/forms/Fields";
import type { Json } from "../../inputs/input";
import { inlined } from "../../inputs/schema";
import { issuesUnder, type FieldIssue } from "../../inputs/issues";
import { useEditor, useEditorState } from "../context";
import { bodyOf } from "../model/languages";
import { issuesIn } from "../state";
import { BlockList } from "./BlockList";
import { Languages } from "./Languages";
import { LINES, SOURCE } from "./fields";

type Tab = "content" | "look" | "text";

const TABS: readonly (readonly [Tab, string])[] = [
  ["content", "Content"],
  ["look", "Look"],
  ["text", "Plain text"],
];

export function Panel() {
  const editor = useEditor();
  const [tab, setTab] = useState<Tab>("content");
  const locale = useEditorState((state) => state.locale);
  const content = bodyOf(useEditorState((state) => state.history.present), locale);
  const issues = issuesIn(useEditorState((state) => state.issues), locale);
  const disabled = useEditorState((state) => state.save.kind === "closed");
  const isBlocks = Array.isArray(content["blocks"]);
  // An emptied source is still of its kind.
  const [isHtml] = useState(() => typeof editor.content["html"] === "string");
  const form = (schema: Json, value: Json, onChange: (next: Json) => void, own: readonly FieldIssue[]) => (
    <form className="cf" onSubmit={(event) => event.preventDefault()}>
      <Fields schema={schema} value={value} onChange={onChange} issues={own} disabled={disabled} />
    </form>
  );
  const part = (schema: Json) => {
    const names = Object.keys(schema["properties"] as Json);
    const value = Object.fromEntries(Object.entries(content).filter(([name]) => names.includes(name)));
    const others = Object.fromEntries(Object.entries(content).filter(([name]) => !names.includes(name)));
    const own = issues.filter((issue) => names.some((name) => issue.path === name || issue.path.startsWith(`${name}.`)));
    return form(schema, value, (next) => editor.changeBody({ ...others, ...next }, `content ${names.join(" ")}`), own);
  };
  return (
    <section className="te-panel" aria-label="The template">
      <Languages />
      <div className="te-tabs" role="group" aria-label="What to edit">
        {TABS.filter(([key]) => key !== "look" || (isBlocks && locale === "")).map(([key, label]) => (
          <button key={key} type="button" className="te-button" aria-pressed={tab === key} onClick={() => setTab(key)}>
            {label}
          </button>
        ))}
      </div>
      {tab === "content" && (
        <>
          {part(LINES)}
          {isBlocks ? <BlockList /> : part(isHtml ? SOURCE.html : SOURCE.mjml)}
        </>
      )}
      {tab === "look" && locale === "" &&
        form(
          inlined(editor.blocks.theme),
          themeOf(content),
          (theme) => editor.changeBody({ ...content, theme }, "theme"),
          issuesUnder(issues, "theme"),
        )}
      {tab === "text" && part(SOURCE.text)}
    </section>
  );
}

function themeOf(content: Json): Json {
  const theme = content["theme"];
  return typeof theme === "object" && theme !== null ? (theme as Json) : {};
}
