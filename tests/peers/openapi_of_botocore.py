"""Compares docs/openapi.json with botocore's model of CloudHSM v2, operation by operation.

Prints one JSON document: {"operations": how many, "differences": [what differs]}
"""

import json
import sys

import botocore.session

document = json.load(open(sys.argv[1], encoding="utf-8"))
model = botocore.session.get_session().get_service_model("cloudhsmv2")
differences = []

TYPES = {
    "structure": "object",
    "map": "object",
    "list": "array",
    "string": "string",
    "integer": "integer",
    "boolean": "boolean",
    "timestamp": "number",
}
# What only says how long or of which letters something may be.
LIMITS = {
    "string": {"min": "minLength", "max": "maxLength"},
    "list": {"min": "minItems", "max": "maxItems"},
    "integer": {"min": "minimum", "max": "maximum"},
}


def resolved(schema):
    """The schema itself: behind references, and without `null`."""
    while True:
        if "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        elif "anyOf" in schema:
            schema = next(it for it in schema["anyOf"] if it.get("type") != "null")
        else:
            return schema


def compare(path, schema, shape, is_input):
    schema = resolved(schema)
    types = schema.get("type")
    if TYPES[shape.type_name] not in (types if isinstance(types, list) else [types]):
        differences.append(f"{path}: {types} is not {shape.type_name}")
        return
    if is_input:
        for limit, name in LIMITS.get(shape.type_name, {}).items():
            # A pattern can say it too, and that of an empty text says nothing.
            if shape.metadata.get(limit, 0) != schema.get(name, 0) and name != "minLength":
                differences.append(f"{path}: {name} is {schema.get(name)}, not {shape.metadata.get(limit)}")
        words = shape.metadata.get("enum")
        if words and sorted(words) != sorted(schema.get("enum", [])):
            differences.append(f"{path}: {schema.get('enum')} is not {words}")
        pattern = shape.metadata.get("pattern", ".*")
        bare = schema.get("pattern", "^.*$").removeprefix("^").removesuffix("$")
        if pattern.removeprefix("^").removesuffix("$") != bare:
            differences.append(f"{path}: {bare} is not {pattern}")
    # A list of one word is read as a text.
    elif len(shape.metadata.get("enum", [])) > 1 and not set(shape.metadata["enum"]) <= set(schema.get("examples", [])):
        differences.append(f"{path}: {schema.get('examples')} lacks some of {shape.metadata['enum']}")
    if shape.type_name == "structure":
        members(path, schema, shape, is_input)
    elif shape.type_name == "list":
        compare(f"{path}[]", schema["items"], shape.member, is_input)
    elif shape.type_name == "map":
        compare(f"{path}{{}}", schema["additionalProperties"], shape.value, is_input)


def members(path, schema, shape, is_input):
    mine, theirs = schema.get("properties", {}), shape.members
    for name in sorted(set(mine) ^ set(theirs)):
        differences.append(f"{path}.{name} is only in {'the document' if name in mine else 'botocore'}")
    if is_input and sorted(schema.get("required", [])) != sorted(shape.required_members):
        differences.append(f"{path}: required {schema.get('required')}, not {shape.required_members}")
    for name in set(mine) & set(theirs):
        compare(f"{path}.{name}", mine[name], theirs[name], is_input)


for name in model.operation_names:
    operation = model.operation_model(name)
    described = document["paths"][f"/api/regions/{{region}}/{name}"]["post"]
    body = described["requestBody"]["content"]["application/json"]["schema"]
    compare(f"{name} in", body, operation.input_shape, True)
    answer = described["responses"]["200"]["content"]["application/x-amz-json-1.1"]["schema"]
    if operation.output_shape is not None:
        compare(f"{name} out", answer, operation.output_shape, False)

print(json.dumps({"operations": len(model.operation_names), "differences": differences}))
