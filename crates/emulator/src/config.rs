//! What an emulator is started with, and what it refuses to start with.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use crate::{Clock, estate::Rules};

/// How to start an emulator. `Config::default()` is right for most tests.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen. Loopback only; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The fleet, its ids and its credentials follow from this number.
    pub seed: u64,
    /// Whether there are the clusters with names. Without them the emulator starts empty.
    pub named_clusters: bool,
    /// Number of generated clusters, in addition to the named ones, spread over the regions.
    pub extra_clusters: usize,
    /// The regions that are served; the named clusters live in the first two.
    pub regions: Vec<String>,
    /// Time scale: at 1 a deletion takes a few seconds, at 0 it is immediate.
    pub time_scale: f64,
    /// How long a deleted cluster is still listed as `DELETED`, before `time_scale`.
    ///
    /// AWS documents no figure: at zero it goes straight from `DELETE_IN_PROGRESS` to absent.
    pub deleted_visible: Duration,
    /// After how many seconds an initialized cluster becomes `ACTIVE`, before `time_scale`.
    ///
    /// At AWS its owner activates it, with the HSM's own client. `None`: only the control surface
    /// does that here.
    pub activation_seconds: Option<u64>,
    /// Whether clusters of type hsm1.medium can still be created, as until April 2025.
    pub new_hsm1_clusters: bool,
    /// Serves `/_emulator/…`, with which tests make faults and count calls.
    pub control: bool,
    /// The current time. A fixed clock makes the whole fleet, certificates included, repeatable.
    pub clock: Clock,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            seed: 1,
            named_clusters: true,
            extra_clusters: 0,
            regions: vec!["us-east-1".to_owned(), "eu-central-1".to_owned()],
            time_scale: 1.0,
            deleted_visible: Duration::from_secs(20),
            activation_seconds: None,
            new_hsm1_clusters: false,
            control: false,
            clock: Clock::system(),
        }
    }
}

impl Config {
    pub(crate) fn rules(&self) -> Rules {
        Rules {
            activation_seconds: self.activation_seconds,
            new_hsm1_clusters: self.new_hsm1_clusters,
            ..Rules::default()
        }
    }

    pub(crate) fn check(&self) -> Result<(), StartError> {
        if !self.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(self.listen));
        }
        if self.regions.is_empty() {
            return Err(StartError::NoRegion);
        }
        if let Some(region) = self.regions.iter().find(|region| !is_region_name(region)) {
            return Err(StartError::InvalidRegion(region.clone()));
        }
        if !self.time_scale.is_finite() || self.time_scale < 0.0 {
            return Err(StartError::InvalidTimeScale(self.time_scale));
        }
        Ok(())
    }
}

/// `us-east-1`, `us-gov-west-1`, `ap-southeast-2`: the shape that the API model demands.
pub(crate) fn is_region_name(text: &str) -> bool {
    const SIDES: [&str; 5] = ["east", "west", "north", "south", "central"];
    let parts: Vec<&str> = text.split('-').collect();
    let (area, side, number) = match parts.as_slice() {
        [area, side, number] | [area, "gov", side, number] => (*area, *side, *number),
        _ => return false,
    };
    let side_is_known = SIDES.iter().any(|first| {
        side.strip_prefix(first).is_some_and(|rest| rest.is_empty() || SIDES.contains(&rest))
    });
    area.len() == 2
        && area.bytes().all(|byte| byte.is_ascii_lowercase())
        && side_is_known
        && number.len() == 1
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Why an emulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Whoever reaches the emulator and knows its public keys can use it: it stays on the machine.
    #[error("{0} is not a loopback address; the emulator listens on this machine only")]
    NotLoopback(SocketAddr),
    /// No region to serve.
    #[error("at least one region is needed")]
    NoRegion,
    /// Not the shape of an AWS region's name.
    #[error("{0:?} is not the name of an AWS region")]
    InvalidRegion(String),
    /// Not a factor that time can be stretched by.
    #[error("{0} is not a time scale: use 0 or a positive number")]
    InvalidTimeScale(f64),
    /// The address is taken, or the system refuses it.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The certificates could not be made from the keys that the crate carries.
    #[error("cannot make the emulator's certificates: {0}")]
    Certificates(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_on_this_machine() {
        let config = Config { listen: "0.0.0.0:0".parse().unwrap(), ..Config::default() };
        assert!(matches!(config.check(), Err(StartError::NotLoopback(_))));
        assert!(Config::default().check().is_ok());
    }

    #[test]
    fn knows_the_shape_of_a_region() {
        for good in ["us-east-1", "ap-southeast-2", "us-gov-west-1", "eu-central-1", "ca-west-1"] {
            assert!(is_region_name(good), "{good}");
        }
        for bad in ["", "us-east", "us_east_1", "US-EAST-1", "us-up-1", "us-east-11", "a/b-east-1"]
        {
            assert!(!is_region_name(bad), "{bad}");
        }
    }
}
