"""Creates a cluster in moto, and around it what EC2 and CloudWatch know of it. Prints the IDs.

Usage: moto_neighbors.py ENDPOINT REGION
moto gives its clusters no security group, so the interface carries a group of its own.
"""

import datetime
import json
import sys

import boto3


def main(endpoint, region):
    def client(service):
        return boto3.client(service, region_name=region, endpoint_url=endpoint)

    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(
        VpcId=vpc, CidrBlock="10.9.1.0/24", AvailabilityZone=f"{region}a"
    )["Subnet"]["SubnetId"]
    ec2.create_tags(Resources=[subnet], Tags=[{"Key": "Name", "Value": "HSMs & <co>"}])
    group = ec2.create_security_group(GroupName="clients", Description="clients", VpcId=vpc)
    group = group["GroupId"]
    ports = {"IpProtocol": "tcp", "FromPort": 2223, "ToPort": 2225}
    itself = {**ports, "UserIdGroupPairs": [{"GroupId": group}]}
    world = {**ports, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[itself, world])
    interface = ec2.create_network_interface(
        SubnetId=subnet, Groups=[group], Description="a client"
    )["NetworkInterface"]["NetworkInterfaceId"]

    created = client("cloudhsmv2").create_cluster(HsmType="hsm1.medium", SubnetIds=[subnet])
    cluster = created["Cluster"]["ClusterId"]
    now = datetime.datetime.now(datetime.timezone.utc)
    data = [
        {
            "MetricName": name,
            "Dimensions": [
                {"Name": "ClusterId", "Value": cluster},
                {"Name": "HsmId", "Value": "hsm-2345aaaaaaa"},
            ],
            "Timestamp": now - datetime.timedelta(hours=3),
            "Value": value,
        }
        for name, value in [("HsmSessionCount", 7), ("HsmKeysTokenOccupied", 3)]
    ]
    client("cloudwatch").put_metric_data(Namespace="AWS/CloudHSM", MetricData=data)
    ids = {"cluster": cluster, "subnet": subnet, "group": group, "interface": interface}
    json.dump(ids, sys.stdout)


main(*sys.argv[1:])
