//! EC2's wire: a form goes in, XML comes out.
//!
//! All questions have the same form, [`Ec2Question`]. Their answers are read by [`read`] and
//! written by [`write`], with their request ID in the body.

mod error;
mod interfaces;
mod question;
mod security_groups;
mod subnets;
mod xml;
mod zones;

pub use error::Ec2Error;
pub use interfaces::{
    Attachment, DescribeNetworkInterfacesOutput, GroupIdentifier, NetworkInterface,
};
pub use question::{Ec2Filter, Ec2Form, Ec2FormError, Ec2Question};
pub use security_groups::{
    DescribeSecurityGroupRulesOutput, DescribeSecurityGroupsOutput, ReferencedGroup, SecurityGroup,
    SecurityGroupRule,
};
pub use subnets::{DescribeSubnetsOutput, Ipv6Association, Subnet};
pub use xml::{Ec2Tag, XmlError, read, write};
pub use zones::{AvailabilityZone, DescribeAvailabilityZonesOutput, ZoneMessage};

/// The version of EC2's API.
pub const EC2_VERSION: &str = "2016-11-15";
