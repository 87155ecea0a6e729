//! Where requests go: region names and the endpoints that follow from them.
//!
//! Endpoints come from configuration only. Nothing that a request carries can name a host.

mod regions;

use std::collections::BTreeMap;

use aws_services::Service;

pub use regions::RegionNotice;

/// Why there is no endpoint for a region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// The text is not the name of a region.
    #[error("{0:?} is not the name of an AWS region, such as eu-central-1")]
    NotARegion(String),
    /// The endpoint is not a URL that requests can go to.
    #[error(
        "{url:?} is not an endpoint: {reason}. It must look like https://host or http://host:port"
    )]
    NotAnEndpoint {
        /// The text.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A partition whose domain this program does not know.
    #[error("the domain of {0:?}'s partition is not known here; name the endpoint yourself")]
    UnknownPartition(String),
    /// An endpoint of the operator's own, and FIPS or dual-stack, which choose among AWS's.
    #[error(
        "the endpoint {url} is set together with {setting}, which chooses among AWS's own \
         endpoints. Remove one of the two: --endpoint-url can name a FIPS or dual-stack endpoint too"
    )]
    Contradiction {
        /// The named endpoint.
        url: String,
        /// The SDK's setting.
        setting: &'static str,
    },
}

/// Checks the shape of a region's name: lower-case words and a number, as all of AWS's.
pub fn check_region(name: &str) -> Result<(), EndpointError> {
    let mut parts = name.split('-').rev();
    let numbered = parts.next().is_some_and(|last| {
        (1..=2).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_digit())
    });
    let words: Vec<_> = parts.collect();
    let worded = words.len() >= 2
        && words
            .iter()
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()));
    if numbered && worded && name.len() <= 32 {
        Ok(())
    } else {
        Err(EndpointError::NotARegion(name.to_owned()))
    }
}

/// How endpoints are made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointRules {
    /// An endpoint for CloudHSM that the operator named, for all regions.
    pub cloudhsm: Option<String>,
    /// The same for STS.
    pub sts: Option<String>,
    /// The same for the services that know who depends on a cluster.
    pub services: BTreeMap<Service, String>,
    /// The SDK's FIPS setting.
    pub use_fips: bool,
    /// The SDK's dual-stack setting.
    pub use_dual_stack: bool,
}

impl EndpointRules {
    /// CloudHSM's endpoint in a region.
    pub fn cloudhsm(&self, region: &str) -> Result<String, EndpointError> {
        match &self.cloudhsm {
            Some(url) => self.named(url),
            None => self.of_region("cloudhsmv2", region),
        }
    }

    /// STS's endpoint in a region: with an endpoint of the operator's own for CloudHSM and none for
    /// STS, the same, because what stands in for one AWS service usually stands in for all.
    pub fn sts(&self, region: &str) -> Result<String, EndpointError> {
        match self.sts.as_ref().or(self.cloudhsm.as_ref()) {
            Some(url) => self.named(url),
            None => self.of_region("sts", region),
        }
    }

    /// The endpoint in a region of a service that knows who depends on a cluster.
    ///
    /// Where the operator named an endpoint for CloudHSM alone: if that is AWS's own, such as a VPC
    /// endpoint, the service is where it always is; what stands in for AWS stands in for all of it.
    pub fn service(&self, service: Service, region: &str) -> Result<String, EndpointError> {
        if let Some(url) = self.services.get(&service) {
            return self.named(url);
        }
        match &self.cloudhsm {
            Some(url) if !is_of_aws(url) => self.named(url),
            _ if self.use_fips && !self.use_dual_stack && is_fips_anyway(service, region) => {
                let plain = Self { use_fips: false, ..self.clone() };
                plain.of_region(service.endpoint_prefix(), region)
            }
            _ => self.of_region(service.endpoint_prefix(), region),
        }
    }

    /// What speaks against this region, as far as AWS's documents tell. An endpoint that the operator
    /// named may know more regions.
    pub fn notices(&self, region: &str) -> Vec<RegionNotice> {
        match &self.cloudhsm {
            Some(_) => Vec::new(),
            None => regions::notices(region, self.use_fips),
        }
    }

    /// AWS's own rules refuse an endpoint beside settings that it would override, too.
    fn named(&self, url: &str) -> Result<String, EndpointError> {
        let setting = match (self.use_fips, self.use_dual_stack) {
            (true, _) => "FIPS (use_fips_endpoint, AWS_USE_FIPS_ENDPOINT)",
            (false, true) => "dual-stack (use_dualstack_endpoint, AWS_USE_DUALSTACK_ENDPOINT)",
            (false, false) => return checked(url),
        };
        Err(EndpointError::Contradiction { url: url.to_owned(), setting })
    }

    fn of_region(&self, service: &str, region: &str) -> Result<String, EndpointError> {
        check_region(region)?;
        let partition = Partition::of(region)
            .ok_or_else(|| EndpointError::UnknownPartition(region.to_owned()))?;
        let fips = if self.use_fips { "-fips" } else { "" };
        let suffix = if self.use_dual_stack { partition.dual_stack } else { partition.suffix };
        Ok(format!("https://{service}{fips}.{region}.{suffix}/"))
    }
}

struct Partition {
    suffix: &'static str,
    dual_stack: &'static str,
}

impl Partition {
    /// By the prefix of the region, as the SDKs' partition metadata has it.
    fn of(region: &str) -> Option<Self> {
        if region.starts_with("cn-") {
            return Some(Self {
                suffix: "amazonaws.com.cn",
                dual_stack: "api.amazonwebservices.com.cn",
            });
        }
        // The isolated partitions (us-iso…, eu-iso…) and the European one have domains of their own.
        let other = region.contains("-iso") || region.starts_with("eusc-");
        (!other).then_some(Self { suffix: "amazonaws.com", dual_stack: "api.aws" })
    }
}

/// In GovCloud, some services' usual endpoints are their FIPS endpoints: as the SDKs' rules have it.
fn is_fips_anyway(service: Service, region: &str) -> bool {
    region.starts_with("us-gov-")
        && matches!(
            service,
            Service::CloudWatch | Service::Ec2 | Service::Quotas | Service::CloudTrail
        )
}

/// Whether a named endpoint is in one of AWS's own domains, as VPC endpoints are.
fn is_of_aws(url: &str) -> bool {
    let host = reqwest::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| {
        let domains =
            ["amazonaws.com", "amazonaws.com.cn", "api.aws", "api.amazonwebservices.com.cn"];
        domains
            .iter()
            .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
    })
}

/// The same URL with a path, fit to be signed and sent.
fn checked(url: &str) -> Result<String, EndpointError> {
    let refuse = |reason| EndpointError::NotAnEndpoint { url: url.to_owned(), reason };
    let parsed = reqwest::Url::parse(url).map_err(|_| refuse("it is not a URL"))?;
    if !matches!(parsed.scheme(), "http" | "https") || parsed.host_str().is_none() {
        return Err(refuse("it is neither http nor https"));
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(refuse("it contains a user name or a password"));
    }
    if parsed.query().is_some() || parsed.fragment().is_some() {
        return Err(refuse("it contains a query or a fragment"));
    }
    Ok(parsed.into())
}

#[cfg(test)]
mod tests;
