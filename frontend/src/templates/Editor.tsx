// The template editor: what the mail is made of on one side, how it will look on the other.

import { useEffect, useState } from "react";
import { FormContextProvider } from "../inputs/context";
import { EditorProvider, useEditorState } from "./context";
import { Dialogs } from "./dialogs/Dialogs";
import type { TemplateEditor } from "./state";
import { Header } from "./parts/Header";
import { Checks } from "./parts/Checks";
import { Panel } from "./parts/Panel";
import { PreviewPane } from "./parts/PreviewPane";
import { useKeys } from "./useKeys";

export function Editor({ editor }: { readonly editor: TemplateEditor }) {
  const { place } = editor;
  useEffect(() => {
    void editor.look();
    return () => editor.saver.stop();
  }, [editor]);
  return (
    <EditorProvider value={editor}>
      <FormContextProvider value={{ api: place.lookups, campaignId: null, workflow: null, names: {}, snippets: editor.snippets, timezone: place.timezone, pages: place.pages }}>
        <Workbench editor={editor} />
      </FormContextProvider>
    </EditorProvider>
  );
}

type View = "build" | "preview";

function Workbench({ editor }: { readonly editor: TemplateEditor }) {
  const [view, setView] = useState<View>("build");
  const said = useEditorState((state) => state.said);
  useKeys(editor);
  return (
    <div className="te" data-view={view}>
      <Header />
      <div className="te-views" role="group" aria-label="Shown on small screens">
        {(["build", "preview"] as const).map((each) => (
          <button key={each} type="button" className="te-button" aria-pressed={view === each} onClick={() => setView(each)}>
            {each === "build" ? "Edit" : "Preview and checks"}
          </button>
        ))}
      </div>
      <div className="te-main">
        <Panel />
        <section className="te-side" aria-label="Preview and checks">
          <PreviewPane />
          <Checks onShow={() => setView("build")} />
        </section>
      </div>
      <p className="te-unseen" role="status">
        {said}
      </p>
      <Dialogs />
    </div>
  );
}
