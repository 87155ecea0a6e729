//! Addresses in the AWS console of what a cluster is attached to, in the right partition.
//!
//! AWS documents no scheme for these links; they are the addresses that the AWS console itself shows
//! (as of 2026). The host of each partition is that of
//! <https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>.

/// Something that the AWS console has a page for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// A VPC.
    Vpc,
    /// A subnet.
    Subnet,
    /// A security group.
    SecurityGroup,
    /// An elastic network interface.
    NetworkInterface,
}

impl Resource {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Subnet => "subnet",
            Self::SecurityGroup => "security group",
            Self::NetworkInterface => "ENI",
        }
    }

    /// The page of the service's console, with the name of the id in it.
    fn page(self) -> [&'static str; 2] {
        match self {
            Self::Vpc => ["vpcconsole", "VpcDetails:VpcId="],
            Self::Subnet => ["vpcconsole", "SubnetDetails:subnetId="],
            Self::SecurityGroup => ["vpcconsole", "SecurityGroup:groupId="],
            Self::NetworkInterface => ["ec2", "NetworkInterface:networkInterfaceId="],
        }
    }
}

/// The address; `None` where the partition's console is not known, or the id is none of AWS's.
pub fn address(region: &str, resource: Resource, id: &str) -> Option<String> {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !plain(region) || !plain(id) || id.is_empty() {
        return None;
    }
    let host = match region {
        _ if region.starts_with("cn-") => "console.amazonaws.cn",
        _ if region.starts_with("us-gov-") => "console.amazonaws-us-gov.com",
        _ if region.contains("-iso") || region.starts_with("eusc-") => return None,
        _ => "console.aws.amazon.com",
    };
    let [service, page] = resource.page();
    let parts =
        ["https://", region, ".", host, "/", service, "/home?region=", region, "#", page, id];
    Some(parts.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_its_console() {
        let vpc = |region| address(region, Resource::Vpc, "vpc-1");
        assert_eq!(
            vpc("eu-west-1").as_deref(),
            Some(
                "https://eu-west-1.console.aws.amazon.com/vpcconsole/home?region=eu-west-1#VpcDetails:VpcId=vpc-1"
            )
        );
        assert!(
            vpc("cn-north-1")
                .is_some_and(|url| url.starts_with("https://cn-north-1.console.amazonaws.cn/"))
        );
        assert!(
            vpc("us-gov-west-1").is_some_and(|url| url.contains(".console.amazonaws-us-gov.com/"))
        );
        assert_eq!(vpc("us-iso-east-1"), None);
    }

    #[test]
    fn what_is_no_id_of_aws_gets_no_link() {
        for id in ["", "vpc-1/../x", "javascript:alert(1)", "vpc 1"] {
            assert_eq!(address("eu-west-1", Resource::Vpc, id), None, "{id}");
        }
        assert_eq!(address("evil.example/", Resource::Vpc, "vpc-1"), None);
    }
}
