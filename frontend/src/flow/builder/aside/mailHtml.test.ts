// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { withoutStyles } from "./mailHtml";

const body = (html: string): string => /<body>([\s\S]*)<\/body>/.exec(withoutStyles(html).html)?.[1] ?? "";

describe("withoutStyles", () => {
  it("sets styles aside, and nothing that merely looks like one", () => {
    expect(body(`<p style="color: red" title=' style="x"'>a style="b"</p>`)).toBe(
      `<p data-fb-style="color: red" title=" style=&quot;x&quot;">a style="b"</p>`,
    );
  });

  it("takes style sheets out, but not those for one mail program", () => {
    const mail = withoutStyles(`<style>p { color: red }</style><!--[if mso]><style>p { color: blue }</style><![endif]--><p>a</p>`);
    expect(mail.sheets).toEqual(["p { color: red }"]);
    expect(mail.html).not.toContain("style");
  });

  it("leaves nothing that is run, sent or fetched from elsewhere", () => {
    expect(
      body(
        `<script>a()</script><form action="/x"></form><a href="https://example.com" onclick="a()">link</a>` +
          `<img src="https://example.com/a.png"><img src="/media/b.png"><img src="data:image/png;base64,AA">`,
      ),
    ).toBe(`<a>link</a><img><img src="/media/b.png"><img src="data:image/png;base64,AA">`);
  });
});
