#!/usr/bin/env bats
# The JSON Schema of the manifest says what the loader says: both are held to one table.

agree() {
	PYTHONDONTWRITEBYTECODE=1 python3 tests/manifests/agree.py "$@"
}

@test "the schema of the manifest is a JSON Schema 2020-12" {
	agree schema
}

@test "loader and schema refuse the same manifests" {
	agree verdicts
}

@test "loader and schema know the same keys, and each is tried with a bad value" {
	agree keys
}

@test "the schema accepts every manifest that ships" {
	agree shipped challenges/*/challenge.json
}
