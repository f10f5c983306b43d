// The schemas of the parts of an e-mail that are no blocks, with the words of their forms.

import type { Json } from "../../inputs/input";

const object = (properties: Json, required: readonly string[] = []): Json => ({ type: "object", properties, required });

export const LINES: Json = object(
  {
    subject: { type: "string", title: "Subject", maxLength: 500, "x-editor": "liquid", "x-lines": 1 },
    preheader: {
      type: "string", title: "Preview text", maxLength: 500, "x-editor": "liquid", "x-lines": 1,
      description: "What mail programs show after the subject in their list.",
    },
  },
  ["subject"],
);

const source = (name: string, title: string, description: string): Json =>
  object({ [name]: { type: "string", title, maxLength: 200_000, "x-editor": "code", description } }, [name]);

export const SOURCE = {
  mjml: source("mjml", "MJML", "Becomes responsive HTML on the server."),
  html: source("html", "HTML", "It is cleaned: what mail doesn’t need is dropped."),
  text: object({
    text: {
      type: "string", title: "Plain text", maxLength: 200_000, "x-editor": "code",
      description: "For programs that show no HTML. Made from the mail when left empty.",
    },
  }),
} as const;
