"""The keys that a JSON Schema of ours describes, one a line, as the manual's pages of section 5 write
them: behind that of their object and a dot, [] for each element of a list."""

import json
import sys


def resolve(root, node):
    if "$ref" not in node or not node["$ref"].startswith("#/$defs/"):
        return node
    return {**root["$defs"][node["$ref"].removeprefix("#/$defs/")], **node}


def walk(root, node, path, keys):
    node = resolve(root, node)
    for key, value in node.get("properties", {}).items():
        if value is False:
            continue
        inner = f"{path}.{key}" if path else key
        keys.add(inner)
        walk(root, value, inner, keys)
    elements = node.get("prefixItems", []) + ([node["items"]] if "items" in node else [])
    for element in elements:
        walk(root, element, f"{path}[]", keys)


schema = json.load(open(sys.argv[1]))
found = set()
walk(schema, schema, "", found)
print(*sorted(found), sep="\n")
