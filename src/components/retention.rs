//! How a retention policy is written on screen.

use cloudhsm_api::BackupRetentionPolicy;

/// The number of days, or the policy as AWS sent it where it is no plain number of days.
pub fn retention(policy: &BackupRetentionPolicy) -> String {
    match policy.days() {
        Some(1) => "1 day".to_owned(),
        Some(days) => [&days.to_string(), " days"].concat(),
        None => unknown_retention(&policy.as_sent()),
    }
}

/// A retention policy that says nothing about when a backup is deleted.
pub fn unknown_retention(as_sent: &str) -> String {
    ["Unknown retention: ", as_sent].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_of_days_is_shown_as_it_came() {
        let policy = |kind: Option<&str>, value: &str| BackupRetentionPolicy {
            r#type: kind.map(str::to_owned),
            value: Some(value.to_owned()),
            ..BackupRetentionPolicy::default()
        };
        assert_eq!(retention(&policy(Some("DAYS"), "90")), "90 days");
        assert_eq!(retention(&policy(Some("DAYS"), "07")), "Unknown retention: 07 DAYS");
        assert_eq!(retention(&policy(None, "30")), "Unknown retention: 30 (no type)");
    }
}
