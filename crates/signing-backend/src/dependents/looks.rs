//! Which services may be asked: the operator's choice.

use std::{collections::BTreeSet, str::FromStr};

use aws_services::{Service, UnknownService};

/// In the place of all names: ask none.
const NONE: &str = "none";

/// The services that are asked who depends on a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looks(BTreeSet<Service>);

/// A text that names something else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownLooks {
    /// Not a service that is asked.
    #[error("{0}; or none")]
    Service(#[from] UnknownService),
    /// `none` beside a service.
    #[error("none can't be combined with a service")]
    NoneAndSome,
}

impl Looks {
    /// No service is asked.
    pub fn none() -> Self {
        Self(BTreeSet::new())
    }

    /// Whether this service is asked.
    pub fn at(&self, service: Service) -> bool {
        self.0.contains(&service)
    }

    /// The services that are asked.
    pub fn services(&self) -> impl Iterator<Item = Service> {
        self.0.iter().copied()
    }
}

impl Default for Looks {
    fn default() -> Self {
        Self(Service::ALL.iter().copied().collect())
    }
}

impl FromStr for Looks {
    type Err = UnknownLooks;

    /// Names with commas between them, or `none`.
    fn from_str(text: &str) -> Result<Self, UnknownLooks> {
        let names: Vec<_> = text.split(',').map(str::trim).collect();
        match names.as_slice() {
            [NONE] => Ok(Self::none()),
            names if names.contains(&NONE) => Err(UnknownLooks::NoneAndSome),
            names => Ok(Self(names.iter().map(|name| name.parse()).collect::<Result<_, _>>()?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_or_none_and_nothing_else() {
        assert_eq!("kms,cloudwatch,ec2,quotas,cloudtrail".parse(), Ok(Looks::default()));
        assert_eq!(" ec2 , cloudtrail, kms, quotas, cloudwatch,kms".parse(), Ok(Looks::default()));
        let one: Looks = "ec2".parse().unwrap();
        assert_eq!(one.services().collect::<Vec<_>>(), [Service::Ec2]);
        assert_eq!("none".parse(), Ok(Looks::none()));
        assert_eq!("none,kms".parse::<Looks>(), Err(UnknownLooks::NoneAndSome));
        for odd in ["", "s3", "KMS", "kms,", "all"] {
            let error = odd.parse::<Looks>().unwrap_err().to_string();
            assert!(error.contains("kms") && error.contains("none"), "{odd}: {error}");
        }
        assert!(Looks::default().at(Service::Kms) && !Looks::none().at(Service::Kms));
    }
}
