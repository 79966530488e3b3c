#!/usr/bin/env python3
"""steps.py FILE WHAT: the shell of a CI file, taken from the file itself.

  steps.py action.yml env NAME       the environment of a step as NAME=EXPRESSION lines
  steps.py action.yml run NAME       the shell of a step
  steps.py action.yml inputs         NAME=DEFAULT lines
  steps.py gitlab-ci.yml JOB KEY     the lines of before_script or script; variables as NAME=VALUE
  steps.py Jenkinsfile sh            the shell of the one sh step
  steps.py FILE expressions          every ${{ }} that stands inside a run:
"""
import re
import sys

import yaml


def step_of(document, name):
    return next(step for step in document["runs"]["steps"] if step["name"] == name)


def runs(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "run":
                yield value
            else:
                yield from runs(value)
    elif isinstance(node, list):
        for value in node:
            yield from runs(value)


path, what, *rest = sys.argv[1:]
text = open(path, encoding="utf-8").read()
if path.endswith("Jenkinsfile"):
    print(re.search(r"sh '''\n(.*?)'''", text, re.S).group(1))
    sys.exit()
document = yaml.safe_load(text)
if what == "env":
    for key, value in step_of(document, rest[0]).get("env", {}).items():
        print(f"{key}={value}")
elif what == "run":
    print(step_of(document, rest[0])["run"])
elif what == "inputs":
    for name, value in document["inputs"].items():
        print(f"{name}={value.get('default', '')}")
elif what == "expressions":
    for run in runs(document):
        for expression in re.findall(r"\$\{\{.*?\}\}", run):
            print(expression)
else:
    value = document[what][rest[0]]
    if isinstance(value, dict):
        for key, entry in value.items():
            print(f"{key}={entry}")
    else:
        print("\n".join(value))
