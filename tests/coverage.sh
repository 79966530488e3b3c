#!/usr/bin/env bash
# Prints line coverage from a COVERAGE=1 build after its tests have run: a row a file, then the sum
# of each layer.
set -eu
build=$1
cd "$(dirname "$0")/.."
find "$build/sandbox" "$build/runner" -name '*.gcda' -print0 |
	xargs -0 gcov --stdout --json-format 2>/dev/null |
	python3 -c '
import json, sys
lines = {}
for document in sys.stdin:
    document = document.strip()
    if not document.startswith("{"):
        continue
    for file in json.loads(document)["files"]:
        name = file["file"]
        if not name.startswith(("runner/", "sandbox/")):
            continue
        for line in file["lines"]:
            key = (name, line["line_number"])
            lines[key] = max(lines.get(key, 0), line["count"])
rows = {}
for (name, _), count in lines.items():
    total, hit = rows.get(name, (0, 0))
    rows[name] = (total + 1, hit + (count > 0))
for name in sorted(rows):
    total, hit = rows[name]
    print(f"{name:<44} {hit:5} of {total:5}  {100 * hit / total:5.1f} %")
for layer in ("sandbox/", "runner/"):
    total = sum(t for n, (t, h) in rows.items() if n.startswith(layer))
    hit = sum(h for n, (t, h) in rows.items() if n.startswith(layer))
    if total:
        print(f"{layer:<44} {hit:5} of {total:5}  {100 * hit / total:5.1f} %")
'
