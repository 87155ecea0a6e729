"""Creates clusters in moto, which answers in its own odd ways, and tells their ids.

Usage: moto_clusters.py ENDPOINT REGION COUNT
"""

import json
import sys

import boto3


def main(endpoint, region, count):
    client = boto3.client("cloudhsmv2", region_name=region, endpoint_url=endpoint)
    ids = []
    for number in range(int(count)):
        created = client.create_cluster(
            HsmType="hsm1.medium",
            SubnetIds=[f"subnet-0123456789abcde{number}"],
            TagList=[{"Key": "Name", "Value": f"moto {number}"}],
        )
        ids.append(created["Cluster"]["ClusterId"])
    json.dump(ids, sys.stdout)


main(*sys.argv[1:])
