"""The TypeScript types of the Workspace API, made of whatever its description may hold."""

from scripts import api_types


def test_what_a_description_may_hold():
    reference = {"$ref": "#/components/schemas/Thing"}
    thing = {
        "type": "object",
        "description": "A thing\nof ours.\n\nMore of it.",
        "properties": {
            "id": {"type": "string", "description": "Its */ key."},
            "inner": {"oneOf": [{"$ref": "#/components/schemas/Kind"}, {"type": "null"}]},
            "some-name": {"type": ["integer", "null"]},
            "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
            "free": {"type": "object", "additionalProperties": {}},
            "many": {"type": "array", "items": {"$ref": "#/components/schemas/Kind"}},
            "maybe": {"type": "array", "items": {"type": ["string", "null"]}},
            "both": {"allOf": [{"$ref": "#/components/schemas/Kind"}]},
            "flow": {"title": "Flow", "type": "object", "properties": {}},
            "anything": {},
            "parts": {"type": "object", "properties": {"on": {"type": "boolean"}}, "required": ["on"]},
        },
        "required": ["id", "inner"],
    }
    description = {
        "paths": {
            "/api/workspaces/{id}/things": {"get": {"answer": reference}},
            "/api/v1/tenant/things": {"get": {"answer": {"$ref": "#/components/schemas/Theirs"}}},
        },
        "components": {
            "schemas": {
                "Thing": thing,
                "Kind": {"enum": ["a", "b"], "type": "string", "description": "* `a` - A\n* `b` - B"},
                "Theirs": {"type": "object", "properties": {}},
            }
        },
    }
    assert (
        api_types.types_text(description).partition('document";\n')[2]
        == """
export type Kind = "a" | "b";

/** A thing of ours. */
export interface Thing {
  /** Its * / key. */
  readonly id: string;
  readonly inner: Kind | null;
  readonly "some-name"?: number | null;
  readonly counts?: Readonly<Record<string, number>>;
  readonly free?: Readonly<Record<string, unknown>>;
  readonly many?: readonly Kind[];
  readonly maybe?: readonly (string | null)[];
  readonly both?: Kind;
  readonly flow?: FlowDocument;
  readonly anything?: unknown;
  readonly parts?: {
    readonly on: boolean;
  };
}
"""
    )
