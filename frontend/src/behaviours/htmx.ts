// How htmx behaves on our pages: nothing inline, nothing evaluated, nothing from elsewhere, no polling unseen.

/** Settings that let htmx work under a content security policy without unsafe-inline and unsafe-eval. */
export const settingsUnderPolicy = {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  scrollIntoViewOnBoost: false,
};

/** Cancels the timed requests of elements marked data-poll while their tab is hidden. */
export function pausePollingWhenHidden(page: Document): void {
  page.addEventListener("htmx:beforeRequest", (event) => {
    const polls = event.target instanceof Element && event.target.hasAttribute("data-poll");
    if (polls && page.hidden) event.preventDefault();
  });
}
