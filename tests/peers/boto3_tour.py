"""Reads clusters with boto3, as scripts of our users do, and what other services know of them; tries
a deletion that is refused.

Usage: boto3_tour.py ENDPOINT REGION...
Credentials come from the environment. Prints one JSON document.
"""

import datetime
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from shapes_of_botocore import watch


def told(error):
    """What botocore made of an error."""
    return {
        "type": type(error).__name__,
        "code": error.response["Error"]["Code"],
        "message": error.response["Error"]["Message"],
        "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
        "requestId": error.response["ResponseMetadata"].get("RequestId"),
    }


def tour(client):
    """Everything that the reading operations tell about one region."""
    clusters = []
    pages = 0
    for page in client.get_paginator("describe_clusters").paginate():
        pages += 1
        clusters += page["Clusters"]
    tags = {}
    for cluster in clusters:
        paginator = client.get_paginator("list_tags")
        tags[cluster["ClusterId"]] = [
            tag
            for page in paginator.paginate(ResourceId=cluster["ClusterId"])
            for tag in page["TagList"]
        ]
    backups = [
        backup
        for page in client.get_paginator("describe_backups").paginate()
        for backup in page["Backups"]
    ]
    return {"clusters": clusters, "pages": pages, "tags": tags, "backups": backups}


def refused_deletion(client, clusters):
    """The error of deleting a cluster that has HSMs."""
    target = next(cluster for cluster in clusters if cluster["Hsms"])
    try:
        client.delete_cluster(ClusterId=target["ClusterId"])
    except ClientError as error:
        return told(error)
    return None


def client_of(service, endpoint, region):
    """A client that tries once."""
    config = Config(retries={"max_attempts": 1})
    return boto3.client(service, region_name=region, endpoint_url=endpoint, config=config)


def key_stores(endpoint, region):
    """The key stores of KMS, or why they are not told."""
    kms = client_of("kms", endpoint, region)
    try:
        paginator = kms.get_paginator("describe_custom_key_stores")
        pages = paginator.paginate(PaginationConfig={"PageSize": 1})
        return [store for page in pages for store in page["CustomKeyStores"]]
    except ClientError as error:
        return told(error)


def use(endpoint, region, unknown):
    """What CloudWatch has of each HSM's sessions in a day, and how it refuses."""
    cloudwatch = client_of("cloudwatch", endpoint, region)
    watch(cloudwatch, unknown)
    pages = cloudwatch.get_paginator("list_metrics").paginate(Namespace="AWS/CloudHSM")
    metrics = [metric for page in pages for metric in page["Metrics"]]
    sessions = [metric for metric in metrics if metric["MetricName"] == "HsmSessionCount"]
    end = datetime.datetime.now(datetime.timezone.utc)
    question = {
        "MetricDataQueries": [
            {
                "Id": f"q{number}",
                "MetricStat": {"Metric": metric, "Period": 3600, "Stat": "Maximum"},
            }
            for number, metric in enumerate(sessions)
        ],
        "StartTime": end - datetime.timedelta(days=1),
        "EndTime": end,
    }
    # The pages are short, so that there are some.
    paginator = cloudwatch.get_paginator("get_metric_data")
    results = {}
    for page in paginator.paginate(**question, PaginationConfig={"PageSize": 30}):
        for result in page["MetricDataResults"]:
            results.setdefault(result["Id"], []).extend(result["Values"])
    try:
        cloudwatch.get_metric_data(**{**question, "EndTime": question["StartTime"]})
        refused = None
    except ClientError as error:
        refused = told(error)
    values = [
        {"metric": metric, "values": results[f"q{number}"]} for number, metric in enumerate(sessions)
    ]
    return {"metrics": metrics, "sessions": values, "refused": refused}


def network(endpoint, region, unknown):
    """What EC2 has of the region's network, and how it refuses."""
    ec2 = client_of("ec2", endpoint, region)
    watch(ec2, unknown)
    operations = {
        "Subnets": "describe_subnets",
        "NetworkInterfaces": "describe_network_interfaces",
        "SecurityGroups": "describe_security_groups",
        "SecurityGroupRules": "describe_security_group_rules",
    }
    result = {}
    for member, operation in operations.items():
        pages = ec2.get_paginator(operation).paginate(PaginationConfig={"PageSize": 5})
        result[member] = [item for page in pages for item in page[member]]
    group = result["SecurityGroups"][0]["GroupId"]
    filtered = ec2.describe_network_interfaces(Filters=[{"Name": "group-id", "Values": [group]}])
    result["ofOneGroup"] = filtered["NetworkInterfaces"]
    try:
        ec2.describe_subnets(SubnetIds=["subnet-00000000000000000"])
        result["refused"] = None
    except ClientError as error:
        result["refused"] = told(error)
    return result


def quotas(endpoint, region, unknown):
    """CloudHSM's quotas and the region's zones, and how Service Quotas refuses."""
    service_quotas = client_of("service-quotas", endpoint, region)
    watch(service_quotas, unknown)
    paginator = service_quotas.get_paginator("list_service_quotas")
    pages = paginator.paginate(ServiceCode="cloudhsm", PaginationConfig={"PageSize": 1})
    listed = [quota for page in pages for quota in page["Quotas"]]
    try:
        service_quotas.list_service_quotas(ServiceCode="nothing")
        refused = None
    except ClientError as error:
        refused = told(error)
    ec2 = client_of("ec2", endpoint, region)
    watch(ec2, unknown)
    zones = ec2.describe_availability_zones()["AvailabilityZones"]
    return {"listed": listed, "zones": zones, "refused": refused}


def trail(endpoint, region, unknown):
    """What CloudTrail has of the creation of clusters, and how it refuses. Two calls a second are answered."""
    cloudtrail = client_of("cloudtrail", endpoint, region)
    watch(cloudtrail, unknown)
    attributes = [{"AttributeKey": "EventName", "AttributeValue": "CreateCluster"}]
    events = cloudtrail.lookup_events(LookupAttributes=attributes)["Events"]
    try:
        cloudtrail.lookup_events(LookupAttributes=attributes, NextToken="x")
        refused = None
    except ClientError as error:
        refused = told(error)
    return {"events": events, "refused": refused}


def main(endpoint, regions):
    result = {}
    for region in regions:
        client = client_of("cloudhsmv2", endpoint, region)
        try:
            result[region] = tour(client)
        except ClientError as error:
            result[region] = {"error": told(error)}
            continue
        unknown = []
        result[region]["keyStores"] = key_stores(endpoint, region)
        result[region]["use"] = use(endpoint, region, unknown)
        result[region]["network"] = network(endpoint, region, unknown)
        result[region]["quotas"] = quotas(endpoint, region, unknown)
        result[region]["trail"] = trail(endpoint, region, unknown)
        # Members that botocore's models do not have.
        result[region]["unknown"] = sorted(set(unknown))
        result[region]["refused"] = refused_deletion(client, result[region]["clusters"])
    # Timestamps become text: a test reads that there is one, not which.
    json.dump(result, sys.stdout, default=str)


main(sys.argv[1], sys.argv[2:])
