"""Signs requests as botocore would, from the bytes that were on the wire.

Usage: sigv4_of_wire.py FILE
The file is JSON: {"secret": "...", "requests": ["<hexadecimal>", ...]}. Prints, for each request,
the signature that it carries and the one that botocore makes of the same bytes.
"""

import json
import re
import sys
import urllib.parse

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<date>\d{8})/(?P<region>[^/]+)"
    r"/(?P<service>[^/]+)/aws4_request, SignedHeaders=(?P<headers>[^,]+), Signature=(?P<signature>\w+)"
)


def parse(raw):
    """Method, target, headers and body of one HTTP/1.1 request."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        assert name.lower() not in headers, f"{name} comes twice"
        headers[name.lower()] = value.strip()
    return method, target, headers, body


def check(raw, secret):
    method, target, headers, body = parse(raw)
    own = AUTHORIZATION.fullmatch(headers["authorization"]).groupdict()
    signed = own["headers"].split(";")
    token = headers.get("x-amz-security-token")
    request = AWSRequest(
        method=method,
        url=f"http://{headers['host']}{target}",
        headers={name: headers[name] for name in signed},
        data=body,
    )
    request.context["timestamp"] = headers["x-amz-date"]
    auth = SigV4Auth(Credentials(own["key"], secret, token), own["service"], own["region"])
    to_sign = auth.string_to_sign(request, auth.canonical_request(request))
    return {
        "found": own["signature"],
        "expected": auth.signature(to_sign, request),
        "signed": signed,
        "headers": sorted(headers),
        "key": own["key"],
        "region": own["region"],
        "service": own["service"],
        "token": token,
        "target": headers.get("x-amz-target"),
        "action": urllib.parse.parse_qs(body.decode()).get("Action", [None])[0],
    }


with open(sys.argv[1], encoding="utf-8") as file:
    told = json.load(file)
json.dump([check(bytes.fromhex(raw), told["secret"]) for raw in told["requests"]], sys.stdout)
