"""What an answer has that botocore's service model does not know.

botocore leaves out what it does not know: a member with a wrong name would only be missing.
"""

import json
import xml.etree.ElementTree as ElementTree

from botocore.parsers import create_parser

CBOR = create_parser("smithy-rpc-v2-cbor")


def watch(client, found):
    """Adds to `found` what answers of the client have beyond its model: paths of names."""

    def compare(operation_model, response_dict, **_):
        if response_dict["status_code"] >= 300:
            return
        shape, name = operation_model.output_shape, operation_model.name
        kind = response_dict["headers"].get("content-type", "")
        if kind == "application/cbor":
            # botocore's own reader, before it leaves anything out.
            body = CBOR._initial_body_parse(response_dict["body"])
            found.extend(in_json(shape, body, name))
        elif operation_model.service_model.protocol == "ec2":
            root = ElementTree.fromstring(response_dict["body"])
            found.extend(in_xml(shape, root, local(root), is_root=True))
        else:
            found.extend(in_json(shape, json.loads(response_dict["body"]), name))

    client.meta.events.register("before-parse", compare)


def in_json(shape, value, path):
    if shape.type_name == "structure":
        for name, inner in value.items():
            if name in shape.members:
                yield from in_json(shape.members[name], inner, f"{path}.{name}")
            else:
                yield f"{path}.{name}"
    elif shape.type_name == "list":
        for inner in value:
            yield from in_json(shape.member, inner, f"{path}[]")


def in_xml(shape, node, path, is_root=False):
    if shape.type_name == "structure":
        names = {
            member.serialization.get("name", name): member
            for name, member in shape.members.items()
        }
        for child in node:
            name = local(child)
            if name in names:
                yield from in_xml(names[name], child, f"{path}.{name}")
            elif not (is_root and name == "requestId"):
                yield f"{path}.{name}"
    elif shape.type_name == "list":
        for child in node:
            if local(child) == shape.member.serialization.get("name", "member"):
                yield from in_xml(shape.member, child, f"{path}[]")
            else:
                yield f"{path}.{local(child)}"


def local(node):
    """The name of an element without its namespace."""
    return node.tag.rpartition("}")[2]
