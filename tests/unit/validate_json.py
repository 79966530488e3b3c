#!/usr/bin/env python3
"""Validates a document by a JSON Schema: validate_json.py DOCUMENT SCHEMA [REFERENCED-SCHEMA]...

Stricter than the schema for readers, who pass over keys that they do not know: here a key that the
schema does not describe is an error, so that documents and schema cannot drift apart.
"""
import json
import sys
import warnings

import jsonschema

# Its successor is not in the jsonschema of Debian 12.
warnings.filterwarnings("ignore", message="jsonschema.RefResolver is deprecated")


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def forbid_undescribed(node):
    if isinstance(node, list):
        for child in node:
            forbid_undescribed(child)
    elif isinstance(node, dict):
        if node.get("type") == "object" and "properties" in node:
            node["additionalProperties"] = False
        for child in node.values():
            forbid_undescribed(child)


document = load(sys.argv[1])
schemas = [load(path) for path in sys.argv[2:]]
for schema in schemas:
    jsonschema.Draft202012Validator.check_schema(schema)
    forbid_undescribed(schema)
resolver = jsonschema.RefResolver.from_schema(
    schemas[0], store={schema["$id"]: schema for schema in schemas if "$id" in schema}
)
errors = list(jsonschema.Draft202012Validator(schemas[0], resolver=resolver).iter_errors(document))
for error in errors:
    print(f"{sys.argv[1]}: {error.json_path}: {error.message}", file=sys.stderr)
sys.exit(1 if errors else 0)
