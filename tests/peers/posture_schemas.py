"""Posture reports against the schemas of their formats: SARIF 2.1.0 as OASIS publishes it, and our own
document of the wire.

posture_schemas.py OPENAPI SARIF_REPORT JSON_REPORT

Prints {"sarif": [what is wrong, …], "json": […]}.

sarif-schema-2.1.0.json beside this file is OASIS's schema (https://github.com/oasis-tcs/sarif-spec,
Schemata/sarif-schema-2.1.0.json) in JSON Schema draft 7, as the crate serde-sarif 0.8.0 brings it along.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker


def problems(validator, report):
    def words(error):
        return f"{'/'.join(map(str, error.absolute_path))}: {error.message}"[:300]

    return sorted(words(error) for error in validator.iter_errors(report))


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def main(openapi, sarif_report, json_report):
    sarif = read(Path(__file__).with_name("sarif-schema-2.1.0.json"))
    Draft7Validator.check_schema(sarif)
    document = read(openapi)
    # References of the document point into it, so all of it is the schema.
    own = document | {"$ref": "#/components/schemas/PostureReport"}
    formats = FormatChecker()
    found = {
        "sarif": problems(Draft7Validator(sarif, format_checker=formats), read(sarif_report)),
        "json": problems(Draft202012Validator(own, format_checker=formats), read(json_report)),
    }
    print(json.dumps(found))


main(*sys.argv[1:])
