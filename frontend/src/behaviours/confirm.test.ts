// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from "vitest";
import { askBeforeSubmit } from "./confirm";

describe("a form that asks", () => {
  const asked: [string, string][] = [];
  let answer: (yes: boolean) => void = () => undefined;
  let sent: string[] = [];
  askBeforeSubmit(document, (question, yes) => {
    asked.push([question, yes]);
    return new Promise((resolve) => (answer = resolve));
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sent.push(event.submitter?.id ?? "");
    event.preventDefault();
  });

  const press = (id: string): void => document.getElementById(id)?.click();
  const reply = async (yes: boolean): Promise<void> => {
    answer(yes);
    await Promise.resolve();
  };

  beforeEach(() => {
    asked.length = 0;
    sent = [];
    document.body.innerHTML =
      '<form data-confirm="Delete it?"><button id="a"> Delete\n <span>it</span></button>' +
      '<button id="b" data-confirm="Begin?">Begin</button></form><form><button id="c">Save</button></form>';
  });

  it("is sent by a yes, by the button that was pressed", async () => {
    press("a");
    expect([asked, sent]).toEqual([[["Delete it?", "Delete it"]], []]);
    await reply(true);
    expect(sent).toEqual(["a"]);
    press("b");
    expect(asked[1]).toEqual(["Begin?", "Begin"]);
    await reply(false);
    press("c");
    expect(sent).toEqual(["a", "c"]);
  });

  it("is sent also when the page has put a newer one in its place meanwhile", async () => {
    press("a");
    document.body.innerHTML = "";
    await reply(true);
    expect(sent).toEqual(["a"]);
  });
});
