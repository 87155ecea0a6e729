//! Subnets.

use serde::{Deserialize, Serialize};

use super::xml::{Ec2Tag, items, number, text};

/// The output of `DescribeSubnets`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeSubnetsOutput {
    /// AWS's request ID.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// This page's subnets. An answer without this list is none.
    #[serde(rename = "subnetSet", with = "items")]
    pub subnets: Vec<Subnet>,
    /// Where the next page begins.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A subnet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subnet {
    /// `subnet-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<String>,
    /// `vpc-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
    /// `available`, `pending`, …
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Its IPv4 addresses.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub cidr_block: Option<String>,
    /// Its IPv6 addresses.
    #[serde(default, with = "items", skip_serializing_if = "Vec::is_empty")]
    pub ipv6_cidr_block_association_set: Vec<Ipv6Association>,
    /// How many IPv4 addresses are free.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub available_ip_address_count: Option<u32>,
    /// `us-east-1a`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub availability_zone: Option<String>,
    /// `use1-az1`: the same zone in every account.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub availability_zone_id: Option<String>,
    /// The account that owns it.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    /// Its tags, as far as this account may see them.
    #[serde(default, with = "items", skip_serializing_if = "Vec::is_empty")]
    pub tag_set: Vec<Ec2Tag>,
}

/// A range of IPv6 addresses of a subnet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ipv6Association {
    /// The range.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub ipv6_cidr_block: Option<String>,
    /// `subnet-cidr-assoc-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub association_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Lookup,
        ec2::{read, write},
    };

    /// The form of the example in EC2's API reference.
    const DOCUMENTED: &str = r#"<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</requestId>
  <subnetSet>
    <item>
      <subnetId>subnet-9d4a7b6c</subnetId>
      <subnetArn>arn:aws:ec2:us-east-1:123456789012:subnet/subnet-9d4a7b6c</subnetArn>
      <state>available</state>
      <ownerId>123456789012</ownerId>
      <vpcId>vpc-1a2b3c4d</vpcId>
      <cidrBlock>10.0.1.0/24</cidrBlock>
      <ipv6CidrBlockAssociationSet>
        <item>
          <ipv6CidrBlock>2001:db8:1234:a100::/64</ipv6CidrBlock>
          <associationId>subnet-cidr-assoc-abababab</associationId>
          <ipv6CidrBlockState><state>ASSOCIATED</state></ipv6CidrBlockState>
        </item>
      </ipv6CidrBlockAssociationSet>
      <availableIpAddressCount>0</availableIpAddressCount>
      <availabilityZone>us-east-1a</availabilityZone>
      <availabilityZoneId>use1-az1</availabilityZoneId>
      <defaultForAz>false</defaultForAz>
      <tagSet><item><key>Name</key><value>R&amp;D &lt;1&gt;</value></item><item><key>k</key><value/></item></tagSet>
    </item>
    <item><subnetId>subnet-2</subnetId><availabilityZone/><availableIpAddressCount/><tagSet/></item>
  </subnetSet>
</DescribeSubnetsResponse>"#;

    #[test]
    fn what_ec2_documents_is_read_and_written_again() {
        let output: DescribeSubnetsOutput = read(DOCUMENTED.as_bytes()).unwrap();
        let [one, other] = output.subnets.as_slice() else { panic!("{output:?}") };
        assert_eq!(Ec2Tag::name_among(&one.tag_set), Some("R&D <1>"));
        assert_eq!(one.available_ip_address_count, Some(0));
        assert_eq!(
            one.ipv6_cidr_block_association_set[0].ipv6_cidr_block.as_deref(),
            Some("2001:db8:1234:a100::/64")
        );
        assert_eq!((&other.availability_zone, other.available_ip_address_count), (&None, None));
        let written = write(Lookup::DescribeSubnets, &output).unwrap();
        assert!(
            written.contains(
                "<DescribeSubnetsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\
                 <requestId>7a62c49f"
            ),
            "{written}"
        );
        assert_eq!(read::<DescribeSubnetsOutput>(written.as_bytes()).unwrap(), output);
    }

    #[test]
    fn an_answer_without_its_list_is_not_an_empty_list() {
        for odd in [
            "",
            "{}",
            "<html><body>no</body></html>",
            "<DescribeSubnetsResponse><requestId>r</requestId></DescribeSubnetsResponse>",
            "<DescribeSubnetsResponse><subnetSet><item><subnetId>s</subnetId></item>",
            "<R><subnetSet><item><availableIpAddressCount>many</availableIpAddressCount></item></subnetSet></R>",
        ] {
            assert!(read::<DescribeSubnetsOutput>(odd.as_bytes()).is_err(), "{odd}");
        }
        for empty in ["<R><subnetSet/></R>", "<R><subnetSet></subnetSet></R>"] {
            let output: DescribeSubnetsOutput = read(empty.as_bytes()).unwrap();
            assert!(output.subnets.is_empty());
        }
        let nothing = write(Lookup::DescribeSubnets, &DescribeSubnetsOutput::default()).unwrap();
        assert!(nothing.contains("<subnetSet/>"), "{nothing}");
    }
}
