"""The whole life of a cluster with boto3, as scripts of our users would go through it; and whether
there is anything in botocore's model that the emulator does not do.

Usage: boto3_life.py ENDPOINT PROTOCOL REGION OTHER_REGION
PROTOCOL is json or smithy-rpc-v2-cbor. Credentials come from the environment; the endpoint must have
the emulator's control surface. Prints one JSON document.
"""

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import boto3
import botocore.model
from botocore.config import Config
from botocore.exceptions import ClientError

from shapes_of_botocore import watch

ENDPOINT, PROTOCOL, REGION, OTHER = sys.argv[1:]
# botocore would rather have JSON of a service that speaks both.
botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = (PROTOCOL, "query", "ec2")
OLD, NEW = "hsm1.medium", "hsm2m.medium"
PATIENCE = 60.0

steps, refusals, kinds = [], {}, set()
# What was sent and answered, by the model: operations, members of inputs, members of outputs.
called, sent, answered, unknown = set(), set(), set(), []


def client_of(service, region):
    # What the model demands is refused by the service, not by botocore.
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
    client = boto3.client(service, region_name=region, endpoint_url=ENDPOINT, config=config)
    if service == "cloudhsmv2":
        watch(client, unknown)
        client.meta.events.register("provide-client-params", note_input)
        client.meta.events.register("after-call", note_output)
    return client


def members_of(shape, value):
    """All members that a value has: (shape, member)."""
    if shape.type_name == "structure":
        for name, inner in value.items():
            if name in shape.members:
                yield (shape.name, name)
                yield from members_of(shape.members[name], inner)
    elif shape.type_name == "list":
        for inner in value:
            yield from members_of(shape.member, inner)


def members_in(shape, seen=()):
    """All members that values of a shape can have."""
    if shape.type_name == "structure" and shape.name not in seen:
        for name, inner in shape.members.items():
            yield (shape.name, name)
            yield from members_in(inner, (*seen, shape.name))
    elif shape.type_name == "list":
        yield from members_in(shape.member, seen)


def note_input(params, model, **_):
    sent.update(members_of(model.input_shape, params))


def note_output(http_response, parsed, model, **_):
    kinds.add(http_response.headers["content-type"])
    if http_response.status_code < 300:
        called.add(model.name)
        answered.update(members_of(model.output_shape, parsed))


hsm, away = client_of("cloudhsmv2", REGION), client_of("cloudhsmv2", OTHER)


def control(path, body=None):
    """The emulator's control surface."""
    request = urllib.request.Request(
        f"{ENDPOINT}/_emulator/{path}", data=json.dumps(body or {}).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.loads(answer.read() or b"null")


def wait_for(what, ask):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = ask()
        if found:
            return found
        time.sleep(0.05)
    raise SystemExit(f"{what}: not within {PATIENCE} seconds")


def cluster_of(cluster_id):
    page = hsm.describe_clusters(Filters={"clusterIds": [cluster_id]})
    return page["Clusters"][0] if page["Clusters"] else None


def wait_for_state(cluster_id, state):
    def ask():
        cluster = cluster_of(cluster_id)
        settled = all(it["State"] == "ACTIVE" for it in cluster["Hsms"])
        return cluster if cluster["State"] == state and settled else None

    cluster = wait_for(f"{cluster_id} {state}", ask)
    steps.append(state)
    return cluster


def refused(what, call, **arguments):
    """That a call is refused, by which exception, and in which words."""
    try:
        call(**arguments)
    except ClientError as error:
        refusals[what] = [type(error).__name__, error.response["Error"]["Message"]]
    else:
        refusals[what] = None


def openssl(folder, *arguments):
    subprocess.run(
        ["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=PATIENCE
    )


def signed(csr):
    """A customer's certificate of a request, and the customer's own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "x.csr").write_text(csr)
        openssl(
            folder, "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "3652",
            "-subj", "/CN=Customer", "-keyout", "ca.key", "-out", "ca.crt",
        )
        openssl(
            folder, "x509", "-req", "-days", "3652", "-in", "x.csr", "-CA", "ca.crt",
            "-CAkey", "ca.key", "-CAcreateserial", "-out", "x.crt",
        )
        return (path / "x.crt").read_text(), (path / "ca.crt").read_text()


def subnets():
    """Those of the VPC for such things, one a zone."""
    page = client_of("ec2", REGION).describe_subnets()
    named = {
        tag["Value"]: subnet["SubnetId"]
        for subnet in page["Subnets"]
        for tag in subnet.get("Tags", [])
        if tag["Key"] == "Name"
    }
    return [named[f"shared-services {REGION}{letter}"] for letter in "ab"]


def create(**arguments):
    tags = [{"Key": "Name", "Value": "a life of its own"}]
    created = hsm.create_cluster(SubnetIds=subnets(), TagList=tags, **arguments)["Cluster"]
    steps.append(created["State"])
    return created["ClusterId"]


def zone(letter):
    return {"AvailabilityZone": f"{REGION}{letter}"}


def birth():
    """Until the cluster is active."""
    retention = {"Type": "DAYS", "Value": "90"}
    cluster_id = create(
        HsmType=OLD, Mode="FIPS", NetworkType="IPV4", BackupRetentionPolicy=retention
    )
    wait_for_state(cluster_id, "UNINITIALIZED")
    hsm.create_hsm(ClusterId=cluster_id, **zone("a"))
    refused("a second HSM", hsm.create_hsm, ClusterId=cluster_id, **zone("b"))
    csr = wait_for("the CSR", lambda: cluster_of(cluster_id)["Certificates"].get("ClusterCsr"))
    certificate, anchor = signed(csr)
    swapped = {"SignedCert": anchor, "TrustAnchor": certificate}
    refused("swapped files", hsm.initialize_cluster, ClusterId=cluster_id, **swapped)
    hsm.initialize_cluster(ClusterId=cluster_id, SignedCert=certificate, TrustAnchor=anchor)
    initialized = wait_for_state(cluster_id, "INITIALIZED")
    assert initialized["Certificates"] == {"ClusterCertificate": certificate}, initialized
    control(f"clusters/{cluster_id}/activate")
    wait_for_state(cluster_id, "ACTIVE")
    return cluster_id


def middle(cluster_id):
    """What an active cluster goes through."""
    address = cluster_of(cluster_id)["Hsms"][0]["EniIp"]
    wanted = address.rpartition(".")[0] + ".99"
    refused("a taken address", hsm.create_hsm, ClusterId=cluster_id, IpAddress=address, **zone("a"))
    second = hsm.create_hsm(ClusterId=cluster_id, IpAddress=wanted, **zone("a"))["Hsm"]
    assert second["EniIp"] == wanted, second
    before = wait_for_state(cluster_id, "ACTIVE")
    retention = {"Type": "DAYS", "Value": "30"}
    changed = hsm.modify_cluster(ClusterId=cluster_id, BackupRetentionPolicy=retention)["Cluster"]
    assert changed["BackupRetentionPolicy"] == retention, changed
    for state, hsm_type in [
        ("MODIFY_IN_PROGRESS", NEW), ("ROLLBACK_IN_PROGRESS", OLD), ("MODIFY_IN_PROGRESS", NEW),
    ]:
        changed = hsm.modify_cluster(ClusterId=cluster_id, HsmType=hsm_type)["Cluster"]
        assert changed["State"] == state, changed
        steps.append(state)
        refused(f"an HSM in {state}", hsm.create_hsm, ClusterId=cluster_id, **zone("b"))
        after = wait_for_state(cluster_id, "ACTIVE")
        assert {it["HsmType"] for it in after["Hsms"]} == {hsm_type}, after
        ids, new_ids = ({it["HsmId"] for it in which["Hsms"]} for which in (before, after))
        assert not ids & new_ids and len(new_ids) == 2, after
        assert [it["EniIp"] for it in after["Hsms"]] == [it["EniIp"] for it in before["Hsms"]]
        before = after
    return after


def backups_of(client, **filters):
    pages = client.get_paginator("describe_backups").paginate(
        Filters=filters, SortAscending=True, PaginationConfig={"PageSize": 2}
    )
    return [backup for page in pages for backup in page["Backups"]]


def death(cluster):
    """The HSMs, then the cluster; its last backup remains."""
    cluster_id = cluster["ClusterId"]
    refused("a cluster with HSMs", hsm.delete_cluster, ClusterId=cluster_id)
    first, second = cluster["Hsms"]
    hsm.delete_hsm(ClusterId=cluster_id, EniId=first["EniId"])
    hsm.delete_hsm(ClusterId=cluster_id, EniIp=second["EniIp"])
    wait_for("no HSMs", lambda: not cluster_of(cluster_id)["Hsms"])
    wait_for("all backups", lambda: all(
        it["BackupState"] == "READY" for it in backups_of(hsm, clusterIds=[cluster_id])
    ))
    hsm.delete_cluster(ClusterId=cluster_id)
    gone = {"State": "DELETED"}
    wait_for("its end", lambda: (cluster_of(cluster_id) or gone)["State"] == "DELETED")
    steps.append("DELETED")
    return backups_of(hsm, clusterIds=[cluster_id])[-1]


def afterwards(backup):
    """A copy, a policy, a deletion taken back; a cluster from the backup."""
    backup_id, arn = backup["BackupId"], backup["BackupArn"]
    tags = [{"Key": "where", "Value": "away"}]
    hsm.copy_backup_to_region(DestinationRegion=OTHER, BackupId=backup_id, TagList=tags)
    copy = wait_for("the copy", lambda: [
        it for it in backups_of(away, sourceBackupIds=[backup_id]) if it["BackupState"] == "READY"
    ])[0]
    assert (copy["TagList"], copy["SourceRegion"]) == (tags, REGION), copy
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    hsm.put_resource_policy(ResourceArn=arn, Policy=policy)
    assert hsm.get_resource_policy(ResourceArn=arn)["Policy"] == policy
    hsm.delete_resource_policy(ResourceArn=arn)
    kept = hsm.modify_backup_attributes(BackupId=backup_id, NeverExpires=True)["Backup"]
    assert kept["NeverExpires"], kept
    hsm.delete_backup(BackupId=backup_id)
    like = {"HsmType": NEW, "SubnetIds": subnets(), "SourceBackupId": backup_id}
    refused("a deleted backup", hsm.create_cluster, Mode="FIPS", **like)
    hsm.restore_backup(BackupId=backup_id)
    refused("another mode", hsm.create_cluster, Mode="NON_FIPS", **like)
    again = create(HsmType=NEW, Mode="FIPS", SourceBackupId=arn)
    restored = wait_for_state(again, "ACTIVE")
    assert restored["SourceBackupId"] == backup_id, restored
    hsm.tag_resource(ResourceId=again, TagList=tags)
    listed = hsm.list_tags(ResourceId=again, MaxResults=1)
    rest = hsm.list_tags(ResourceId=again, NextToken=listed["NextToken"])
    assert len(listed["TagList"] + rest["TagList"]) == 2, rest
    hsm.untag_resource(ResourceId=again, TagKeyList=["where"])
    created = hsm.create_hsm(ClusterId=again, **zone("a"))["Hsm"]
    wait_for_state(again, "ACTIVE")
    hsm.delete_hsm(ClusterId=again, HsmId=created["HsmId"])


def the_rest(client):
    """The members that only some clusters and backups have: the seeded fleet has them all."""
    for page in client.get_paginator("describe_clusters").paginate(PaginationConfig={"PageSize": 5}):
        pass
    client.describe_backups(Shared=True, MaxResults=5)
    for page in client.get_paginator("describe_backups").paginate(PaginationConfig={"PageSize": 5}):
        pass


def errors():
    """Each error that the model knows of each operation, and what botocore makes of it."""
    missed = []
    for name in hsm.meta.service_model.operation_names:
        model = hsm.meta.service_model.operation_model(name)
        method = next(own for own, of in hsm.meta.method_to_api_mapping.items() if of == name)
        for shape in model.error_shapes:
            status = 500 if shape.name == "CloudHsmInternalFailureException" else 400
            order = {"operation": name, "kind": "error", "code": shape.name, "status": status}
            control("faults", {**order, "message": "an order"})
            try:
                getattr(hsm, method)()
            except ClientError as error:
                kind = type(error).__name__, error.response["Error"]["Message"]
                if kind != (shape.name, "an order"):
                    missed.append([name, shape.name, *kind])
            else:
                missed.append([name, shape.name])
    return missed


def missing():
    """What the model has, and this life had not."""
    model = hsm.meta.service_model
    operations = [model.operation_model(name) for name in model.operation_names]
    inputs = {it for own in operations for it in members_in(own.input_shape)}
    outputs = {it for own in operations for it in members_in(own.output_shape)}
    return {
        "operations": sorted(set(model.operation_names) - called),
        "inputs": sorted(inputs - sent),
        "outputs": sorted(outputs - answered),
    }


def main():
    control(f"regions/{REGION}/rules", {"new_hsm1_clusters": True, "migration_seconds": 2})
    cluster_id = birth()
    backup = death(middle(cluster_id))
    afterwards(backup)
    the_rest(hsm)
    the_rest(away)
    result = {
        "kinds": sorted(kinds),
        "steps": steps,
        "refusals": refusals,
        "errors": errors(),
        "missing": missing(),
        "unknown": sorted(set(unknown)),
    }
    json.dump(result, sys.stdout, default=str)


main()
