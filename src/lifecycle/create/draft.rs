//! A new cluster as somebody is filling it in, and the request that it comes to.
//!
//! Pure. Only what AWS documents is checked: patterns and ranges of `CreateCluster`; the backend checks
//! all of it again.

use backend_api::ChangeRequest;
use cloudhsm_api::{Operation, Tag};
use serde_json::{Map, Value, json};

/// Days that backups can be kept.
pub(super) const DAYS: std::ops::RangeInclusive<u32> = 7..=379;
/// What AWS takes where nothing is chosen.
pub(super) const DEFAULT_DAYS: &str = "90";
/// The only type that AWS still creates from nothing.
pub(super) const DEFAULT_TYPE: &str = "hsm2m.medium";
/// Subnets that a cluster can have.
const MOST_SUBNETS: usize = 10;

/// What a cluster starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// Nothing: it is initialized later.
    Empty,
    /// A backup of this account in the region.
    Own,
    /// A backup that another account shares, by its ARN.
    Shared,
}

/// What was chosen and typed.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) start: Start,
    /// The backup's ID, or its ARN.
    pub(super) backup: String,
    pub(super) hsm_type: String,
    /// `FIPS` or `NON_FIPS`.
    pub(super) mode: String,
    /// `IPV4` or `DUALSTACK`.
    pub(super) network: String,
    /// Days, as typed.
    pub(super) days: String,
    /// Subnet IDs.
    pub(super) subnets: Vec<String>,
    pub(super) tags: Vec<Tag>,
    /// Every tag fits AWS's rules.
    pub(super) tags_are_sound: bool,
}

impl Draft {
    /// What is still missing or wrong, in the order of the form.
    pub(super) fn problems(&self) -> Vec<&'static str> {
        let is_sound_backup = match self.start {
            Start::Empty => true,
            Start::Own => !self.backup.is_empty(),
            Start::Shared => is_backup_arn(&self.backup),
        };
        let days: Option<u32> = self.days.parse().ok();
        let is_sound_time = days.is_some_and(|days| DAYS.contains(&days));
        let is_known = |id: &String| is_subnet(id);
        let checks = [
            (is_sound_backup, "a backup"),
            (!self.subnets.is_empty(), "a subnet"),
            (self.subnets.iter().all(is_known), "subnet IDs such as subnet-0123456789abcdef0"),
            (self.subnets.len() <= MOST_SUBNETS, "at most 10 subnets"),
            (is_hsm_type(&self.hsm_type), "an HSM type such as hsm2m.medium"),
            (is_sound_time, "a retention of 7 to 379 days"),
            (self.tags_are_sound, "tags that fit the rules"),
        ];
        checks.into_iter().filter(|(is_sound, _)| !is_sound).map(|(_, what)| what).collect()
    }

    /// The request; `None` while something is missing.
    pub(super) fn request(&self) -> Option<ChangeRequest> {
        if !self.problems().is_empty() {
            return None;
        }
        let mut input = Map::new();
        let mut add = |member: &str, value: Value| {
            input.insert(member.to_owned(), value);
        };
        add("HsmType", self.hsm_type.as_str().into());
        add("SubnetIds", self.subnets.clone().into());
        if self.start != Start::Empty {
            add("SourceBackupId", self.backup.as_str().into());
        }
        add("Mode", self.mode.as_str().into());
        add("NetworkType", self.network.as_str().into());
        add("BackupRetentionPolicy", json!({ "Type": "DAYS", "Value": self.days }));
        if !self.tags.is_empty() {
            let tag = |tag: &Tag| json!({ "Key": tag.key, "Value": tag.value });
            add("TagList", self.tags.iter().map(tag).collect());
        }
        Some(ChangeRequest { operation: Operation::CreateCluster, input: input.into() })
    }
}

/// Subnet IDs out of what was typed, with anything between them; each once.
pub(super) fn typed_subnets(text: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in text.split(|it: char| it.is_whitespace() || ",;".contains(it)) {
        if !id.is_empty() && !ids.iter().any(|other| other == id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

/// `subnet-[0-9a-fA-F]{8,17}`
fn is_subnet(id: &str) -> bool {
    id.strip_prefix("subnet-").is_some_and(|rest| {
        (8..=17).contains(&rest.len()) && rest.bytes().all(|it| it.is_ascii_hexdigit())
    })
}

/// `(p|)hsm[0-9][a-z.]*\.[a-zA-Z]+`, up to 32 characters.
fn is_hsm_type(text: &str) -> bool {
    let name = text.strip_prefix('p').unwrap_or(text).strip_prefix("hsm");
    let Some((family, size)) = name.and_then(|name| name.rsplit_once('.')) else { return false };
    let mut family = family.bytes();
    text.len() <= 32
        && family.next().is_some_and(|it| it.is_ascii_digit())
        && family.all(|it| it.is_ascii_lowercase() || it == b'.')
        && !size.is_empty()
        && size.bytes().all(|it| it.is_ascii_alphabetic())
}

/// `arn:…:cloudhsm:…:…:backup/backup-…`: of another account's the ID alone is not enough.
fn is_backup_arn(text: &str) -> bool {
    text.starts_with("arn:") && text.contains(":cloudhsm:") && text.contains(":backup/backup-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            start: Start::Empty,
            backup: String::new(),
            hsm_type: DEFAULT_TYPE.to_owned(),
            mode: "FIPS".to_owned(),
            network: "IPV4".to_owned(),
            days: DEFAULT_DAYS.to_owned(),
            subnets: vec!["subnet-0123456789abcdef0".to_owned()],
            tags: Vec::new(),
            tags_are_sound: true,
        }
    }

    #[test]
    fn a_complete_draft_becomes_awss_own_input() {
        let request = draft().request().unwrap();
        assert_eq!(request.operation, Operation::CreateCluster);
        assert_eq!(
            request.input,
            json!({
                "HsmType": "hsm2m.medium", "SubnetIds": ["subnet-0123456789abcdef0"],
                "Mode": "FIPS", "NetworkType": "IPV4",
                "BackupRetentionPolicy": { "Type": "DAYS", "Value": "90" },
            })
        );
        let from_backup = Draft {
            start: Start::Own,
            backup: "backup-abc".to_owned(),
            tags: vec![Tag::new("Name", "new")],
            ..draft()
        };
        let input = from_backup.request().unwrap().input;
        assert_eq!(input["SourceBackupId"], "backup-abc");
        assert_eq!(input["TagList"], json!([{ "Key": "Name", "Value": "new" }]));
        // What was chosen before somebody went back to an empty cluster is not sent.
        let empty = Draft { start: Start::Empty, ..from_backup };
        assert_eq!(empty.request().unwrap().input.get("SourceBackupId"), None);
    }

    #[test]
    fn what_is_missing_is_named_and_nothing_is_sent() {
        let ids = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>();
        let eleven: Vec<_> = (0..11).map(|it| format!("subnet-0000000{it:x}")).collect();
        for (draft, problem) in [
            (Draft { start: Start::Own, ..draft() }, "a backup"),
            (Draft { start: Start::Shared, backup: "backup-abc".into(), ..draft() }, "a backup"),
            (Draft { subnets: Vec::new(), ..draft() }, "a subnet"),
            (Draft { subnets: ids(&["subnet-1"]), ..draft() }, "subnet IDs"),
            (Draft { subnets: ids(&["vpc-0123456789"]), ..draft() }, "subnet IDs"),
            (Draft { subnets: eleven, ..draft() }, "at most 10"),
            (Draft { hsm_type: "medium".into(), ..draft() }, "an HSM type"),
            (Draft { days: "6".into(), ..draft() }, "a retention"),
            (Draft { days: "380".into(), ..draft() }, "a retention"),
            (Draft { days: "ninety".into(), ..draft() }, "a retention"),
            (Draft { tags_are_sound: false, ..draft() }, "tags"),
        ] {
            let problems = draft.problems();
            assert!(problems.len() == 1 && problems[0].starts_with(problem), "{problems:?}");
            assert_eq!(draft.request(), None);
        }
    }

    #[test]
    fn hsm_types_and_arns_follow_awss_patterns() {
        for good in ["hsm1.medium", "hsm2m.medium", "phsm2m.medium", "hsm9.x.Large"] {
            assert!(is_hsm_type(good), "{good}");
        }
        for odd in ["", "hsm.medium", "hsm2m", "hsm2m.", "hsm2M.medium", "xhsm1.medium"] {
            assert!(!is_hsm_type(odd), "{odd}");
        }
        assert!(is_backup_arn("arn:aws:cloudhsm:us-east-1:111111111111:backup/backup-abc"));
        assert!(!is_backup_arn("arn:aws:s3:::backup/backup-abc"));
    }

    #[test]
    fn subnets_can_be_typed_with_anything_between_them() {
        let typed = typed_subnets(" subnet-a,subnet-b\nsubnet-a; subnet-c ");
        assert_eq!(typed, ["subnet-a", "subnet-b", "subnet-c"]);
        assert!(typed_subnets(" \n").is_empty());
    }
}
