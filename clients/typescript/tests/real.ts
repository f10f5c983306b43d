// Scenarios against the running server.

import { ApiError, AuthError, CampanileError, Client } from "../src/index.js";
import { all, thrown } from "./helpers.js";

const VIPS = { condition: "AND", rules: [{ type: "tag", operator: "has", value: "vip" }] };

export const realServer = {
  async contacts() {
    const client = new Client();
    const made = await client.contacts.upsert({ email: "grace@example.com", tags: ["vip"], attributes: { plan: "pro" } });
    const again = await client.contacts.upsert({ email: "grace@example.com", last_name: "Hopper" });
    const changed = await client.contacts.update(made.id, { first_name: "Grace", score: 7 });
    const taken = await client.contacts.bulk([{ email: "ada@example.com", score: 3 }, { email: "no address" }]);
    const said = await client.contacts.setConsent(made.id, [{ channel: "email", state: "granted" }], { source: "checkout" });
    const walked = await all(client.contacts.iter({ limit: 1 }));
    const ada = taken.contacts[0]?.id ?? "";
    await client.contacts.merge(ada, made.id);
    const merged = await client.contacts.get(made.id);
    const exported = await client.contacts.export(ada);
    await client.contacts.erase(ada);
    const gone = await thrown(() => client.contacts.get(ada));
    return {
      outcomes: [made.outcome, again.outcome],
      changed: [changed.first_name, changed.last_name, changed.score, changed.attributes],
      taken: [taken.created, taken.updated, taken.refused, taken.contacts[1]?.errors[0]?.field],
      consent: said.consents.map((each) => [each.channel, each.message_type, each.state]),
      walked: walked.length,
      merged: merged.id === ada,
      exported: Object.keys(exported).includes("events"),
      gone: gone instanceof ApiError && [gone.statusCode, gone.code, gone.requestId?.startsWith("req_")],
      left: (await client.contacts.list()).data.length,
    };
  },

  async events() {
    const client = new Client();
    const { cursor } = await client.events.arrived();
    const event = { name: "ordered", email: "ada@example.com", properties: { total: 49.9 }, key: "order-1" };
    const sent = await client.events.send({ ...event, occurred_at: new Date("2026-03-01T10:00:00Z") });
    const again = await client.events.send(event);
    const list = Array.from({ length: 1_203 }, (_, number) => ({ name: `step ${String(number)}`, external_id: "customer-17" }));
    const taken = await client.events.bulk([...list, { name: "lost", email: "nobody@example.com" }]);
    const refused = taken.events.filter((row) => row.outcome === "refused");
    const walked = await all(client.events.iter({ contact: "ada@example.com", name: "ordered" }));
    const arrived = await client.events.arrived({ cursor, limit: 2 });
    const named = await client.events.arrived({ cursor: arrived.cursor, name: "step 1202" });
    return {
      sent: [sent.outcome, sent.occurred_at, sent.properties],
      again: [again.outcome, again.id === sent.id],
      taken: [taken.recorded, taken.refused, taken.events.length],
      refused: refused.map((row) => [row.index, row.errors[0]?.field]),
      walked: walked.map((each) => each.key),
      arrived: [arrived.data.map((each) => each.name), arrived.hasMore],
      named: [named.data.map((each) => each.name), named.hasMore],
      got: (await client.events.get(sent.id)).name,
    };
  },

  async segments() {
    const client = new Client();
    const estimate = await client.segments.estimate(VIPS);
    const preview = await client.segments.preview(VIPS);
    const made = await client.segments.create({ name: "VIPs", rule: VIPS }, { idempotencyKey: "once" });
    const again = await client.segments.create({ name: "VIPs", rule: VIPS }, { idempotencyKey: "once" });
    const read = await client.segments.get(made.id);
    const renamed = await client.segments.update(made.id, { name: "Best" }, { base: read });
    const stale = await thrown(() => client.segments.update(made.id, { name: "Mine" }, { base: read }));
    const { data } = await client.segments.list();
    const untagged = await thrown(() => client.segments.update(made.id, { name: "Mine" }, { base: data[0] }));
    const twice = await client.segments.update(made.id, { name: "Best" }, { base: renamed });
    const lists = await client.segments.create({ name: "List", kind: "static" });
    const done = await client.segments.changeMembers(lists.id, { add: ["ada@example.com", "nobody@example.com"] });
    const members = await all(client.segments.iterMembers(lists.id));
    const kept = await thrown(() => client.segments.delete(made.id, { base: read }));
    await client.segments.delete(made.id, { base: twice });
    return {
      estimate,
      sample: preview.sample.map((each) => each.email),
      once: made.id === again.id,
      renamed: [renamed.name, twice.name],
      stale: [stale, kept].map((error) => error instanceof ApiError && error.statusCode),
      untagged: untagged instanceof CampanileError && untagged.message,
      done: [done.added, done.unknown],
      members: members.map((each) => each.email),
      left: (await all(client.segments.iter({ limit: 1 }))).map((each) => each.name),
    };
  },

  async templates() {
    const client = new Client();
    const content = { subject: "Hello {{firstName}}", html: "<p>Welcome!</p>" };
    const made = await client.templates.create({ name: "Welcome", content, message_type: "transactional" });
    const changed = await client.templates.update(made.id, { name: "Welcome!" }, { base: made });
    const stale = await thrown(() => client.templates.update(made.id, { name: "Mine" }, { base: made }));
    const rendered = await client.templates.preview(made.id, { contact: "ada@example.com" });
    const published = await client.templates.publish(changed.id);
    const versions = await client.templates.listVersions(made.id);
    return {
      stale: stale instanceof ApiError && stale.statusCode,
      subject: rendered.rendered["subject"],
      published: [published.state, published.version],
      versions: versions.data.map((each) => each.number),
      content: (await client.templates.getVersion(made.id, 1)).content?.["subject"],
      listed: (await all(client.templates.iter({ state: "PUBLISHED" }))).map((each) => each.name),
      archived: (await client.templates.archive(made.id)).state,
    };
  },

  async imports() {
    const client = new Client();
    const file = new Blob(["E-Mail,Vorname\ngrace@example.com,Grace\n"], { type: "text/csv" });
    const handedIn = await client.imports.create(file, "people.csv", { goal: "read", add_tags: ["new"] });
    const got = (await client.imports.get(handedIn.id)).filename;
    const cancelled = (await client.imports.cancel(handedIn.id)).state;
    const again = await thrown(() => client.imports.start(handedIn.id));
    return {
      handedIn: [handedIn.state, handedIn.add_tags],
      got,
      cancelled,
      refusedStart: again instanceof ApiError && again.statusCode,
      listed: (await all(client.imports.iter())).length,
      rows: (await client.imports.refused(handedIn.id)).rows,
    };
  },

  async campaigns() {
    const client = new Client();
    const campaign = await client.campaign.create({ name: "Q3 Re-engagement", channel_type: "email" });
    const message = { text: "Hi! Welcome to our service." };
    const base = { campaign_id: campaign._id, type: "message" };
    const touchpoint = await client.campaign.createTouchpoint({ ...base, name: "Welcome Message", message });
    const config = { duration: { value: 1, unit: "days" } };
    const wait = await client.campaign.createTouchpoint({ ...base, type: "wait", name: "A day", config });
    const change = { name: "Updated", message: { text: "Hi! Great to have you here." } };
    const updated = await client.campaign.updateTouchpoint(touchpoint._id, change);
    const told = await client.campaign.validateTouchpoint({ touchpoint_id: touchpoint._id });
    const walked = await all(client.campaign.iterTouchpoints({ campaign_id: campaign._id, limit: 1 }));
    await client.campaign.deleteTouchpoint(wait._id, { base: await client.campaign.getTouchpoint(wait._id) });
    const { data: campaigns } = await client.campaign.list();
    const document = await client.campaign.exportDocument(campaign._id);
    const copy = await client.campaign.importDocument({ ...document, name: "Copy" });
    await client.campaign.delete(copy.id);
    const answer = {
      copy: [copy.name, copy.status, document.name],
      campaign: [campaign.status, campaign.channel_type],
      updated: [updated.name, updated.message, (await client.campaign.getTouchpoint(touchpoint._id)).name],
      told: [told.valid, told.errors.length > 0],
      walked: walked.map((each) => each.name),
      left: (await client.campaign.listTouchpoints()).total,
      campaigns: campaigns.map((each) => each._id === campaign._id),
    };
    await client.campaign.delete(campaign._id);
    return { ...answer, gone: (await all(client.campaign.iter())).length };
  },

  async running() {
    const client = new Client();
    const [campaign] = (await client.campaign.list()).data;
    const id = campaign?._id ?? "";
    await client.campaign.start(id);
    const input = { contacts: [{ email: "ada@example.com" }] };
    const run = await client.campaign.trigger(id, input, { idempotencyKey: "order-1001" });
    const again = await client.campaign.trigger(id, input, { idempotencyKey: "order-1001" });
    const paused = await client.campaign.pause(id);
    const status = await client.campaign.status(id);
    const progress = await client.campaign.progress(id);
    const resumed = await client.campaign.resume(id);
    const refused = await thrown(() => client.campaign.resume(id));
    return {
      once: run.run_id === again.run_id,
      states: [run.status, paused, resumed],
      status: [status.status, status.executions.pending, status.holds.map((hold) => hold.kind)],
      progress: [progress.status, progress.executions.pending, progress.estimated_remaining_cost, progress.holds.length],
      refused: refused instanceof ApiError && [refused.statusCode, refused.code],
    };
  },

  async refusals() {
    const missing = await thrown(() => new Client().events.send({ name: "", email: "ada@example.com" }));
    const stranger = await thrown(() => new Client({ apiKey: "cmk_nobody_knows_this_key" }).contacts.list());
    return {
      missing: missing instanceof ApiError && [missing.statusCode, missing.details.map((each) => each.field)],
      stranger: stranger instanceof AuthError && stranger.statusCode,
    };
  },
};
