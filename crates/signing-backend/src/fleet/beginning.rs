//! The first rows of each region, for a reader that loads its program at the same time: all the others
//! would take the network from it. Must not know how lines are sent.

use std::{collections::BTreeMap, sync::Arc};

use backend_api::FleetEvent;

use super::Line;

/// Of everything, the first `most` rows of each region; `None` if no region has more. Nothing else is
/// said of a region that has, as it is not there yet.
pub(crate) fn beginning(lines: &[Line], most: usize) -> Option<Vec<Line>> {
    let mut rooms: BTreeMap<Arc<str>, Room> = BTreeMap::new();
    for line in lines {
        if let Line::Rows(region, rows) = line {
            rooms.entry(Arc::clone(region)).or_insert(Room { all: 0, left: most }).all +=
                rows.len();
        }
    }
    rooms.retain(|_, room| room.all > most);
    if rooms.is_empty() {
        return None;
    }
    Some(lines.iter().filter_map(|line| cut(line, &mut rooms)).collect())
}

/// A region that has more rows than there is room for.
struct Room {
    all: usize,
    left: usize,
}

/// What of a line belongs to the beginning.
fn cut(line: &Line, rooms: &mut BTreeMap<Arc<str>, Room>) -> Option<Line> {
    match line {
        Line::Rows(region, rows) => {
            let Some(room) = rooms.get_mut(region) else { return Some(line.clone()) };
            let rows: Vec<_> = rows.iter().take(room.left).cloned().collect();
            room.left -= rows.len();
            (!rows.is_empty()).then(|| Line::Rows(Arc::clone(region), rows))
        }
        Line::Event(FleetEvent::Region { status })
            if rooms.contains_key(status.region.as_str()) =>
        {
            None
        }
        // The reader does not have everything.
        Line::Event(FleetEvent::At { .. }) => None,
        Line::Event(_) => Some(line.clone()),
    }
}

#[cfg(test)]
mod tests {
    use cloudhsm_api::Timestamp;

    use super::*;
    use crate::fleet::shared::unknown;

    fn status(region: &str) -> Line {
        let status = unknown(region);
        Line::Event(FleetEvent::Region { status: Box::new(status) })
    }

    fn rows(region: &str, names: &[&str]) -> Line {
        Line::Rows(region.into(), names.iter().map(|name| Arc::from(*name)).collect())
    }

    fn told(lines: &[Line]) -> Vec<String> {
        let of = |line: &Line| match line {
            Line::Rows(region, rows) => format!("{region}: {}", rows.join(" ")),
            Line::Event(FleetEvent::Region { status }) => format!("status of {}", status.region),
            Line::Event(FleetEvent::Snapshot { .. }) => "snapshot".to_owned(),
            Line::Event(other) => format!("{other:?}"),
        };
        lines.iter().map(of).collect()
    }

    #[test]
    fn a_long_region_is_cut_and_a_short_one_is_whole() {
        let snapshot = Line::Event(FleetEvent::Snapshot { stream: "s".to_owned() });
        let time = Timestamp::from_epoch_seconds(0);
        let at = Line::Event(FleetEvent::At { sequence: 7, time });
        let lines = [
            snapshot,
            status("long"),
            status("short"),
            rows("long", &["a", "b"]),
            rows("long", &["c", "d"]),
            rows("long", &["e"]),
            rows("short", &["f"]),
            at,
        ];
        let first = beginning(&lines, 3).unwrap();
        assert_eq!(
            told(&first),
            ["snapshot", "status of short", "long: a b", "long: c", "short: f"]
        );
        assert!(beginning(&lines, 5).is_none(), "that is all of it");
    }
}
