import { describe, expect, it } from "vitest";
import { itemsOf, propertiesOf, type Json, type Property } from "../../inputs/schema";
import { NODE_SCHEMAS } from "./schemas";
import { EDITORS, widgetOf } from "./widgets";

/** Every property of a config, those of its parts included. */
function all(schema: Json, path: string): [string, Property][] {
  return propertiesOf(schema).flatMap((property) => {
    const own: [string, Property] = [`${path}.${property.name}`, property];
    if (widgetOf(property) !== undefined) return [own];
    const inner = property.shape === "objects" ? itemsOf(property.schema) : property.schema;
    return [own, ...all(inner, own[0])];
  });
}

const PROPERTIES = NODE_SCHEMAS.flatMap((schema) => all(schema.config, schema.key));

describe("every property of every node type", () => {
  it.each(PROPERTIES)("%s has an input", (_, property) => {
    if (property.editor !== null) expect(Object.keys(EDITORS)).toContain(property.editor);
    if (widgetOf(property) === undefined) expect(["object", "objects"]).toContain(property.shape);
    // JSON is nobody's language but a webhook's: any other property that would fall back to it needs an input of its own.
    if (property.shape === "unknown") expect(property.editor).not.toBe(null);
  });

  it.each(PROPERTIES)("%s is labelled in words", (_, property) => {
    expect(property.title).toMatch(/^[A-Z][^_]*$/);
    expect(property.help).not.toMatch(/null|RFC|IANA/);
  });
});
