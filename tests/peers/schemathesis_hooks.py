"""What schemathesis is told about this wire beside its document: which ids exist, and how a permit is got.

It draws texts of the right form; here they become the ids of clusters that are there, and every second
guarded call gets a permit from a plan, as a person who read it would. It says what it did, a line a guarded
call, in $GUARDED_CALLS, and in $REQUEST_IDS which ids it gave its requests.
"""

import itertools
import json
import os
import re

import requests
import schemathesis
from hypothesis import strategies

URL = os.environ["BACKEND_URL"]
BEARER = {"Authorization": f"Bearer {os.environ['BACKEND_TOKEN']}"}
REGIONS = os.environ["BACKEND_REGIONS"].split(",")
FORMS = {kind: re.compile(kind + "-[2-7a-zA-Z]{11,16}") for kind in ("cluster", "backup", "hsm")}
REGION = re.compile(r"[a-z]{2}(-(gov))?-(east|west|north|south|central){1,2}-\d")
DESTROYING = ("DeleteCluster", "DeleteHsm", "DeleteBackup")
CONFIRMATION, PERMIT, DRY_RUN = "x-console-confirmation", "x-console-permit", "x-console-dry-run"

REQUEST_ID = "x-request-id"
GOOD_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
OWN_ID = re.compile(r"[0-9a-f]{16}")
# None, what is taken, what is too long by little, and whatever HTTP lets pass: bytes of any language, none
# at all, a tab, JSON, a line of a log.
REQUEST_IDS = strategies.one_of(
    strategies.none(),
    strategies.from_regex(GOOD_ID, fullmatch=True),
    strategies.from_regex(r"[A-Za-z0-9._-]{60,70}", fullmatch=True),
    strategies.text(strategies.sampled_from("\t ,;:=\"'{}[]<>%$\\/aZ9") | strategies.characters(
        min_codepoint=0xA0, max_codepoint=0xFF)).map(str.strip),
    strategies.sampled_from(['{"level":"ERROR"}', "a b", "x" * 4_000, "../../etc", "%0d%0a"]),
)

turn = itertools.count()


def post(region, path, body):
    answer = requests.post(f"{URL}/api/regions/{region}/{path}", json=body, headers=BEARER, timeout=30)
    return answer.json() if answer.ok else {}


def pages(region, operation, member):
    token = {}
    while True:
        page = post(region, operation, token)
        yield from page[member]
        if not page.get("NextToken"):
            return
        token = {"NextToken": page["NextToken"]}


def there(region):
    clusters = list(pages(region, "DescribeClusters", "Clusters"))
    return {
        "cluster": [cluster["ClusterId"] for cluster in clusters],
        "hsm": [hsm["HsmId"] for cluster in clusters for hsm in cluster.get("Hsms", [])],
        "backup": [backup["BackupId"] for backup in pages(region, "DescribeBackups", "Backups")],
        # Nothing blocks the deletion of these, if they are not protected.
        "empty": [cluster["ClusterId"] for cluster in clusters if not cluster.get("Hsms")],
        "of": {hsm["HsmId"]: cluster["ClusterId"] for cluster in clusters for hsm in cluster.get("Hsms", [])},
    }


KNOWN = {region: there(region) for region in REGIONS}
assert all(known["cluster"] and known["hsm"] and known["backup"] for known in KNOWN.values()), KNOWN


def real(value, region):
    """The same value, with ids that exist; what has not the form of an id stays as it was drawn."""
    if isinstance(value, float) and value.is_integer():
        # To JSON Schema 36.0 is a whole number, to AWS it is none.
        return int(value)
    if isinstance(value, dict):
        return {name: real(inner, region) for name, inner in value.items()}
    if isinstance(value, list):
        return [real(inner, region) for inner in value]
    for kind, form in FORMS.items():
        if isinstance(value, str) and form.fullmatch(value):
            ids = KNOWN[region][kind]
            return ids[next(turn) % len(ids)]
    return value


@schemathesis.hook
def before_load_schema(context, schema):
    # Any text is taken for it, if only to be replaced: nothing to violate. Below it is drawn all the same.
    for item in schema["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "parameters" in operation:
                own = [it for it in operation["parameters"] if not it.get("$ref", "").endswith("/x-request-id")]
                operation["parameters"] = own
    # A member that the document does not have is a violation here, but in what AWS answers.
    for shape in schema["components"]["schemas"].values():
        if shape.get("type") == "object":
            shape.setdefault("additionalProperties", False)


@schemathesis.hook
def flatmap_case(context, case):
    """Each request with an id, or without."""

    def with_id(text):
        if text is not None:
            case.headers = {**(case.headers or {}), REQUEST_ID: text}
        return case

    return REQUEST_IDS.map(with_id)


@schemathesis.check
def the_id_is_the_callers_or_the_backends_own(context, response, case):
    """What could be mistaken for something else in a log is in no answer."""
    sent = response.request.headers.get(REQUEST_ID)
    sent = sent.decode("latin-1") if isinstance(sent, bytes) else sent
    [answered] = response.headers[REQUEST_ID]
    taken = sent is not None and GOOD_ID.fullmatch(sent) is not None
    assert answered == sent if taken else OWN_ID.fullmatch(answered), (sent, answered)
    with open(os.environ["REQUEST_IDS"], "a", encoding="utf-8") as file:
        file.write("none\n" if sent is None else "taken\n" if taken else "replaced\n")


@schemathesis.deserializer("application/x-amz-json-1.1")
def amazon_json(context, response):
    return json.loads(response.content)


@schemathesis.hook
def before_call(context, case, kwargs):
    parameters = case.path_parameters or {}
    region = parameters.get("region")
    if not isinstance(region, str) or not REGION.fullmatch(region):
        return
    region = REGIONS[next(turn) % len(REGIONS)]
    parameters = real(parameters, region) | {"region": region}
    if "hsm" in parameters and parameters["hsm"] in KNOWN[region]["of"]:
        parameters["cluster"] = KNOWN[region]["of"][parameters["hsm"]]
    case.path_parameters = parameters
    operation = case.path.rsplit("/", 1)[-1]
    if isinstance(case.body, dict):
        case.body = real(case.body, region)
        whole = {CONFIRMATION, PERMIT} <= {name.lower() for name in case.headers or {}}
        if operation in DESTROYING and whole and is_positive(case) and next(turn) % 2:
            permitted(case, region, operation)


def is_positive(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


def permitted(case, region, operation):
    """Plans, and puts the plan's own body, its permit and its confirmation into the request."""
    known = KNOWN[region]
    cluster = known["empty"][next(turn) % len(known["empty"])]
    hsm = known["hsm"][next(turn) % len(known["hsm"])]
    backup = known["backup"][next(turn) % len(known["backup"])]
    path = {
        "DeleteCluster": f"clusters/{cluster}/deletion-plan",
        "DeleteHsm": f"clusters/{known['of'][hsm]}/hsms/{hsm}/deletion-plan",
        "DeleteBackup": f"backups/{backup}/deletion-plan",
    }[operation]
    plan = post(region, path, {})
    if not plan.get("permit"):
        return
    confirmation = {
        "typed": plan["typeToConfirm"],
        "acknowledged": [warning["code"] for warning in plan["warnings"] if warning["acknowledge"]],
        "typedName": plan["nameToConfirm"],
    }
    case.body = plan["request"]["body"]
    headers = dict(case.headers or {})
    headers.update({PERMIT: plan["permit"]["token"], CONFIRMATION: json.dumps(confirmation)})
    case.headers = headers


@schemathesis.check
def what_the_document_allows_is_not_malformed(context, response, case):
    """AWS may refuse a valid input, for what is in it; the backend itself may not call it malformed."""
    if is_positive(case) and response.status_code == 400:
        error = json.loads(response.content)["error"]
        # Only what turns out to need a permit has a dry run.
        tags = case.path.endswith(("/TagResource", "/UntagResource")) and error.get("field") == DRY_RUN
        assert tags or error["code"] != "MalformedRequest", response.text


@schemathesis.hook
def after_call(context, case, response):
    operation = case.path.rsplit("/", 1)[-1]
    if operation in DESTROYING:
        sent = {name.lower(): value for name, value in response.request.headers.items()}
        line = {
            "operation": operation,
            "status": response.status_code,
            "permit": PERMIT in sent,
            "dryRun": sent.get(DRY_RUN) == "true",
        }
        with open(os.environ["GUARDED_CALLS"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
