// @vitest-environment jsdom
import { expect, it } from "vitest";
import { htmlOf, nodesOf } from "./richText";

function through(html: string): string {
  const box = document.createElement("div");
  box.replaceChildren(nodesOf(html, document));
  return htmlOf(box);
}

it("keeps what mails may hold", () => {
  const html = '<p>Hello <b>you</b><br><a href="https://e.com/?a=1&amp;b=2">there</a></p><ul><li>1</li></ul>';
  expect(through(html)).toBe(html);
  expect(through('<p style="text-align: center;">x</p>')).toBe('<p style="text-align: center;">x</p>');
});

it("takes out what they may not", () => {
  expect(through('<div onclick="x()">a<script>1</script><img src="x"><font>b</font></div>')).toBe("<p>ab</p>");
  expect(through('<a href="javascript:alert(1)">x</a>')).toBe("<a>x</a>");
  expect(through("<h2>Title</h2>")).toBe("<p>Title</p>");
});

it("leaves Liquid as it was written", () => {
  const html = '<p>{% if contact.score > 3 %}{{ contact.first_name | default: "you" }}{% endif %}</p>';
  expect(through(html)).toBe(html);
});

it("stores nothing where nothing can be read", () => {
  expect(through("<p><br></p>")).toBe("");
});
