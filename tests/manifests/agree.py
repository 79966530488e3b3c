#!/usr/bin/env python3
"""Holds docs/challenge.schema.json against cases.json, the table that the loader is tested with.

    agree.py schema     the schema is one
    agree.py verdicts   loader and schema refuse the same manifests, but for rows marked "alone"
    agree.py keys       both know the same keys, and every key has a row that is refused
    agree.py shipped    the schema accepts the manifests given
"""
import json
import re
import sys

import jsonschema

UNKNOWN = "qqqqqqqq"


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


SCHEMA = read("docs/challenge.schema.json")
ROWS = read("tests/manifests/cases.json")
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def manifest_of(row):
    with open("tests/manifests/%s.json" % row["base"], encoding="utf-8") as file:
        text = file.read()
    return json.loads(text.replace(row["old"], row["new"], 1) if "old" in row else text)


def faults_of_verdicts():
    for row in ROWS:
        expected = row["says"] is None or row.get("alone", False)
        if VALIDATOR.is_valid(manifest_of(row)) != expected:
            yield "the schema %s, the loader says %s: %s -> %s" % (
                "refuses" if expected else "accepts",
                row["says"],
                row.get("old"),
                row.get("new"),
            )


def objects_of(node, path=""):
    """Every object of the schema as (path without indexes, keys, required keys)."""
    while "$ref" in node:
        target = SCHEMA
        for part in node["$ref"].split("/")[1:]:
            target = target[part]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    if "properties" in node:
        yield path, set(node["properties"]), set(node.get("required", []))
        for key, child in node["properties"].items():
            if isinstance(child, dict):
                yield from objects_of(child, path + "." + key if path else key)
    for child in node.get("prefixItems", []) + ([node["items"]] if "items" in node else []):
        yield from objects_of(child, path)


def faults_of_keys():
    said, unknown, missing = set(), {}, set()
    for row in ROWS:
        if row["says"] is None:
            continue
        place, message = re.fullmatch(
            r"f\.json: (?:([A-Za-z_.\[\]0-9]+): )?(.*)", row["says"], re.DOTALL
        ).groups()
        place = re.sub(r"\[\d+\]", "", place or "")
        said.add(place)
        if match := re.match("the key '([^']*)' is missing", message):
            missing.add((place, match[1]))
        if message.startswith("unknown key '%s'; expected one of " % UNKNOWN):
            unknown.setdefault(place, set(re.findall("'([^']*)'", message)[1:]))
    for path, keys, required in objects_of(SCHEMA):
        name = path or "the manifest"
        if unknown.get(path) != keys:
            yield "%s: the loader knows %s, the schema %s" % (name, unknown.get(path), keys)
        for key in keys:
            if (path + "." + key if path else key) not in said:
                yield "%s: no row has a bad value of '%s'" % (name, key)
        for key in required:
            if (path, key) not in missing:
                yield "%s: no row leaves '%s' out" % (name, key)


def faults_of_shipped(paths):
    for path in paths:
        for fault in VALIDATOR.iter_errors(read(path)):
            yield "%s: %s" % (path, fault.message)


def main():
    check = sys.argv[1]
    if check == "schema":
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        return 0
    faults = {
        "verdicts": faults_of_verdicts,
        "keys": faults_of_keys,
        "shipped": lambda: faults_of_shipped(sys.argv[2:]),
    }[check]()
    count = 0
    for fault in faults:
        print(fault)
        count += 1
    return 1 if count else 0


sys.exit(main())
