// Whether a call of a webhook endpoint comes from Campanile: the signatures of Standard Webhooks, by Web Crypto.

import { WebhookRefused } from "./errors.js";

const PREFIX = "whsec_";
/** Seconds between the signature and now: what is older may have been overheard. */
const TOLERANCE = 300;

/** What an endpoint is told. `id` is the same for every attempt, replay and endpoint; `data` depends on the `type`. */
export interface WebhookEvent {
  id: string;
  type: string;
  timestamp: string;
  workspace_id: string;
  data: Record<string, unknown>;
}

/** Headers as fetch has them, or as Node does. */
export type WebhookHeaders = Headers | Record<string, string | string[] | undefined>;

/**
 * The event of a call, of which `payload` is the body as it came, before anything has read it.
 *
 * `secret` is the endpoint's (`whsec_…`), or several of which one has signed. Throws WebhookRefused for a call that is not
 * Campanile's, or was signed more than `tolerance` seconds ago (or ahead), and TypeError for what is no secret.
 */
export async function verifyWebhook(
  payload: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  { tolerance = TOLERANCE }: { tolerance?: number } = {},
): Promise<WebhookEvent> {
  const [id, stamp, signatures] = ["id", "timestamp", "signature"].map((name) => headerOf(headers, `webhook-${name}`));
  if (id === undefined || stamp === undefined || signatures === undefined) {
    throw new WebhookRefused("a header of webhook-id, webhook-timestamp and webhook-signature is missing");
  }
  if (!/^[0-9]+$/.test(stamp) || Math.abs(Date.now() / 1000 - Number(stamp)) > tolerance) {
    throw new WebhookRefused("the time of the signature is not now");
  }
  const body = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const signed = joined(new TextEncoder().encode(`${id}.${stamp}.`), body);
  const given = signatures.split(" ").filter((each) => each.startsWith("v1,")).map((each) => bytesOf(each.slice(3)));
  let ours = false;
  for (const each of typeof secret === "string" ? [secret] : secret) {
    const key = await keyOf(each);
    for (const signature of given) {
      if (signature !== undefined && (await crypto.subtle.verify("HMAC", key, signature, signed))) ours = true;
    }
  }
  if (!ours) throw new WebhookRefused("no signature is by this secret");
  return eventOf(id, new TextDecoder().decode(body));
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
  return Array.isArray(found) ? found.join(" ") : found;
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = secret.startsWith(PREFIX) ? bytesOf(secret.slice(PREFIX.length)) : undefined;
  // The message holds nothing of it.
  if (!bytes?.length) throw new TypeError("a secret of an endpoint begins with whsec_ and goes on in base64");
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

function eventOf(id: string, text: string): WebhookEvent {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    throw new WebhookRefused("the body is no event");
  }
  const event = said as Partial<Record<keyof WebhookEvent, unknown>> | null;
  const texts = [event?.type, event?.timestamp, event?.workspace_id];
  if (texts.some((each) => typeof each !== "string") || typeof event?.data !== "object" || event.data === null) {
    throw new WebhookRefused("the body is no event");
  }
  return { ...(event as WebhookEvent), id };
}
