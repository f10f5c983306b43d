import { describe, expect, it, vi } from "vitest";
import { createClient } from "./client";
import { Conflict, DraftChanged, Forbidden, Invalid, isPassing, NotFound, Offline, ServerError, SignedOut } from "./errors";
import type { Draft } from "./types";

const FLOW = { nodes: [], edges: [] };
const DRAFT: Draft = {
  workflow: FLOW,
  revision: 4,
  isDraft: true,
  liveVersion: null,
  updatedAt: "2026-01-05T10:00:00Z",
  updatedBy: null,
  status: "DRAFT",
  pauseReason: null,
  issues: [],
  names: {},
  permissions: { edit: true, publish: true },
};

function answering(status: number, body: unknown = null, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response(text, { status, headers })));
  return { fetch, client: createClient({ base: "/api/workspaces/acme/", csrf: "token", fetch }) };
}

async function refused(status: number, body: unknown = null, headers = {}): Promise<unknown> {
  const { client } = answering(status, body, headers);
  return client.draft("cmp_1").then(
    () => "answered",
    (error: unknown) => error,
  );
}

describe("the client", () => {
  it("saves a draft with its revision and token", async () => {
    const { client, fetch } = answering(200, DRAFT);
    expect(await client.saveDraft("cmp_1", FLOW, 3)).toEqual(DRAFT);
    const [url, request] = fetch.mock.calls[0] ?? [];
    expect(url).toBe("/api/workspaces/acme/campaigns/cmp_1/draft");
    expect(request).toMatchObject({
      method: "PUT",
      body: JSON.stringify({ workflow: FLOW }),
      headers: { "If-Match": '"3"', "X-CSRFToken": "token", "Content-Type": "application/json" },
    });
  });

  it("sends no token and no empty parameters with a question", async () => {
    const { client, fetch } = answering(200, []);
    await client.liveCounts("cmp_1", { from: "2026-01-01", to: "" });
    const [url, request] = fetch.mock.calls[0] ?? [];
    expect(url).toBe("/api/workspaces/acme/campaigns/cmp_1/liveCounts?from=2026-01-01");
    expect(request?.headers).toEqual({ Accept: "application/json" });
  });

  it("asks for the token anew each time where it is a function", async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response("{}")));
    const tokens = ["first", "second"];
    const client = createClient({ base: "/", csrf: () => tokens.shift() ?? "", fetch });
    await client.launch("c", 7);
    await client.launch("c", 7);
    expect(fetch.mock.calls.map(([, request]) => new Headers(request?.headers).get("X-CSRFToken"))).toEqual(["first", "second"]);
  });
});

describe("errors", () => {
  it.each([
    [401, { error: "authentication_required" }, SignedOut],
    [403, { error: "csrf_failed" }, SignedOut],
    [403, { error: "permission_denied" }, Forbidden],
    [404, { error: "not_found" }, NotFound],
    [409, { error: "conflict" }, Conflict],
    [428, { error: "precondition_required" }, Invalid],
    [429, { error: "rate_limit" }, ServerError],
    [503, "not json", ServerError],
  ])("turns %i %j into its class", async (status, body, kind) => {
    expect(await refused(status, body)).toBeInstanceOf(kind);
  });

  it("carries what somebody else saved", async () => {
    const error = await refused(412, { error: "draft_changed", message: "Ada saved first.", current: DRAFT });
    expect(error).toBeInstanceOf(DraftChanged);
    expect(error).toMatchObject({ message: "Ada saved first.", current: DRAFT });
  });

  it("carries where the body is wrong, and leaves out what is no detail", async () => {
    const detail = { field: "workflow.nodes[0].config.weight", message: "must be a number" };
    expect(await refused(400, { error: "invalid", message: "No.", details: [detail, 7] })).toMatchObject({
      message: "No.",
      details: [detail],
    });
  });

  it("reads how long to wait", async () => {
    expect(await refused(429, { error: "x" }, { "Retry-After": "7" })).toMatchObject({ retryAfter: 7 });
  });

  it("says offline when no answer comes, and that this may pass", async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.reject(new TypeError("Failed to fetch")));
    const error: unknown = await createClient({ base: "/", csrf: "", fetch }).draft("c").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Offline);
    expect([isPassing(error), isPassing(new Invalid("no", 400))]).toEqual([true, false]);
  });

  it("lets the caller's own abort through", async () => {
    const stop = new AbortController();
    const fetch = vi.fn<typeof globalThis.fetch>((_, request) => {
      stop.abort();
      return Promise.reject(request?.signal?.reason as Error);
    });
    const error: unknown = await createClient({ base: "/", csrf: "", fetch })
      .estimate("c", stop.signal)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "AbortError" });
  });
});
