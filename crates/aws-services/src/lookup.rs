//! The operations that are sent. Each only reads.

use crate::Service;

/// One operation of a [`Service`], which changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lookup {
    /// <https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeCustomKeyStores.html>
    DescribeCustomKeyStores,
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html>
    ListMetrics,
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html>
    GetMetricData,
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html>
    DescribeNetworkInterfaces,
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html>
    DescribeSecurityGroups,
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html>
    DescribeSecurityGroupRules,
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html>
    DescribeSubnets,
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html>
    DescribeAvailabilityZones,
    /// <https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html>
    ListServiceQuotas,
    /// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html>
    LookupEvents,
}

/// The form of a question and of its answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// JSON both ways; the header `X-Amz-Target` has the operation's name.
    #[default]
    Json,
    /// A form with `Action` and `Version`, answered in XML.
    Query,
}

impl Lookup {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::DescribeCustomKeyStores,
        Self::ListMetrics,
        Self::GetMetricData,
        Self::DescribeNetworkInterfaces,
        Self::DescribeSecurityGroups,
        Self::DescribeSecurityGroupRules,
        Self::DescribeSubnets,
        Self::DescribeAvailabilityZones,
        Self::ListServiceQuotas,
        Self::LookupEvents,
    ];

    /// The service that answers it.
    pub fn service(self) -> Service {
        match self {
            Self::DescribeCustomKeyStores => Service::Kms,
            Self::ListMetrics | Self::GetMetricData => Service::CloudWatch,
            Self::DescribeNetworkInterfaces
            | Self::DescribeSecurityGroups
            | Self::DescribeSecurityGroupRules
            | Self::DescribeSubnets
            | Self::DescribeAvailabilityZones => Service::Ec2,
            Self::ListServiceQuotas => Service::Quotas,
            Self::LookupEvents => Service::CloudTrail,
        }
    }

    /// AWS's name: the action of a form.
    pub fn name(self) -> &'static str {
        match self {
            Self::DescribeCustomKeyStores => "DescribeCustomKeyStores",
            Self::ListMetrics => "ListMetrics",
            Self::GetMetricData => "GetMetricData",
            Self::DescribeNetworkInterfaces => "DescribeNetworkInterfaces",
            Self::DescribeSecurityGroups => "DescribeSecurityGroups",
            Self::DescribeSecurityGroupRules => "DescribeSecurityGroupRules",
            Self::DescribeSubnets => "DescribeSubnets",
            Self::DescribeAvailabilityZones => "DescribeAvailabilityZones",
            Self::ListServiceQuotas => "ListServiceQuotas",
            Self::LookupEvents => "LookupEvents",
        }
    }

    /// The form of the question and of its answer.
    pub fn protocol(self) -> Protocol {
        match self.service() {
            Service::Kms | Service::CloudWatch | Service::Quotas | Service::CloudTrail => {
                Protocol::Json
            }
            Service::Ec2 => Protocol::Query,
        }
    }

    /// The value of the `X-Amz-Target` header; `None` where the body names the operation.
    pub fn target(self) -> Option<&'static str> {
        match self {
            Self::DescribeCustomKeyStores => Some("TrentService.DescribeCustomKeyStores"),
            Self::ListMetrics => Some("GraniteServiceVersion20100801.ListMetrics"),
            Self::GetMetricData => Some("GraniteServiceVersion20100801.GetMetricData"),
            Self::DescribeNetworkInterfaces
            | Self::DescribeSecurityGroups
            | Self::DescribeSecurityGroupRules
            | Self::DescribeSubnets
            | Self::DescribeAvailabilityZones => None,
            Self::ListServiceQuotas => Some("ServiceQuotasV20190624.ListServiceQuotas"),
            Self::LookupEvents => {
                Some("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents")
            }
        }
    }

    /// The content type of its input.
    pub fn content_type(self) -> &'static str {
        match self.service() {
            Service::Kms | Service::Quotas | Service::CloudTrail => "application/x-amz-json-1.1",
            Service::CloudWatch => "application/x-amz-json-1.0",
            Service::Ec2 => "application/x-www-form-urlencoded",
        }
    }

    /// The IAM action that allows it.
    pub fn permission(self) -> &'static str {
        match self {
            Self::DescribeCustomKeyStores => "kms:DescribeCustomKeyStores",
            Self::ListMetrics => "cloudwatch:ListMetrics",
            Self::GetMetricData => "cloudwatch:GetMetricData",
            Self::DescribeNetworkInterfaces => "ec2:DescribeNetworkInterfaces",
            Self::DescribeSecurityGroups => "ec2:DescribeSecurityGroups",
            Self::DescribeSecurityGroupRules => "ec2:DescribeSecurityGroupRules",
            Self::DescribeSubnets => "ec2:DescribeSubnets",
            Self::DescribeAvailabilityZones => "ec2:DescribeAvailabilityZones",
            Self::ListServiceQuotas => "servicequotas:ListServiceQuotas",
            Self::LookupEvents => "cloudtrail:LookupEvents",
        }
    }
}

impl std::fmt::Display for Lookup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_a_lookup_agree_and_all_only_read() {
        for lookup in Lookup::ALL {
            let name = lookup.name();
            let is_named = |target: &str| target.ends_with(&format!(".{name}"));
            assert_eq!(lookup.target().is_some(), lookup.protocol() == Protocol::Json, "{name}");
            assert!(lookup.target().is_none_or(is_named), "{name}");
            let prefix = lookup.service().iam_prefix();
            assert_eq!(lookup.permission(), format!("{prefix}:{name}"));
            let reads = ["Describe", "Get", "List", "Lookup"];
            assert!(reads.iter().any(|verb| name.starts_with(verb)), "{name}");
        }
    }

    #[test]
    fn a_name_and_a_target_lead_to_one_lookup() {
        for (index, lookup) in Lookup::ALL.iter().enumerate() {
            let others = Lookup::ALL.iter().skip(index + 1);
            for other in others {
                assert_ne!(lookup.name(), other.name());
            }
        }
    }
}
