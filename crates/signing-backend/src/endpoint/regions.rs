//! The regions in which AWS lists CloudHSM, and a FIPS endpoint of it.
//!
//! By the table in the AWS General Reference, "AWS CloudHSM endpoints and quotas", as of November
//! 2025. AWS adds regions, so this warns and refuses nothing.

/// Where AWS lists CloudHSM.
const CLOUDHSM: [&str; 34] = [
    "af-south-1",
    "ap-east-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// Where AWS lists a FIPS endpoint of it.
const FIPS: [&str; 7] = [
    "ca-central-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// What speaks against a region before anything is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegionNotice {
    /// AWS lists no CloudHSM there.
    NoCloudHsm(String),
    /// FIPS is asked for, and AWS lists no such endpoint there.
    NoFipsEndpoint(String),
}

impl std::fmt::Display for RegionNotice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoCloudHsm(region) if region.starts_with("cn-") => write!(
                f,
                "CloudHSM is not available in the China partition, so calls to {region} will fail"
            ),
            Self::NoCloudHsm(region) => write!(
                f,
                "AWS lists no CloudHSM in {region}. Check the region's name; ignore this if \
                 CloudHSM is new there"
            ),
            Self::NoFipsEndpoint(region) => write!(
                f,
                "AWS lists no FIPS endpoint of CloudHSM in {region}, so its name may not resolve. \
                 Turn off use_fips_endpoint for this region"
            ),
        }
    }
}

pub(super) fn notices(region: &str, use_fips: bool) -> Vec<RegionNotice> {
    if !CLOUDHSM.contains(&region) {
        return vec![RegionNotice::NoCloudHsm(region.to_owned())];
    }
    if use_fips && !FIPS.contains(&region) {
        return vec![RegionNotice::NoFipsEndpoint(region.to_owned())];
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_without_cloudhsm_or_without_fips_are_named() {
        let told = |region: &str, use_fips| {
            notices(region, use_fips).iter().map(ToString::to_string).collect::<String>()
        };
        for region in CLOUDHSM {
            crate::endpoint::check_region(region).unwrap();
            assert_eq!(told(region, false), "");
            assert_eq!(told(region, true).is_empty(), FIPS.contains(&region), "{region}");
        }
        for region in ["ap-southeast-4", "ap-east-2", "eu-west-9", "us-iso-east-1"] {
            assert!(told(region, false).contains(&format!("no CloudHSM in {region}")), "{region}");
        }
        assert!(told("cn-north-1", false).contains("China partition"));
        assert!(told("eu-west-1", true).contains("no FIPS endpoint"));
    }
}
