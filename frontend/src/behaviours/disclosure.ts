// Alpine component of anything that opens and closes: the menu on small screens, for one.

export interface Disclosure {
  open: boolean;
  toggle(): void;
  close(): void;
}

/** Starts closed. */
export function disclosure(): Disclosure {
  return {
    open: false,
    toggle() {
      this.open = !this.open;
    },
    close() {
      this.open = false;
    },
  };
}
