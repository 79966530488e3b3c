#!/usr/bin/env python3
"""clean.py FORMAT FILE: a report holds no control byte, is UTF-8, and none of its lines is one that
a candidate may have wished for."""
import re
import sys

FORGED = re.compile(
    r"^\s*(::(stop-commands|add-mask|error file=x)|##(vso|teamcity|\[)|TAP version 14.|1\.\.99|ok 99|Bail out! forged"
    r"|# Subtest: x|EOF$|ghadelimiter|```|<script|\| a \||\[click)"
)
# Characters that hide text or turn its direction, and those that XML does not know.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")

form, path = sys.argv[1:]
with open(path, "rb") as file:
    text = file.read().decode("utf-8", "strict")
found = HIDDEN.search(text)
if found and not (form == "text" and found.group() == "\ufffe"):
    sys.exit(f"{path}: character U+{ord(found.group()):04X}")
for number, line in enumerate(text.split("\n"), 1):
    if FORGED.search(line):
        sys.exit(f"{path}:{number}: forged line: {line[:200]}")
    if form == "github" and not re.match(r"^$|^::(error|warning) file=[^:]*::|^::notice title=[^:]*::", line):
        sys.exit(f"{path}:{number}: no annotation of ours: {line[:200]}")
    if form in ("markdown",) and re.search(r"</?(b|script)>|\]\(http", line):
        sys.exit(f"{path}:{number}: markup of a candidate: {line[:200]}")
    if form.startswith("junit") and "<![CDATA[" in line:
        sys.exit(f"{path}:{number}: CDATA")
