"""Verifies the signature of a notice, as a receiver should before it believes one.

Usage: verify.py SECRET_FILE SIGNATURE BODY_FILE

SIGNATURE is the header X-CloudHSM-Console-Signature, BODY_FILE the body as it came, byte for byte.
Prints true or false. Only the standard library is needed.
"""

import hashlib
import hmac
import json
import pathlib
import sys
import time

# A notice that is sent again is signed again, so an old signature is a recording.
OLDEST_SECONDS = 300


def is_genuine(secret: bytes, signature: str, body: bytes, now: float) -> bool:
    parts = dict(part.partition("=")[::2] for part in signature.split(","))
    seconds, given = parts.get("t", ""), parts.get("v1", "")
    if not seconds.isdecimal() or abs(now - int(seconds)) > OLDEST_SECONDS:
        return False
    signed = seconds.encode() + b"." + body
    expected = hmac.new(secret, signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), given.encode())


if __name__ == "__main__":
    secret_file, header, body_file = sys.argv[1:]
    secret = pathlib.Path(secret_file).read_bytes().strip()
    body = pathlib.Path(body_file).read_bytes()
    print(json.dumps(is_genuine(secret, header, body, time.time())))
