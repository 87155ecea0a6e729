"""CloudHSM v2 with one cluster that has every member that botocore's own service model knows.

Prints one JSON document, and then serves until it is killed:
{"url": …, "cluster": its id, "told": [[shape, member, text that a person must be able to read]]}
"""

import calendar
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import botocore.session

# Ids must be of AWS's pattern: they are part of addresses.
FIXED = {
    ("Cluster", "ClusterId"): "cluster-2345abcdefg",
    ("BackupRetentionPolicy", "Type"): "DAYS",
    ("BackupRetentionPolicy", "Value"): "173",
}
# A secret is behind a button.
NOT_READ = {("Cluster", "PreCoPassword"), ("BackupRetentionPolicy", "Type")}

model = botocore.session.get_session().get_service_model("cloudhsmv2")
told = []
years = iter(range(2031, 2099))


def sample(shape, owner, member):
    if shape.type_name == "structure":
        return {name: sample(inner, shape.name, name) for name, inner in shape.members.items()}
    if shape.type_name == "list":
        return [sample(shape.member, shape.name, member)]
    if shape.type_name == "map":
        return {sample(shape.key, shape.name, "key"): sample(shape.value, shape.name, "value")}
    if shape.type_name == "timestamp":
        year = next(years)
        value, text = calendar.timegm((year, 6, 15, 12, 0, 0)), str(year)
    elif shape.type_name == "boolean":
        # The member's name, in words, with its value.
        value, text = True, "".join(" " + c.lower() if c.isupper() else c for c in member).strip().capitalize()
    elif shape.type_name == "string":
        value = text = FIXED.get((owner, member), f"probe-{owner}-{member}")
    else:
        raise SystemExit(f"{owner}.{member} is of a type that this script does not know: {shape}")
    if (owner, member) not in NOT_READ:
        told.append([owner, member, text])
    return value


cluster = sample(model.shape_for("Cluster"), "", "")
backup = sample(model.shape_for("Backup"), "", "")
ANSWERS = {
    "DescribeClusters": {"Clusters": [cluster]},
    "DescribeBackups": {"Backups": [backup]},
}


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        operation = self.headers.get("X-Amz-Target", "").split(".")[-1]
        answer = ANSWERS.get(operation, {"__type": "UnknownOperationException"})
        body = json.dumps(answer).encode()
        self.send_response(200 if operation in ANSWERS else 400)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
url = f"http://127.0.0.1:{server.server_port}"
print(json.dumps({"url": url, "cluster": cluster["ClusterId"], "told": told}), flush=True)
server.serve_forever()
