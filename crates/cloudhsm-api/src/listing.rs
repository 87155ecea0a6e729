//! One page of a listing (`DescribeClusters`, `DescribeBackups`), element by element.
//!
//! [`crate::DescribeClustersOutput`] is read as a whole, or not at all: right for whoever decides by
//! it. Whoever shows a listing wants the other elements too when one of them is malformed. Here the
//! page is split first, and each element is read by itself: as much of it as can be read, with a note
//! of what could not.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::shape::Mismatch;

/// An answer that is not a page of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListingError {
    /// The text is not a JSON object.
    NotJson(String),
    /// The object has no such list, or its `NextToken` is not a string. Holds what was expected and, if
    /// the object is an error of AWS, its name.
    NoList(Mismatch, Option<String>),
}

impl std::fmt::Display for ListingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotJson(problem) => write!(f, "not a JSON object: {problem}"),
            Self::NoList(mismatch, None) => write!(f, "{mismatch}"),
            Self::NoList(mismatch, Some(error)) => write!(f, "{mismatch}, got the error {error}"),
        }
    }
}

impl std::error::Error for ListingError {}

/// One page, split into its elements.
#[derive(Debug)]
pub struct ListingPage<'a> {
    /// The JSON text of each element.
    pub elements: Vec<&'a str>,
    /// Where the next page begins; `None` on the last one.
    pub next_token: Option<String>,
}

impl<'a> ListingPage<'a> {
    /// Splits an answer whose list is the member `list`. An answer without the list is an error: it
    /// must never pass for an empty one.
    pub fn split(text: &'a str, list: &'static str) -> Result<Self, ListingError> {
        let members: BTreeMap<String, &RawValue> =
            serde_json::from_str(text).map_err(|error| ListingError::NotJson(error.to_string()))?;
        let member = |name: &str| members.get(name).map_or("null", |raw| raw.get());
        let refuse = |name: &'static str, expected| {
            let error = ["__type", "code"]
                .into_iter()
                .find_map(|name| serde_json::from_str::<String>(member(name)).ok());
            ListingError::NoList(Mismatch::new(expected).within(name), error)
        };
        let elements: Vec<&RawValue> =
            serde_json::from_str(member(list)).map_err(|_| refuse(list, "a list"))?;
        let next_token: Option<String> = serde_json::from_str(member("NextToken"))
            .map_err(|_| refuse("NextToken", "a string"))?;
        Ok(Self {
            elements: elements.into_iter().map(RawValue::get).collect(),
            // Absent, `null` and empty are alike.
            next_token: next_token.filter(|token| !token.is_empty()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cluster, ClusterState, shape::KEPT_LETTERS};

    fn page(text: &str) -> Result<Vec<Cluster>, ListingError> {
        let page = ListingPage::split(text, "Clusters")?;
        Ok(page.elements.into_iter().map(Cluster::salvaged).collect())
    }

    #[test]
    fn an_answer_without_the_list_is_an_error() {
        for text in ["{}", r#"{"Clusters": null}"#, r#"{"Clusters": {}}"#, r#"{"Backups": []}"#] {
            let error = page(text).unwrap_err();
            assert_eq!(error.to_string(), "Clusters: expected a list", "{text}");
        }
        let error = page(r#"{"__type": "CloudHsmServiceException", "Message": "no"}"#).unwrap_err();
        assert!(error.to_string().ends_with("got the error CloudHsmServiceException"), "{error}");
        for text in ["", "[]", "7", "<html></html>"] {
            assert!(matches!(page(text), Err(ListingError::NotJson(_))), "{text}");
        }
        assert_eq!(page(r#"{"Clusters": []}"#), Ok(Vec::new()));
    }

    #[test]
    fn a_malformed_element_keeps_what_can_be_read_and_leaves_the_others_alone() {
        let text = r#"{"Clusters": [
            {"ClusterId": "cluster-a", "State": 7, "Hsms": "none", "Mode": true, "VpcId": 12345,
             "SubnetMapping": ["x"], "SecurityGroup": "sg-1", "TagList": [{"Key": "Name", "Value": "a"}, 1]},
            {"ClusterId": "cluster-b", "State": "ACTIVE", "Hsms": [{"HsmId": "hsm-1", "State": 7}]},
            {"ClusterId": "cluster-c", "State": "ACTIVE"},
            7
        ]}"#;
        let all = page(text).unwrap();
        assert_eq!(all.len(), 4);
        let [a, b, c, d] = &all[..] else { unreachable!() };
        assert_eq!((a.cluster_id.as_str(), a.name()), ("cluster-a", Some("a")));
        assert_eq!((a.state.as_ref(), a.security_group.as_deref()), (None, Some("sg-1")));
        let problems = [
            "State: expected a string",
            "Hsms: expected a list",
            "Mode: expected a string",
            "VpcId: expected a string",
            "SubnetMapping: expected an object",
            "TagList[1]: expected an object",
        ];
        assert_eq!(a.unreadable, problems);
        // What AWS sent is still there, also when it is written again.
        assert_eq!((&a.extra["State"], &a.extra["Hsms"]), (&7.into(), &"none".into()));
        assert_eq!((&a.to_json()["State"], &a.to_json()["Hsms"]), (&7.into(), &"none".into()));

        assert_eq!(b.unreadable, ["Hsms[0].State: expected a string"]);
        assert_eq!((b.hsms.len(), b.hsms[0].hsm_id.as_str()), (1, "hsm-1"));
        assert_eq!((c.state.as_ref(), c.unreadable.len()), (Some(&ClusterState::Active), 0));
        assert_eq!((d.cluster_id.as_str(), d.unreadable.len()), ("", 1));
    }

    #[test]
    fn a_secret_that_can_not_be_read_is_not_kept_as_it_came() {
        let deep = format!("{}\"hunter2\"{}", "[".repeat(500), "]".repeat(500));
        for secret in ["[\"hunter2\"]", &deep] {
            let cluster =
                Cluster::salvaged(&format!(r#"{{"PreCoPassword": {secret}, "State": 7}}"#));
            assert!(!cluster.unreadable.is_empty());
            assert_eq!(cluster.extra.keys().collect::<Vec<_>>(), ["State"]);
            let json = cluster.to_json_without_secrets().to_string();
            assert!(json.contains("***") && !json.contains("hunter2"), "{json}");
            assert!(!format!("{cluster:?}").contains("hunter2"));
        }
    }

    #[test]
    fn a_member_that_is_nested_too_deeply_costs_only_itself() {
        let deep = ["[".repeat(20_000), "]".repeat(20_000)].concat();
        let text = format!(
            r#"{{"Clusters": [{{"ClusterId": "cluster-a", "State": "ACTIVE", "Extra": {deep}}}, {{"ClusterId": "cluster-b"}}], "NextToken": ""}}"#
        );
        assert!(serde_json::from_str::<crate::DescribeClustersOutput>(&text).is_err());
        let all = page(&text).unwrap();
        assert_eq!(
            (all[0].cluster_id.as_str(), all[1].cluster_id.as_str()),
            ("cluster-a", "cluster-b")
        );
        assert_eq!(all[0].state, Some(ClusterState::Active));
        assert_eq!(all[0].unreadable, ["Extra: expected a value that is not nested this deeply"]);
        assert_eq!(all[0].extra["Extra"].as_str().map(str::len), Some(KEPT_LETTERS));
    }
}
