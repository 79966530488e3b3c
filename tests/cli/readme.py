"""Runs the ```console blocks of a Markdown file and compares their output; see readme.bats."""
import re
import subprocess
import sys


def blocks(text):
    """Yields (command, expected output) in order."""
    for block in re.findall(r"^```console\n(.*?)^```", text, re.S | re.M):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, expected = part.partition("\n")
            yield command, expected


def pattern(expected):
    """A regular expression for the expected output."""
    pieces = [normal(piece) for piece in re.split(r"\.\.\.(?=\n|$)", expected)]
    return ".*".join(re.escape(piece) for piece in pieces)


def normal(text):
    """Numbers, identifiers, units of time and white space made equal."""
    text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f]{4}[0-9a-f-]*\b", "ID", text)
    text = re.sub(r"[0-9]+([.:,-][0-9]+)*( [0-9]{2}:[0-9]{2})?", "N", text)
    text = re.sub(r"\bN (ms|us|s)\b", "N s", text)
    text = re.sub(r"\bN (B|KiB|MiB|GiB)\b", "N B", text)
    return re.sub(r"\s+", " ", text).strip()


def main():
    readme, folder = sys.argv[1:]
    failures = 0
    for command, expected in blocks(open(readme, encoding="utf-8").read()):
        run = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True,
                             timeout=120, check=False)
        got = normal(run.stdout)
        if not re.fullmatch(r"\s*" + pattern(expected) + r"\s*", got, re.S):
            failures += 1
            print(f"$ {command}\nexpected:\n{expected}\ngot (status {run.returncode}):\n"
                  f"{run.stdout}{run.stderr}")
    return 1 if failures else 0


sys.exit(main())
