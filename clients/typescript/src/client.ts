// The client: the resources of a workspace's API.

import { Campaigns } from "./campaign.js";
import { Contacts } from "./contacts.js";
import { Events } from "./events.js";
import { Imports } from "./imports.js";
import { Segments } from "./segments.js";
import { Templates } from "./templates.js";
import { Tenant } from "./tenant.js";
import { Transport, type ClientOptions } from "./transport.js";

/** A workspace's API. Calls wait 30 seconds for an answer and are repeated up to three times, after 1, 2 and 4 seconds
 * or when the server says so, on 429, 5xx and network errors. */
export class Client {
  readonly baseUrl: string;
  readonly campaign: Campaigns;
  readonly contacts: Contacts;
  readonly events: Events;
  readonly imports: Imports;
  readonly segments: Segments;
  readonly templates: Templates;

  constructor(options: ClientOptions = {}) {
    const transport = new Transport(options);
    const tenant = new Tenant(transport);
    this.baseUrl = transport.baseUrl;
    this.campaign = new Campaigns(transport, tenant);
    this.contacts = new Contacts(tenant);
    this.events = new Events(tenant);
    this.imports = new Imports(tenant);
    this.segments = new Segments(tenant);
    this.templates = new Templates(tenant);
  }
}
