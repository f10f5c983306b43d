// A question or form over the page: the browser's own dialog keeps the focus inside. It begins at what is marked
// data-first.

import { useEffect, useId, useRef, type ReactNode } from "react";

interface Props {
  readonly title: string;
  readonly className?: string;
  /** Without it the dialog can't be closed but by what it offers. */
  readonly onClose?: (() => void) | undefined;
  readonly children: ReactNode;
}

export function Modal({ title, className = "", onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element !== null && !element.open) element.showModal();
    // The browser would begin with the first button, which closes the dialog.
    element?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      element?.close();
      // What had the focus gets it back, unless what was done gave it to something else.
      if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`fb-modal ${className}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onMouseDown={(event) => {
        if (event.target === dialog.current) onClose?.();
      }}
    >
      <div className="fb-modal-inside">
        <header className="fb-modal-title">
          <h2 id={id}>{title}</h2>
          {onClose !== undefined && (
            <button type="button" className="fb-close" aria-label="Close" onClick={onClose}>
              ×
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
