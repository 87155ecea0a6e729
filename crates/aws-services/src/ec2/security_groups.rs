//! Security groups and their rules.

use serde::{Deserialize, Serialize};

use super::xml::{Ec2Tag, items, number, text};

/// The output of `DescribeSecurityGroups`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeSecurityGroupsOutput {
    /// AWS's request ID.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// This page's groups. An answer without this list is none.
    #[serde(rename = "securityGroupInfo", with = "items")]
    pub security_groups: Vec<SecurityGroup>,
    /// Where the next page begins.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A security group. Its rules are asked for by `DescribeSecurityGroupRules`, which names each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecurityGroup {
    /// The account that owns it.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    /// `sg-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
    /// Its name.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub group_name: Option<String>,
    /// What its maker wrote.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub group_description: Option<String>,
    /// `vpc-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
    /// Its tags.
    #[serde(default, with = "items", skip_serializing_if = "Vec::is_empty")]
    pub tag_set: Vec<Ec2Tag>,
}

/// The output of `DescribeSecurityGroupRules`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeSecurityGroupRulesOutput {
    /// AWS's request ID.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// This page's rules. An answer without this list is none.
    #[serde(rename = "securityGroupRuleSet", with = "items")]
    pub security_group_rules: Vec<SecurityGroupRule>,
    /// Where the next page begins.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// One rule of a security group, with one peer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecurityGroupRule {
    /// `sgr-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub security_group_rule_id: Option<String>,
    /// The group that it is of.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
    /// The account that owns that group.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub group_owner_id: Option<String>,
    /// Whether it is about what leaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_egress: Option<bool>,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub ip_protocol: Option<String>,
    /// The first port, or an ICMP type; `-1` for all.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub from_port: Option<i32>,
    /// The last port, or an ICMP code; `-1` for all.
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub to_port: Option<i32>,
    /// Its peer, if that is a range of IPv4 addresses.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub cidr_ipv4: Option<String>,
    /// Its peer, if that is a range of IPv6 addresses.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub cidr_ipv6: Option<String>,
    /// Its peer, if that is a prefix list.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub prefix_list_id: Option<String>,
    /// Its peer, if that is a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referenced_group_info: Option<ReferencedGroup>,
    /// What its maker wrote.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its tags.
    #[serde(default, with = "items", skip_serializing_if = "Vec::is_empty")]
    pub tag_set: Vec<Ec2Tag>,
}

/// A group that is the peer of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReferencedGroup {
    /// `sg-…`
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
    /// `active`, or `deleted` in a VPC that was a peer.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub peering_status: Option<String>,
    /// The account that owns it.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Its VPC.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Lookup,
        ec2::{read, write},
    };

    /// The form of the example in EC2's API reference.
    const RULES: &str = r#"<DescribeSecurityGroupRulesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>1337a6cb-99a2-4ade-a5b2-EXAMPLE</requestId>
    <securityGroupRuleSet>
        <item>
            <cidrIpv4>0.0.0.0/0</cidrIpv4>
            <fromPort>-1</fromPort>
            <groupId>sg-1</groupId>
            <groupOwnerId>123456789012</groupOwnerId>
            <ipProtocol>-1</ipProtocol>
            <isEgress>true</isEgress>
            <securityGroupRuleArn>arn</securityGroupRuleArn>
            <securityGroupRuleId>sgr-1</securityGroupRuleId>
            <tagSet/>
            <toPort>-1</toPort>
        </item>
        <item>
            <fromPort>2223</fromPort>
            <toPort>2225</toPort>
            <ipProtocol>tcp</ipProtocol>
            <isEgress>false</isEgress>
            <referencedGroupInfo><groupId>sg-1</groupId><userId>123456789012</userId></referencedGroupInfo>
            <securityGroupRuleId>sgr-2</securityGroupRuleId>
        </item>
    </securityGroupRuleSet>
</DescribeSecurityGroupRulesResponse>"#;

    #[test]
    fn rules_are_read_and_written_again() {
        let output: DescribeSecurityGroupRulesOutput = read(RULES.as_bytes()).unwrap();
        let [all, own] = output.security_group_rules.as_slice() else { panic!("{output:?}") };
        assert_eq!((all.is_egress, all.from_port), (Some(true), Some(-1)));
        assert_eq!(all.cidr_ipv4.as_deref(), Some("0.0.0.0/0"));
        let peer = own.referenced_group_info.as_ref().unwrap();
        assert_eq!((peer.group_id.as_deref(), own.to_port), (Some("sg-1"), Some(2225)));
        let written = write(Lookup::DescribeSecurityGroupRules, &output).unwrap();
        assert_eq!(read::<DescribeSecurityGroupRulesOutput>(written.as_bytes()).unwrap(), output);
    }

    #[test]
    fn groups_are_read_and_written_again() {
        let group = SecurityGroup {
            group_id: Some("sg-1".to_owned()),
            group_name: Some("n".repeat(256)),
            ..SecurityGroup::default()
        };
        let output = DescribeSecurityGroupsOutput {
            request_id: Some("r".to_owned()),
            security_groups: vec![group],
            next_token: None,
        };
        let written = write(Lookup::DescribeSecurityGroups, &output).unwrap();
        let begins = "<securityGroupInfo><item><groupId>sg-1</groupId>";
        assert!(written.contains(begins), "{written}");
        assert_eq!(read::<DescribeSecurityGroupsOutput>(written.as_bytes()).unwrap(), output);
    }

    #[test]
    fn an_answer_without_its_list_is_not_an_empty_list() {
        for odd in ["", "<R/>", "<R><subnetSet/></R>"] {
            assert!(read::<DescribeSecurityGroupsOutput>(odd.as_bytes()).is_err(), "{odd}");
            assert!(read::<DescribeSecurityGroupRulesOutput>(odd.as_bytes()).is_err(), "{odd}");
        }
    }
}
