//! The operations that are sent. Each only reads.

use crate::Service;

/// One operation of a [`Service`], which changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lookup {
    /// <https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeCustomKeyStores.html>
    DescribeCustomKeyStores,
}

impl Lookup {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::DescribeCustomKeyStores];

    /// The service that answers it.
    pub fn service(self) -> Service {
        match self {
            Self::DescribeCustomKeyStores => Service::Kms,
        }
    }

    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::DescribeCustomKeyStores => "DescribeCustomKeyStores",
        }
    }

    /// The value of the `X-Amz-Target` header.
    pub fn target(self) -> &'static str {
        match self {
            Self::DescribeCustomKeyStores => "TrentService.DescribeCustomKeyStores",
        }
    }

    /// The content type of its input.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::DescribeCustomKeyStores => "application/x-amz-json-1.1",
        }
    }

    /// The IAM action that allows it.
    pub fn permission(self) -> &'static str {
        match self {
            Self::DescribeCustomKeyStores => "kms:DescribeCustomKeyStores",
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
            assert!(lookup.target().ends_with(&format!(".{name}")), "{name}");
            let prefix = lookup.service().signing_name();
            assert_eq!(lookup.permission(), format!("{prefix}:{name}"));
            let reads = ["Describe", "Get", "List", "Lookup"];
            assert!(reads.iter().any(|verb| name.starts_with(verb)), "{name}");
        }
    }
}
