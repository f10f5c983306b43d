// The keys, told.

import { Modal } from "../Modal";

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ["↑ ↓ ← →", "Walk from step to step"],
  ["⇧ ↑ ↓ ← →", "Walk over every “+” as well"],
  ["Enter", "Open the step, or press the “+”"],
  ["Escape", "Close what is open"],
  ["+ or A", "Add a step after this one"],
  ["T", "Add a trigger"],
  ["M", "Move the step: then choose a “+”"],
  ["Delete", "Remove the step"],
  ["⌘/Ctrl Z", "Undo"],
  ["⇧⌘/Ctrl Z, Ctrl Y", "Redo"],
  ["⌘/Ctrl D", "Duplicate the step"],
  ["⌘/Ctrl C, X, V", "Copy, cut, paste a step"],
  ["⇧⌘/Ctrl C", "Copy the step with its branch"],
  ["I", "List of issues"],
  ["?", "These shortcuts"],
];

export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal title="Keyboard shortcuts" onClose={onClose}>
      <table className="fb-keys">
        <tbody>
          {KEYS.map(([keys, what]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
