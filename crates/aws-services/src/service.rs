//! The services that are asked, and the names that each has.

/// A service of AWS that knows something of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Key Management Service: its custom key stores depend on clusters.
    Kms,
    /// CloudWatch: what the HSMs measured.
    CloudWatch,
    /// EC2: the network of a cluster, and who else is in it.
    Ec2,
    /// Service Quotas: how much of CloudHSM an account may have.
    Quotas,
    /// CloudTrail: who called what.
    CloudTrail,
}

/// A text that is not the name of a service that is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownService(pub String);

impl Service {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Kms, Self::CloudWatch, Self::Ec2, Self::Quotas, Self::CloudTrail];

    /// Its name here, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kms => "kms",
            Self::CloudWatch => "cloudwatch",
            Self::Ec2 => "ec2",
            Self::Quotas => "quotas",
            Self::CloudTrail => "cloudtrail",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Kms => "KMS",
            Self::CloudWatch => "CloudWatch",
            Self::Ec2 => "EC2",
            Self::Quotas => "Service Quotas",
            Self::CloudTrail => "CloudTrail",
        }
    }

    /// The name in a signature's scope.
    pub fn signing_name(self) -> &'static str {
        match self {
            Self::Kms => "kms",
            Self::CloudWatch => "monitoring",
            Self::Ec2 => "ec2",
            Self::Quotas => "servicequotas",
            Self::CloudTrail => "cloudtrail",
        }
    }

    /// The first part of its endpoints' names.
    pub fn endpoint_prefix(self) -> &'static str {
        match self {
            Self::Kms => "kms",
            Self::CloudWatch => "monitoring",
            Self::Ec2 => "ec2",
            Self::Quotas => "servicequotas",
            Self::CloudTrail => "cloudtrail",
        }
    }

    /// The first part of its actions' names in IAM, which is not always the signing name:
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html>.
    pub fn iam_prefix(self) -> &'static str {
        match self {
            Self::Kms => "kms",
            Self::CloudWatch => "cloudwatch",
            Self::Ec2 => "ec2",
            Self::Quotas => "servicequotas",
            Self::CloudTrail => "cloudtrail",
        }
    }

    /// The SDKs' name, of which `AWS_ENDPOINT_URL_…` is made.
    pub fn sdk_id(self) -> &'static str {
        match self {
            Self::Kms => "KMS",
            Self::CloudWatch => "CloudWatch",
            Self::Ec2 => "EC2",
            Self::Quotas => "Service Quotas",
            Self::CloudTrail => "CloudTrail",
        }
    }
}

impl std::fmt::Display for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.title())
    }
}

impl std::str::FromStr for Service {
    type Err = UnknownService;

    fn from_str(text: &str) -> Result<Self, UnknownService> {
        let found = Self::ALL.iter().find(|service| service.name() == text);
        found.copied().ok_or_else(|| UnknownService(text.to_owned()))
    }
}

impl std::fmt::Display for UnknownService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = Service::ALL.iter().map(|service| service.name()).collect();
        write!(f, "{:?} is not a service that is asked: {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownService {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for service in Service::ALL {
            assert_eq!(service.name().parse(), Ok(*service));
        }
        for odd in ["", "KMS", "kms ", "s3", "monitoring"] {
            assert_eq!(odd.parse::<Service>(), Err(UnknownService(odd.to_owned())));
        }
    }
}
