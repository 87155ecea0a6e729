"""Reads clusters with boto3, as scripts of our users do, and tries a deletion that is refused.

Usage: boto3_tour.py ENDPOINT REGION...
Credentials come from the environment. Prints one JSON document.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


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


def key_stores(endpoint, region):
    """The key stores of KMS, or why they are not told."""
    kms = boto3.client(
        "kms", region_name=region, endpoint_url=endpoint, config=Config(retries={"max_attempts": 1})
    )
    try:
        paginator = kms.get_paginator("describe_custom_key_stores")
        pages = paginator.paginate(PaginationConfig={"PageSize": 1})
        return [store for page in pages for store in page["CustomKeyStores"]]
    except ClientError as error:
        return told(error)


def main(endpoint, regions):
    result = {}
    for region in regions:
        client = boto3.client(
            "cloudhsmv2",
            region_name=region,
            endpoint_url=endpoint,
            config=Config(retries={"max_attempts": 1}),
        )
        try:
            result[region] = tour(client)
        except ClientError as error:
            result[region] = {"error": told(error)}
            continue
        result[region]["keyStores"] = key_stores(endpoint, region)
        result[region]["refused"] = refused_deletion(client, result[region]["clusters"])
    # Timestamps become text: a test reads that there is one, not which.
    json.dump(result, sys.stdout, default=str)


main(sys.argv[1], sys.argv[2:])
