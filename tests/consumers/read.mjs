// read.mjs READER FILE SCHEMAS: reads a report as its consumers do and prints "PASSED FAILED".
import fs from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { parse } from "junit2json";
import { Parser } from "tap-parser";

const [reader, file, schemas] = process.argv.slice(2);
const text = fs.readFileSync(file, "utf8");

function fail(why) {
	console.error(`${file}: ${why}`);
	process.exit(1);
}

async function readJunit() {
	const root = await parse(text);
	if (!root) fail("no JUnit XML");
	const cases = (root.testsuite ?? []).flatMap((suite) => suite.testcase ?? []);
	const bad = cases.filter((test) => test.failure?.length || test.error?.length);
	const names = new Set(cases.map((test) => `${test.classname} ${test.name}`));
	if (names.size !== cases.length) fail("two test cases have one name");
	console.log(`${cases.length - bad.length} ${bad.length}`);
}

function readTap() {
	const parser = new Parser({ strict: true });
	const stray = [];
	parser.on("extra", (line) => stray.push(line));
	parser.on("complete", (results) => {
		if (results.bailout !== false) fail(`bailed out: ${results.bailout}`);
		if (stray.length > 0) fail(`stray line: ${stray[0]}`);
		const odd = results.failures.filter((failure) => failure.tapError);
		if (odd.length > 0) fail(`protocol: ${odd[0].tapError}`);
		console.log(`${results.pass} ${results.fail}`);
	});
	parser.end(text);
}

function readSchema(name) {
	const schema = JSON.parse(fs.readFileSync(path.join(schemas, name), "utf8"));
	const Validator = schema.$schema.includes("draft-04") ? AjvDraft04 : Ajv;
	const ajv = new Validator({ strict: false, allErrors: true });
	addFormats(ajv);
	const validate = ajv.compile(schema);
	if (!validate(JSON.parse(text))) fail(ajv.errorsText(validate.errors));
}

const readers = {
	junit: readJunit,
	tap: readTap,
	sarif: () => readSchema("sarif-2.1.0.schema.json"),
	ctrf: () => readSchema("ctrf.schema.json"),
};
try {
	await readers[reader]();
} catch (error) {
	fail(error.message);
}
