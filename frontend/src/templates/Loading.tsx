// Fetches the template and the kinds of blocks, then gives way to the editor.

import { useEffect, useState } from "react";
import { wordsOf } from "../api/errors";
import type { Place } from "./api";
import { Editor } from "./Editor";
import { TemplateEditor } from "./state";

export function Loading({ place }: { readonly place: Place }) {
  const [found, setFound] = useState<TemplateEditor | string | null>(null);
  useEffect(() => {
    let wanted = true;
    Promise.all([place.client.template(), place.client.blocks(), place.client.snippets()]).then(
      ([template, blocks, snippets]) => wanted && setFound(new TemplateEditor(place, template, blocks, snippets.map((each) => each.key))),
      (error: unknown) => wanted && setFound(wordsOf(error)),
    );
    return () => {
      wanted = false;
    };
  }, [place]);
  if (found === null) return <p className="te-loading" role="status">Loading the template…</p>;
  if (typeof found === "string") return <p className="te-loading" role="alert">{found}</p>;
  return <Editor editor={found} />;
}
