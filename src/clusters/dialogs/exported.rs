//! The list as a file: what shows, or what is selected of it, as CSV or JSON. No secrets.

use backend_api::ClusterUse;
use cloudhsm_api::{Cluster, ClusterMode, ClusterState, NetworkType, Timestamp, tag_value};
use cluster_health::zones_with_hsm;
use serde_json::{Map, Value};

use crate::{
    clusters::{
        Column, Columns,
        used::{LastUse, NONE, UNKNOWN, key_stores, last_use},
    },
    csv,
    lower_case::lower_case,
};

/// A cluster of the list, with what the list knows beside its members.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// The region.
    pub region: String,
    /// The cluster.
    pub cluster: Cluster,
    /// The findings, most severe first.
    pub health: Vec<String>,
    /// When the last READY backup was made.
    pub last_backup: Option<String>,
    /// It carries the deletion-protection tag.
    pub protected: bool,
    /// Its key stores and its use, once asked.
    pub used: Option<ClusterUse>,
}

/// What is to be saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// These were selected; otherwise they are all that show.
    pub selected: bool,
    /// The columns that show.
    pub columns: Columns,
    /// The clusters, in their order.
    pub rows: Vec<Exported>,
}

impl Export {
    /// The same with secrets masked.
    #[must_use]
    pub fn without_secrets(self) -> Self {
        let rows = self.rows.into_iter().map(|row| {
            let json = row.cluster.to_json_without_secrets().to_string();
            Exported { cluster: Cluster::salvaged(&json), ..row }
        });
        Self { rows: rows.collect(), ..self }
    }
}

/// A table of these columns, as [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180) has it. The id
/// has a column of its own in front.
pub fn csv(rows: &[Exported], columns: &[Column]) -> String {
    let mut text = String::new();
    let head = columns.iter().map(Column::title);
    line(&mut text, ["ClusterId".to_owned(), "Name".to_owned()].into_iter().chain(head));
    for row in rows {
        let name = row.cluster.name().unwrap_or_default().to_owned();
        let values = columns.iter().map(|column| plain(column, row));
        line(&mut text, [row.cluster.cluster_id.clone(), name].into_iter().chain(values));
    }
    text
}

fn line(text: &mut String, values: impl Iterator<Item = String>) {
    for (index, value) in values.enumerate() {
        text.push_str(if index == 0 { "" } else { "," });
        text.push_str(&csv::field(&value));
    }
    text.push_str("\r\n");
}

/// The value of a column without a word about what is missing.
fn plain(column: &Column, row: &Exported) -> String {
    let cluster = &row.cluster;
    let time = |time: Option<&Timestamp>| time.map(Timestamp::to_rfc3339);
    let text = match column {
        Column::Cluster => cluster.name().map(str::to_owned),
        Column::State => cluster.state.as_ref().map(ClusterState::as_str).map(str::to_owned),
        Column::Health if row.health.is_empty() => Some("OK".to_owned()),
        Column::Health => Some(row.health.join(" ")),
        Column::Hsms => Some(cluster.present_hsms().count().to_string()),
        Column::Zones => Some(zones_with_hsm(cluster).join(" ")),
        Column::Type => {
            let mode = cluster.mode.as_ref().map(ClusterMode::as_str);
            let parts = [cluster.hsm_type.as_deref(), mode];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
        }
        Column::Vpc => cluster.vpc_id.clone(),
        Column::Network => {
            cluster.network_type.as_ref().map(NetworkType::as_str).map(str::to_owned)
        }
        // What is no number of days is there as AWS sent it: an empty cell would hide it.
        Column::Retention => cluster
            .backup_retention_policy
            .as_ref()
            .map(|policy| policy.days().map_or_else(|| policy.as_sent(), |days| days.to_string())),
        Column::LastBackup => row.last_backup.clone(),
        Column::Protected => Some(if row.protected { "yes" } else { "no" }.to_owned()),
        Column::Region => Some(row.region.clone()),
        Column::Created => time(cluster.create_timestamp.as_ref()),
        Column::KeyStores => Some(lower_case(&key_stores(row.used.as_ref()).join(" "))),
        Column::LastUse => match last_use(row.used.as_ref()) {
            LastUse::Unknown => Some(UNKNOWN.to_owned()),
            LastUse::None => Some(NONE.to_owned()),
            LastUse::At(at) => time(Some(at)),
            LastUse::KeysOnly => Some("token keys".to_owned()),
        },
        Column::Tag(key) => tag_value(&cluster.tag_list, key).map(str::to_owned),
    };
    text.unwrap_or_default()
}

/// The clusters as AWS returned them, each with its region and with times in RFC 3339; passwords are
/// masked.
pub fn json(rows: &[Exported]) -> String {
    let clusters = rows.iter().map(|row| {
        let mut members = Map::new();
        members.insert("Region".to_owned(), row.region.clone().into());
        if let Value::Object(all) = row.cluster.to_json_without_secrets() {
            members.extend(all);
        }
        // As in all files: AWS counts seconds.
        let times = [
            ("CreateTimestamp", &row.cluster.create_timestamp),
            ("HsmTypeRollbackExpiration", &row.cluster.hsm_type_rollback_expiration),
        ];
        for (name, time) in times {
            if let Some(time @ Timestamp::EpochMillis(_)) = time {
                members.insert(name.to_owned(), time.to_rfc3339().into());
            }
        }
        Value::Object(members)
    });
    let mut text = format!("{:#}", Value::Array(clusters.collect()));
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::{Secret, Tag};

    fn row(name: &str) -> Exported {
        let cluster = Cluster {
            cluster_id: "cluster-a".into(),
            state: Some(ClusterState::Active),
            tag_list: vec![Tag::new("Name", name)],
            pre_co_password: Some(Secret::new("hunter2")),
            ..Cluster::default()
        };
        Exported {
            region: "us-east-1".into(),
            cluster,
            health: Vec::new(),
            last_backup: None,
            protected: false,
            used: None,
        }
    }

    #[test]
    fn the_columns_that_show_are_there() {
        let columns = [Column::State, Column::Region, Column::Tag("Name".into())];
        assert_eq!(
            csv(&[row("a \"b\", c")], &columns),
            "ClusterId,Name,State,Region,Tag Name\r\n\
             cluster-a,\"a \"\"b\"\", c\",ACTIVE,us-east-1,\"a \"\"b\"\", c\"\r\n"
        );
    }

    #[test]
    fn a_retention_that_is_no_number_of_days_is_there_as_it_came() {
        for (kind, value, cell) in [
            (Some("DAYS"), "90", "90"),
            (Some("DAYS"), "07", "07 DAYS"),
            (None, "30", "30 (no type)"),
        ] {
            let mut row = row("a");
            row.cluster.backup_retention_policy = Some(cloudhsm_api::BackupRetentionPolicy {
                r#type: kind.map(str::to_owned),
                value: Some(value.to_owned()),
                ..Default::default()
            });
            let text = csv(&[row], &[Column::Retention]);
            assert!(text.ends_with(&format!(",{cell}\r\n")), "{text}");
        }
    }

    #[test]
    fn no_name_is_a_formula() {
        for name in ["=1+1", "+1", "-1", "@SUM(A1)", "\u{ff1d}1+1", " =1", "\n=1"] {
            let text = csv(&[row(name)], &[]);
            let field = text.split_once("\r\n").unwrap().1.split_once(',').unwrap().1;
            assert!(field.starts_with("\"'"), "{field}");
        }
    }

    #[test]
    fn health_has_all_findings() {
        let mut row = row("a");
        assert!(csv(&[row.clone()], &[Column::Health]).ends_with("cluster-a,a,OK\r\n"));
        row.health = vec!["No HSMs.".into(), "There is no READY backup.".into()];
        let text = csv(&[row], &[Column::Health]);
        assert!(text.ends_with("cluster-a,a,No HSMs. There is no READY backup.\r\n"), "{text}");
    }

    #[test]
    fn the_password_is_masked() {
        let text = json(&[row("a")]);
        assert!(!text.contains("hunter2") && text.contains("***"), "{text}");
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back[0]["Region"], "us-east-1");
        assert_eq!(back[0]["ClusterId"], "cluster-a");
    }

    #[test]
    fn times_are_written_as_in_all_files() {
        let mut exported = row("a");
        exported.cluster.create_timestamp = Some(Timestamp::EpochMillis(1_700_000_000_500));
        let odd = Timestamp::Unrecognized("soon".into());
        exported.cluster.hsm_type_rollback_expiration = Some(odd);
        let back: Value = serde_json::from_str(&json(&[exported])).unwrap();
        assert_eq!(back[0]["CreateTimestamp"], "2023-11-14T22:13:20.500Z");
        assert_eq!(back[0]["HsmTypeRollbackExpiration"], "soon");
        let none: Value = serde_json::from_str(&json(&[row("a")])).unwrap();
        assert_eq!(none[0].get("HsmTypeRollbackExpiration"), None);
    }

    #[test]
    fn a_private_key_in_a_tag_is_left_out() {
        let mut secret = row("a");
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAvN3xJ1Yz8xk8gKj0\n";
        secret.cluster.tag_list.push(Tag::new("note", key));
        let export = Export { selected: true, columns: Columns::default(), rows: vec![secret] };
        let export = export.without_secrets();
        let text = csv(&export.rows, &[Column::Tag("note".into())]);
        assert!(!text.contains("MIIEow") && text.contains("left out by the console"), "{text}");
        assert_eq!((export.selected, export.rows[0].cluster.name()), (true, Some("a")));
    }
}
