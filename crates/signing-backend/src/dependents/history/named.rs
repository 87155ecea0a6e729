//! What a call names: the IDs in its input and output.

use serde_json::Value;

/// The IDs in an input or an output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Of clusters, HSMs and backups, wherever they are.
    pub(super) all: Vec<String>,
    /// The cluster that it is about.
    pub(super) clusters: Vec<String>,
    /// The HSMs and backups that it is about: of that cluster. Where a cluster came from is no such one.
    pub(super) members: Vec<String>,
}

const PREFIXES: [&str; 3] = ["cluster-", "hsm-", "backup-"];

impl Named {
    /// Adds what is in an input or an output.
    pub(super) fn add(&mut self, value: &Value) {
        self.walk("", value);
    }

    fn walk(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                // What people write into tags names nothing.
                let members = members.iter().filter(|(name, _)| !is_called(name, "tag"));
                members.for_each(|(name, value)| self.walk(name, value));
            }
            Value::Array(elements) => elements.iter().for_each(|it| self.walk(name, it)),
            Value::String(text) => self.text(name, text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        let is_of_id = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        for word in text.split(|letter| !is_of_id(letter)) {
            let is_id = |it: &&str| word.strip_prefix(*it).is_some_and(|rest| !rest.is_empty());
            if !PREFIXES.iter().any(is_id) {
                continue;
            }
            push(&mut self.all, word);
            if name.eq_ignore_ascii_case("clusterId") {
                push(&mut self.clusters, word);
            } else if ["hsmId", "backupId"].iter().any(|it| name.eq_ignore_ascii_case(it)) {
                push(&mut self.members, word);
            }
        }
    }
}

/// Whether a member's name begins with a word, in either case.
fn is_called(name: &str, word: &str) -> bool {
    name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn push(list: &mut Vec<String>, id: &str) {
    if !list.iter().any(|it| it == id) {
        list.push(id.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_are_found_wherever_they_are_but_in_tags() {
        let mut named = Named::default();
        named.add(&json!({
            "clusterId": "cluster-a", "sourceBackupId": "backup-s",
            "resourceArn": "arn:aws:cloudhsm:us-east-1:111122223333:backup/backup-r",
            "tagList": [{"key": "k", "value": "cluster-t"}], "TagKeyList": ["cluster-u"],
            "subnetIds": ["subnet-1"], "backupIdentity": 7, "policy": null,
        }));
        named.add(&json!({"hsm": {"hsmId": "hsm-h", "ClusterId": "cluster-a"}}));
        named.add(&json!("cluster-"));
        let sorted = |list: &[String]| {
            let mut list = list.to_vec();
            list.sort();
            list
        };
        assert_eq!(sorted(&named.all), ["backup-r", "backup-s", "cluster-a", "hsm-h"]);
        assert_eq!(named.clusters, ["cluster-a"]);
        assert_eq!(named.members, ["hsm-h"]);
    }
}
