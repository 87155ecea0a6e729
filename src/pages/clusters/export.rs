//! The list as a file: what shows, or what is selected of it, as CSV or JSON. No secrets.

use std::sync::Arc;

use cloudhsm_api::{
    BackupRetentionPolicy, ClusterMode, ClusterState, NetworkType, Timestamp, tag_value,
};
use serde_json::{Map, Value};

use super::{
    columns::Column,
    row::{LastBackup, Row},
};

/// A table of these columns, as [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180) has it. The id
/// has a column of its own in front.
pub fn csv(rows: &[Arc<Row>], columns: &[Column]) -> String {
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
        text.push_str(&field(&value));
    }
    text.push_str("\r\n");
}

/// A field that a spreadsheet takes for text: one that begins like a formula would be run
/// ([CSV injection](https://owasp.org/www-community/attacks/CSV_Injection)).
fn field(value: &str) -> String {
    let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let value = if formula { ["'", value].concat() } else { value.to_owned() };
    if value.contains([',', '"', '\r', '\n']) || formula {
        ["\"", &value.replace('"', "\"\""), "\""].concat()
    } else {
        value
    }
}

/// The value of a column without a word about what is missing.
fn plain(column: &Column, row: &Row) -> String {
    let cluster = &row.cluster;
    let time = |time: Option<&Timestamp>| time.map(Timestamp::to_rfc3339);
    let text = match column {
        Column::Cluster => cluster.name().map(str::to_owned),
        Column::State => cluster.state.as_ref().map(ClusterState::as_str).map(str::to_owned),
        Column::Health => Some(match &row.health.worst {
            Some((_, reason)) => reason.clone(),
            None => "OK".to_owned(),
        }),
        Column::Hsms => Some(cluster.hsms.len().to_string()),
        Column::Zones => Some(row.zones().join(" ")),
        Column::Type => {
            let mode = cluster.mode.as_ref().map(ClusterMode::as_str);
            let parts = [cluster.hsm_type.as_deref(), mode];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
        }
        Column::Vpc => cluster.vpc_id.clone(),
        Column::Network => {
            cluster.network_type.as_ref().map(NetworkType::as_str).map(str::to_owned)
        }
        Column::Retention => cluster
            .backup_retention_policy
            .as_ref()
            .and_then(BackupRetentionPolicy::days)
            .map(|days| days.to_string()),
        Column::LastBackup => match row.last_backup() {
            LastBackup::At(at) => time(at.as_ref()),
            _ => None,
        },
        Column::Region => Some(row.region.to_string()),
        Column::Created => time(cluster.create_timestamp.as_ref()),
        Column::Tag(key) => tag_value(&cluster.tag_list, key).map(str::to_owned),
    };
    text.unwrap_or_default()
}

/// The clusters as AWS told them, each with its region; passwords are masked.
pub fn json(rows: &[Arc<Row>]) -> String {
    let clusters = rows.iter().map(|row| {
        let mut members = Map::new();
        members.insert("Region".to_owned(), row.region.to_string().into());
        if let Value::Object(all) = row.cluster.to_json_without_secrets() {
            members.extend(all);
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
    use crate::health::Health;
    use cloudhsm_api::{Cluster, Secret, Tag};
    use proptest::prelude::*;

    fn row(name: &str) -> Arc<Row> {
        let cluster = Cluster {
            cluster_id: "cluster-a".into(),
            state: Some(ClusterState::Active),
            tag_list: vec![Tag::new("Name", name)],
            pre_co_password: Some(Secret::new("hunter2")),
            ..Cluster::default()
        };
        Arc::new(Row::new("us-east-1".into(), Arc::new(cluster), Health::default()))
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
    fn nothing_is_a_formula() {
        for name in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            let text = csv(&[row(name)], &[]);
            let field = text.lines().nth(1).unwrap().split_once(',').unwrap().1;
            assert!(field.starts_with("\"'"), "{field}");
        }
    }

    #[test]
    fn the_password_is_masked() {
        let text = json(&[row("a")]);
        assert!(!text.contains("hunter2") && text.contains("***"), "{text}");
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back[0]["Region"], "us-east-1");
        assert_eq!(back[0]["ClusterId"], "cluster-a");
    }

    proptest! {
        /// A reader of RFC 4180 finds the fields as they were, but for the apostrophe.
        #[test]
        fn fields_read_back(value in "[a-z=+@,\"\r\n -]{0,12}") {
            let text = field(&value);
            let inner = match text.strip_prefix('"') {
                Some(quoted) => quoted.strip_suffix('"').unwrap().replace("\"\"", "\""),
                None => text.clone(),
            };
            prop_assert_eq!(inner.strip_prefix('\'').unwrap_or(&inner), value);
        }
    }
}
