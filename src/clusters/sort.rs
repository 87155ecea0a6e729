//! The order of the list: columns, each with a direction, as text in the address.

use std::cmp::Ordering;
use std::sync::Arc;

use cloudhsm_api::{ClusterState, NetworkType, tag_value};

use super::{
    columns::Column,
    groups::rank,
    row::Row,
    used::{LastUse, last_use},
};
use crate::sorting::in_order;

/// A column and a direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The column.
    pub column: Column,
    /// Largest first.
    pub descending: bool,
}

/// By the first column, within its equals by the second, and so on. No column is the list's own order:
/// what needs attention first, there production first, then by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Order(pub Vec<Key>);

impl std::fmt::Display for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, key) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "," })?;
            f.write_str(if key.descending { "-" } else { "" })?;
            key.column.fmt(f)?;
        }
        Ok(())
    }
}

impl Order {
    /// Reads the text in the address: `region,-created`, where `-` puts the largest first. What is no
    /// column is left out; nothing left is the list's own order.
    pub fn parse(text: &str) -> Self {
        let mut keys: Vec<Key> = Vec::new();
        for part in text.split(',') {
            let (descending, name) = match part.strip_prefix('-') {
                Some(name) => (true, name),
                None => (false, part),
            };
            if let Some(column) = Column::parse(name)
                && !keys.iter().any(|key| key.column == column)
            {
                keys.push(Key { column, descending });
            }
        }
        Self(keys)
    }

    /// The place of a column among the keys, and its key.
    pub fn key(&self, column: &Column) -> Option<(usize, &Key)> {
        self.0.iter().enumerate().find(|(_, key)| key.column == *column)
    }

    /// The order after a click on a column's head: by it alone; when `beside`, by it within those
    /// that are there already. The second click turns it round; the third one on the cluster's column
    /// goes back to the list's own order.
    #[must_use]
    pub fn toggled(&self, column: &Column, beside: bool) -> Self {
        if let ([only], Column::Cluster, false) = (self.0.as_slice(), column, beside)
            && only.column == Column::Cluster
            && only.descending
        {
            return Self::default();
        }
        let descending = self.key(column).is_some_and(|(_, key)| !key.descending);
        let mut keys = if beside { self.0.clone() } else { Vec::new() };
        match keys.iter_mut().find(|key| key.column == *column) {
            Some(key) => key.descending = descending,
            None => keys.push(Key { column: column.clone(), descending }),
        }
        Self(keys)
    }

    /// The rows in this order. Rows without the value come last in both directions; ties go by name
    /// and id, so that the order is total and does not jump between refreshes.
    pub fn sort(&self, rows: &[Arc<Row>]) -> Vec<Arc<Row>> {
        let triage_first = self.0.is_empty();
        in_order(rows, |a, b| {
            let first = if triage_first {
                let place = |row: &Row| (rank(row.triage()), !row.listed.production);
                place(a).cmp(&place(b))
            } else {
                Ordering::Equal
            };
            let keys = self.0.iter().map(|key| key.compare(a, b));
            keys.fold(first, Ordering::then)
                .then_with(|| missing_last(a.name(), b.name()))
                .then_with(|| a.cluster.cluster_id.cmp(&b.cluster.cluster_id))
                .then_with(|| a.region.cmp(&b.region))
        })
    }
}

impl Key {
    fn compare(&self, a: &Row, b: &Row) -> Ordering {
        match &self.column {
            Column::Hsms => {
                self.numbers(a, b, |row| i64::try_from(row.cluster.present_hsms().count()).ok())
            }
            Column::Zones => self.numbers(a, b, |row| i64::try_from(row.zones().len()).ok()),
            Column::Health => {
                self.numbers(a, b, |row| Some(row.health.worst.map_or(4, |worst| worst as i64)))
            }
            Column::Protected => self.numbers(a, b, |row| Some(i64::from(!row.protected()))),
            Column::Retention => self.numbers(a, b, |row| {
                let policy = row.cluster.backup_retention_policy.as_ref()?;
                policy.days().map(i64::from)
            }),
            Column::LastBackup => self.numbers(a, b, Row::last_backup_millis),
            Column::Created => {
                self.numbers(a, b, |row| row.cluster.create_timestamp.as_ref()?.epoch_millis())
            }
            Column::KeyStores => {
                self.numbers(a, b, |row| i64::try_from(row.used()?.key_stores.as_ref()?.len()).ok())
            }
            Column::LastUse => self.numbers(a, b, |row| match last_use(row.used()) {
                LastUse::Unknown => None,
                LastUse::None => Some(0),
                LastUse::At(time) => time.epoch_millis(),
                LastUse::KeysOnly => Some(i64::MAX),
            }),
            Column::Type => {
                let mode = |row: &Row| Some(row.cluster.mode.as_ref()?.as_str().to_owned());
                let by_type = self.directed(self.text(a), self.text(b));
                by_type.then_with(|| self.directed(mode(a), mode(b)))
            }
            _ => {
                let text = |row| self.text(row);
                self.directed(text(a), text(b))
            }
        }
    }

    fn numbers(&self, a: &Row, b: &Row, number: fn(&Row) -> Option<i64>) -> Ordering {
        self.directed(number(a), number(b))
    }

    fn text<'a>(&self, row: &'a Row) -> Option<&'a str> {
        let cluster = &row.cluster;
        match &self.column {
            Column::Cluster => row.name(),
            Column::State => cluster.state.as_ref().map(ClusterState::as_str),
            Column::Type => cluster.hsm_type.as_deref(),
            Column::Vpc => cluster.vpc_id.as_deref(),
            Column::Network => cluster.network_type.as_ref().map(NetworkType::as_str),
            Column::Region => Some(&row.region),
            Column::Tag(key) => tag_value(&cluster.tag_list, key),
            _ => None,
        }
    }

    fn directed<T: Ord>(&self, a: Option<T>, b: Option<T>) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) if self.descending => b.cmp(&a),
            (a, b) => missing_last(a, b),
        }
    }
}

fn missing_last<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::FleetRow;
    use cloudhsm_api::{Cluster, Tag, Timestamp};
    use cluster_health::{Finding, Health, Kind, Severity};
    use proptest::{collection::vec, option::of, prelude::*};

    fn row(id: &str, name: Option<&str>, created: Option<i64>) -> Arc<Row> {
        let cluster = Cluster {
            cluster_id: id.into(),
            tag_list: name.map(|name| Tag::new("Name", name)).into_iter().collect(),
            create_timestamp: created.map(Timestamp::EpochMillis),
            ..Cluster::default()
        };
        Arc::new(Row::of_cluster("us-east-1".into(), Arc::new(cluster), Health::default()))
    }

    fn ids(rows: &[Arc<Row>]) -> Vec<&str> {
        rows.iter().map(|row| row.cluster.cluster_id.as_str()).collect()
    }

    #[test]
    fn the_text_in_the_address_reads_back() {
        for column in [Column::Cluster, Column::Tag("a-b".into())].into_iter().chain(Column::CHOICE)
        {
            for descending in [false, true] {
                let order = Order(vec![
                    Key { column: column.clone(), descending },
                    Key { column: Column::Tag("z".into()), descending: true },
                ]);
                assert_eq!(Order::parse(&order.to_string()), order);
            }
        }
        assert_eq!(Order::parse("-shoe-size"), Order::default());
        assert_eq!(Order::parse("state,-state").to_string(), "state");
    }

    #[test]
    fn a_click_sorts_by_a_column_alone_and_one_with_shift_within() {
        let order = Order::default().toggled(&Column::Region, false);
        assert_eq!(order.to_string(), "region");
        let order = order.toggled(&Column::Created, true);
        assert_eq!(order.to_string(), "region,created");
        assert_eq!(order.toggled(&Column::Region, true).to_string(), "-region,created");
        assert_eq!(order.toggled(&Column::Created, false).to_string(), "-created");
    }

    #[test]
    fn the_lists_own_order_is_one_click_beyond_the_order_by_name() {
        let by_name = Order::default().toggled(&Column::Cluster, false);
        assert_eq!(by_name.to_string(), "name");
        let turned = by_name.toggled(&Column::Cluster, false);
        assert_eq!(turned.to_string(), "-name");
        assert_eq!(turned.toggled(&Column::Cluster, false), Order::default());
        assert_eq!(Order::default().to_string(), "");
        assert_eq!(turned.toggled(&Column::Region, false).to_string(), "region");
    }

    #[test]
    fn what_needs_attention_comes_first_until_a_column_is_chosen() {
        let with = |id: &str, severity: Option<Severity>| {
            let finding = |severity| Finding {
                kind: Kind::Degraded,
                severity,
                fact: String::new(),
                advice: "".into(),
            };
            let cluster = Cluster {
                cluster_id: id.into(),
                state: Some(ClusterState::Active),
                ..Cluster::default()
            };
            let plain = Row::of_cluster("r".into(), Arc::new(cluster), Health::default());
            let findings = severity.map(finding).into_iter().collect();
            let listed = FleetRow { findings, ..(*plain.listed).clone() };
            Arc::new(Row::new("r".into(), Arc::new(listed)))
        };
        let rows = [
            with("a", None),
            with("b", Some(Severity::ToDo)),
            with("c", Some(Severity::Warn)),
            with("d", Some(Severity::Bad)),
            with("e", Some(Severity::Warn)),
        ];
        assert_eq!(ids(&Order::default().sort(&rows)), ["d", "c", "e", "a", "b"]);
        assert_eq!(ids(&Order::parse("name").sort(&rows)), ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn missing_values_come_last_in_both_directions() {
        let rows =
            vec![row("none", None, None), row("new", None, Some(2)), row("old", None, Some(1))];
        let rows = Order::parse("created").sort(&rows);
        assert_eq!(ids(&rows), ["old", "new", "none"]);
        let rows = Order::parse("-created").sort(&rows);
        assert_eq!(ids(&rows), ["new", "old", "none"]);
    }

    proptest! {
        /// The order does not depend on the order of arrival, and equals by the first key are in the
        /// order of the second.
        #[test]
        fn the_order_is_total(
            specs in vec((of("[ab]{1,2}"), of(0_i64..3)), 0..12),
            seed in any::<u64>(),
            first in "-?(name|created|state|hsms|health)",
            second in "-?(name|created|vpc)",
        ) {
            let order = Order::parse(&[first.as_str(), ",", second.as_str()].concat());
            let mut rows: Vec<_> = specs.iter().enumerate()
                .map(|(index, (name, created))| row(&format!("c{index}"), name.as_deref(), *created))
                .collect();
            rows = order.sort(&rows);
            for pair in rows.windows(2) {
                let by_first = order.0[0].compare(&pair[0], &pair[1]);
                prop_assert_ne!(by_first, Ordering::Greater);
                if let (Ordering::Equal, Some(second)) = (by_first, order.0.get(1)) {
                    prop_assert_ne!(second.compare(&pair[0], &pair[1]), Ordering::Greater);
                }
            }
            let sorted: Vec<String> = ids(&rows).into_iter().map(str::to_owned).collect();
            let half = if rows.is_empty() { 0 } else { usize::try_from(seed % rows.len() as u64).unwrap() };
            rows.rotate_left(half);
            rows.reverse();
            rows = order.sort(&rows);
            prop_assert_eq!(ids(&rows), sorted);
        }
    }
}
