// The blocks in their order, each with its form where it is opened; columns hold lists of their own.

import { useEditor, useEditorState } from "../context";
import { blocksOf, listAt, pathTo, spelled, type Place } from "../model/blocks";
import { bodyOf } from "../model/languages";
import { AddBlock } from "./AddBlock";
import { BlockItem } from "./BlockItem";

export function BlockList({ spot = [] }: { readonly spot?: Place }) {
  const editor = useEditor();
  const all = useEditorState((state) => bodyOf(state.history.present, state.locale)["blocks"]);
  const list = listAt(blocksOf(all), spot);
  const inColumn = spot.length > 0;
  // A footer stays where feet are.
  const end = list.at(-1)?.type === "footer" ? list.length - 1 : list.length;
  const name = spot.length === 0 ? "Blocks" : `Column ${spot[1] + 1}`;
  return (
    <div className="te-blocks" role="group" aria-label={name}>
      {inColumn ? <p className="te-column-name">{name}</p> : <h2 className="te-heading">Blocks</h2>}
      {list.length === 0 && <p className="te-quiet">{inColumn ? "This column is empty." : "This mail has no blocks yet. Add the first one."}</p>}
      <ol className="te-list">
        {list.map((block, index) => {
          const path = pathTo(spot, index);
          return <BlockItem key={`${spelled(path)} ${block.type}`} path={path} block={block} last={index === list.length - 1} />;
        })}
      </ol>
      <AddBlock inColumn={inColumn} label={inColumn ? `Add to ${name.toLowerCase()}` : "Add a block"} onAdd={(type) => editor.add(spot, end, type)} />
    </div>
  );
}
