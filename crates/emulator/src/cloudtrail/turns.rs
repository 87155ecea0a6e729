//! AWS's limit: two calls a second for an account and region.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html>

use std::collections::BTreeMap;

const CALLS: usize = 2;
const MILLIS: i64 = 1000;

/// When each region was asked in the last second.
#[derive(Debug, Default)]
pub(crate) struct Turns(BTreeMap<String, Vec<i64>>);

impl Turns {
    /// Whether the region may be asked now. A call that may not doesn't count.
    pub(crate) fn take(&mut self, region: &str, now_millis: i64) -> bool {
        let times = self.0.entry(region.to_owned()).or_default();
        times.retain(|time| now_millis - *time < MILLIS);
        if times.len() >= CALLS {
            return false;
        }
        times.push(now_millis);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_has_two_a_second() {
        let mut turns = Turns::default();
        let mut take = |region, millis| turns.take(region, millis);
        assert!(take("a", 0) && take("a", 500));
        assert!(!take("a", 600) && !take("a", 999));
        assert!(take("b", 600), "of its own");
        assert!(take("a", 1000));
        assert!(!take("a", 1400));
        assert!(take("a", 1500));
    }
}
