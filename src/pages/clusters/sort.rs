//! The order of the list: a column and a direction, as text in the address.

use std::cmp::Ordering;

use cloudhsm_api::{ClusterMode, ClusterState};

use super::row::Row;
use crate::order::in_order;

/// A column that rows can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortColumn {
    /// The `Name` tag, then the id.
    Name,
    /// The state.
    State,
    /// The number of HSMs.
    Hsms,
    /// HSM type and mode.
    Type,
    /// The VPC.
    Vpc,
    /// The region.
    Region,
    /// When the cluster was created.
    Created,
}

impl SortColumn {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Name, Self::State, Self::Hsms, Self::Type, Self::Vpc, Self::Region, Self::Created];

    /// The text in the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::State => "state",
            Self::Hsms => "hsms",
            Self::Type => "type",
            Self::Vpc => "vpc",
            Self::Region => "region",
            Self::Created => "created",
        }
    }
}

/// A column and a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub column: SortColumn,
    /// Largest first.
    pub descending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { column: SortColumn::Name, descending: false }
    }
}

impl std::fmt::Display for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.descending { "-" } else { "" };
        write!(f, "{sign}{}", self.column.name())
    }
}

impl Order {
    /// Reads the text in the address: `created`, or `-created` for the largest first.
    pub fn parse(text: &str) -> Option<Self> {
        let (descending, name) = match text.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        let column = SortColumn::ALL.into_iter().find(|column| column.name() == name)?;
        Some(Self { column, descending })
    }

    /// The order after a click on a column's head.
    #[must_use]
    pub fn toggled(self, column: SortColumn) -> Self {
        Self { column, descending: self.column == column && !self.descending }
    }

    /// The rows in this order. Rows without the value come last in both directions; ties go by name and id, so
    /// that the order is total and does not jump between refreshes.
    pub fn sort(self, rows: &[Row]) -> Vec<Row> {
        in_order(rows, |a, b| {
            let main = match self.column {
                SortColumn::Name => self.by(a.name(), b.name()),
                SortColumn::State => self.by(
                    a.cluster.state.as_ref().map(ClusterState::as_str),
                    b.cluster.state.as_ref().map(ClusterState::as_str),
                ),
                SortColumn::Hsms => self.by(Some(a.cluster.hsms.len()), Some(b.cluster.hsms.len())),
                SortColumn::Type => self.by(kind(a), kind(b)),
                SortColumn::Vpc => {
                    self.by(a.cluster.vpc_id.as_deref(), b.cluster.vpc_id.as_deref())
                }
                SortColumn::Region => self.by(Some(&a.region), Some(&b.region)),
                SortColumn::Created => self.by(created(a), created(b)),
            };
            main.then_with(|| missing_last(a.name(), b.name()))
                .then_with(|| a.cluster.cluster_id.cmp(&b.cluster.cluster_id))
                .then_with(|| a.region.cmp(&b.region))
        })
    }

    fn by<T: Ord>(self, a: Option<T>, b: Option<T>) -> Ordering {
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

fn kind(row: &Row) -> Option<(&str, Option<&str>)> {
    let mode = row.cluster.mode.as_ref().map(ClusterMode::as_str);
    row.cluster.hsm_type.as_deref().map(|hsm_type| (hsm_type, mode))
}

fn created(row: &Row) -> Option<i64> {
    row.cluster.create_timestamp.as_ref()?.epoch_millis()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::{Cluster, Tag, Timestamp};
    use proptest::{collection::vec, option::of, prelude::*};
    use std::sync::Arc;

    fn row(id: &str, name: Option<&str>, created: Option<i64>) -> Row {
        let cluster = Cluster {
            cluster_id: id.into(),
            tag_list: name.map(|name| Tag::new("Name", name)).into_iter().collect(),
            create_timestamp: created.map(Timestamp::EpochMillis),
            ..Cluster::default()
        };
        Row::new("us-east-1".into(), Arc::new(cluster))
    }

    fn ids(rows: &[Row]) -> Vec<&str> {
        rows.iter().map(|row| row.cluster.cluster_id.as_str()).collect()
    }

    #[test]
    fn the_text_in_the_address_reads_back() {
        for column in SortColumn::ALL {
            for descending in [false, true] {
                let order = Order { column, descending };
                assert_eq!(Order::parse(&order.to_string()), Some(order));
            }
        }
        assert_eq!(Order::parse("-shoe-size"), None);
    }

    #[test]
    fn missing_values_come_last_in_both_directions() {
        let rows =
            vec![row("none", None, None), row("new", None, Some(2)), row("old", None, Some(1))];
        let rows = Order { column: SortColumn::Created, descending: false }.sort(&rows);
        assert_eq!(ids(&rows), ["old", "new", "none"]);
        let rows = Order { column: SortColumn::Created, descending: true }.sort(&rows);
        assert_eq!(ids(&rows), ["new", "old", "none"]);
    }

    proptest! {
        /// The order does not depend on the order of arrival.
        #[test]
        fn the_order_is_total(
            specs in vec((of("[ab]{1,2}"), of(0_i64..3)), 0..12),
            seed in any::<u64>(),
            column in 0_usize..7,
            descending: bool,
        ) {
            let order = Order { column: SortColumn::ALL[column], descending };
            let mut rows: Vec<Row> = specs.iter().enumerate()
                .map(|(index, (name, created))| row(&format!("c{index}"), name.as_deref(), *created))
                .collect();
            rows = order.sort(&rows);
            let sorted: Vec<String> = ids(&rows).into_iter().map(str::to_owned).collect();
            let half = if rows.is_empty() { 0 } else { usize::try_from(seed % rows.len() as u64).unwrap() };
            rows.rotate_left(half);
            rows.reverse();
            rows = order.sort(&rows);
            prop_assert_eq!(ids(&rows), sorted);
        }
    }
}
