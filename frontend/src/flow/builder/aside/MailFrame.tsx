// A mail's HTML in a frame of its own: no scripts, no forms, no foreign pictures. The page's policy, which the frame
// inherits, forbids styles inside HTML; they are taken out beforehand and put back by script, which it allows.

import { useCallback, useMemo } from "react";
import { withoutStyles } from "./mailHtml";

export function MailFrame({ html, title }: { readonly html: string; readonly title: string }) {
  const mail = useMemo(() => withoutStyles(html), [html]);
  const loaded = useCallback(
    (frame: HTMLIFrameElement | null) => {
      if (frame === null) return undefined;
      const dress = (): void => {
        const view = frame.contentWindow;
        const page = frame.contentDocument;
        if (view === null || page === null) return;
        page.adoptedStyleSheets = mail.sheets.map((css) => {
          const sheet = new (view as typeof window).CSSStyleSheet();
          sheet.replaceSync(css);
          return sheet;
        });
        for (const element of page.querySelectorAll<HTMLElement>("[data-fb-style]")) {
          element.style.cssText = element.dataset["fbStyle"] ?? "";
        }
      };
      frame.addEventListener("load", dress);
      return () => frame.removeEventListener("load", dress);
    },
    [mail],
  );
  return <iframe ref={loaded} className="fb-mail" title={title} sandbox="allow-same-origin" srcDoc={mail.html} />;
}
