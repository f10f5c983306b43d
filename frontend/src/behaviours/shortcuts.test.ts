// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { pressByKey } from "./shortcuts";

const press = (key: string, options: KeyboardEventInit = {}): void => {
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options }));
};

describe("keys", () => {
  const pressed = vi.fn();
  pressByKey(document, localStorage);

  beforeEach(() => {
    pressed.mockClear();
    document.body.innerHTML =
      '<button data-shortcut="e">Archive</button><textarea data-shortcut="r"></textarea>' +
      '<a href="#1" data-row>One</a><a href="#2" data-row>Two</a>';
    document.querySelector("button")?.addEventListener("click", pressed);
  });

  it("press a button, but not together with Ctrl", () => {
    press("e");
    press("e", { ctrlKey: true });
    expect(pressed).toHaveBeenCalledTimes(1);
  });

  it("focus what takes words, and mean words there", () => {
    press("r");
    expect(document.activeElement?.tagName).toBe("TEXTAREA");
    press("e");
    expect(pressed).not.toHaveBeenCalled();
  });

  it("go through the rows of a list and stay at its ends", () => {
    for (const [key, text] of [["j", "One"], ["j", "Two"], ["j", "Two"], ["k", "One"]] as const) {
      press(key);
      expect(document.activeElement?.textContent).toBe(text);
    }
  });

  it("rest where somebody switched them off", () => {
    localStorage.setItem("shortcuts-off", "yes");
    press("e");
    localStorage.clear();
    expect(pressed).not.toHaveBeenCalled();
  });

  it("leave other keys alone", () => {
    const event = new KeyboardEvent("keydown", { key: "x", bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });
});
