//! Key stores and use of a cluster, in the words of the list and of its filter. What isn't known is
//! `unknown`, and never `none` or `no`.

use backend_api::ClusterUse;
use cloudhsm_api::Timestamp;

/// What isn't known.
pub const UNKNOWN: &str = "unknown";
/// No key store; no use.
pub const NONE: &str = "none";

/// The states of its key stores, the worst first, in AWS's words; `none`, or `unknown`.
pub fn key_stores(used: Option<&ClusterUse>) -> Vec<&str> {
    match used.and_then(|it| it.key_stores.as_deref()) {
        None => vec![UNKNOWN],
        Some([]) => vec![NONE],
        Some(states) => states.iter().map(String::as_str).collect(),
    }
}

/// Whether it is used: `yes`, `no` or `unknown`.
pub fn is_used(used: Option<&ClusterUse>) -> &'static str {
    match used.and_then(|it| it.used) {
        None => UNKNOWN,
        Some(false) => "no",
        Some(true) => "yes",
    }
}

/// When it was last used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LastUse<'a> {
    /// Whether it was isn't known.
    Unknown,
    /// Not in the last 14 days.
    None,
    /// At this time.
    At(&'a Timestamp),
    /// It has token keys, and no more sessions than AWS's own.
    KeysOnly,
}

/// When it was last used.
pub fn last_use(used: Option<&ClusterUse>) -> LastUse<'_> {
    match used.map(|it| (it.used, it.last_used.as_ref())) {
        None | Some((None, _)) => LastUse::Unknown,
        Some((Some(false), _)) => LastUse::None,
        Some((Some(true), Some(time))) => LastUse::At(time),
        Some((Some(true), None)) => LastUse::KeysOnly,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_neither_none_nor_no() {
        let mut used = ClusterUse {
            cluster_id: "cluster-a".into(),
            key_stores: None,
            used: None,
            most_sessions: None,
            most_token_keys: None,
            last_used: None,
        };
        for unknown in [None, Some(&used)] {
            assert_eq!((key_stores(unknown), is_used(unknown)), (vec![UNKNOWN], UNKNOWN));
            assert_eq!(last_use(unknown), LastUse::Unknown);
        }
        used.key_stores = Some(vec![]);
        used.used = Some(false);
        assert_eq!((key_stores(Some(&used)), is_used(Some(&used))), (vec![NONE], "no"));
        assert_eq!(last_use(Some(&used)), LastUse::None);
        used.key_stores = Some(vec!["FAILED".into(), "CONNECTED".into()]);
        used.used = Some(true);
        assert_eq!(key_stores(Some(&used)), ["FAILED", "CONNECTED"]);
        assert_eq!((is_used(Some(&used)), last_use(Some(&used))), ("yes", LastUse::KeysOnly));
        used.last_used = Some(Timestamp::EpochMillis(7));
        assert_eq!(last_use(Some(&used)), LastUse::At(&Timestamp::EpochMillis(7)));
    }
}
