//! Network interfaces.

use serde::{Deserialize, Serialize};

use super::xml::{Ec2Tag, items, text};

/// The output of `DescribeNetworkInterfaces`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeNetworkInterfacesOutput {
    /// AWS's request ID.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// This page's interfaces. An answer without this list is none.
    #[serde(rename = "networkInterfaceSet", with = "items")]
    pub network_interfaces: Vec<NetworkInterface>,
    /// Where the next page begins.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A network interface.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NetworkInterface {
    /// `eni-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub network_interface_id: Option<String>,
    /// `subnet-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<String>,
    /// `vpc-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
    /// `us-east-1a`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub availability_zone: Option<String>,
    /// What its maker wrote.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The account that owns it.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    /// Who made it for that account.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub requester_id: Option<String>,
    /// Whether a service of AWS made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester_managed: Option<bool>,
    /// `in-use`, `available`, …
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Its private IPv4 address.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub private_ip_address: Option<String>,
    /// Its security groups.
    #[serde(default, with = "items", skip_serializing_if = "Vec::is_empty")]
    pub group_set: Vec<GroupIdentifier>,
    /// What it is attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
    /// `interface`, `lambda`, `vpc_endpoint`, …
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub interface_type: Option<String>,
    /// Its tags.
    #[serde(default, with = "items", skip_serializing_if = "Vec::is_empty")]
    pub tag_set: Vec<Ec2Tag>,
}

/// A security group of an interface.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupIdentifier {
    /// `sg-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
    /// Its name.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub group_name: Option<String>,
}

/// What an interface is attached to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// `eni-attach-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub attachment_id: Option<String>,
    /// `i-…`; none for what services of AWS attach.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// The account that owns the instance, or a name of AWS's own, such as `amazon-elb`.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub instance_owner_id: Option<String>,
    /// `attached`, …
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Lookup,
        ec2::{read, write},
    };

    /// The form of the example in EC2's API reference.
    const DOCUMENTED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<DescribeNetworkInterfacesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>fc45294c-006b-457b-bab9-012f5b3b0e40</requestId>
    <networkInterfaceSet>
      <item>
        <networkInterfaceId>eni-0f62d866</networkInterfaceId>
        <subnetId>subnet-c53c87ac</subnetId>
        <vpcId>vpc-cc3c87a5</vpcId>
        <availabilityZone>ap-southeast-1b</availabilityZone>
        <description/>
        <ownerId>053230519467</ownerId>
        <requesterManaged>false</requesterManaged>
        <status>in-use</status>
        <macAddress>02:81:60:cb:27:37</macAddress>
        <privateIpAddress>10.0.0.146</privateIpAddress>
        <sourceDestCheck>true</sourceDestCheck>
        <groupSet><item><groupId>sg-3f4b5653</groupId><groupName>default</groupName></item></groupSet>
        <attachment>
          <attachmentId>eni-attach-6537fc0c</attachmentId>
          <instanceId>i-1234567890abcdef0</instanceId>
          <instanceOwnerId>053230519467</instanceOwnerId>
          <deviceIndex>0</deviceIndex>
          <status>attached</status>
          <attachTime>2012-07-01T21:45:27.000Z</attachTime>
          <deleteOnTermination>true</deleteOnTermination>
        </attachment>
        <tagSet/>
        <privateIpAddressesSet>
          <item><privateIpAddress>10.0.0.146</privateIpAddress><primary>true</primary></item>
        </privateIpAddressesSet>
        <ipv6AddressesSet/>
      </item>
    </networkInterfaceSet>
    <nextToken>t</nextToken>
</DescribeNetworkInterfacesResponse>"#;

    #[test]
    fn what_ec2_documents_is_read_and_written_again() {
        let output: DescribeNetworkInterfacesOutput = read(DOCUMENTED.as_bytes()).unwrap();
        let [one] = output.network_interfaces.as_slice() else { panic!("{output:?}") };
        assert_eq!((&one.description, one.requester_managed), (&None, Some(false)));
        let attachment = one.attachment.as_ref().unwrap();
        assert_eq!(attachment.instance_id.as_deref(), Some("i-1234567890abcdef0"));
        assert_eq!(one.group_set[0].group_id.as_deref(), Some("sg-3f4b5653"));
        assert_eq!(output.next_token.as_deref(), Some("t"));
        let written = write(Lookup::DescribeNetworkInterfaces, &output).unwrap();
        assert_eq!(read::<DescribeNetworkInterfacesOutput>(written.as_bytes()).unwrap(), output);
    }

    #[test]
    fn an_answer_without_its_list_is_not_an_empty_list() {
        for odd in [
            "",
            "<R/>",
            "<R><subnetSet/></R>",
            "<R><networkInterfaceSet><item>",
            "<R><networkInterfaceSet><member/></networkInterfaceSet></R>",
            "<R><networkInterfaceSet>none</networkInterfaceSet></R>",
        ] {
            assert!(read::<DescribeNetworkInterfacesOutput>(odd.as_bytes()).is_err(), "{odd}");
        }
        for empty in [
            "<R><networkInterfaceSet/></R>",
            "<R><networkInterfaceSet>\n  </networkInterfaceSet></R>",
        ] {
            let read = read::<DescribeNetworkInterfacesOutput>(empty.as_bytes()).unwrap();
            assert!(read.network_interfaces.is_empty(), "{empty}");
        }
    }
}
