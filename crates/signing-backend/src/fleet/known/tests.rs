//! Whatever happens between the backend and a reader, the reader ends up with the fleet as it is.

use std::collections::BTreeMap;

use backend_api::{AttemptState, FleetReader};
use cloudhsm_api::Operation;
use proptest::prelude::*;

use super::*;

const REGIONS: [&str; 2] = ["eu-central-1", "us-east-1"];

/// What happens to the fleet, or to its reader.
#[derive(Debug, Clone)]
enum Event {
    Put {
        region: usize,
        id: u8,
        version: u8,
    },
    Remove {
        region: usize,
        id: u8,
    },
    Status {
        region: usize,
        listing: bool,
    },
    /// So many clusters come and go: more than are remembered.
    Flood,
    /// Another account's credentials.
    Reset,
    /// The reader gets what it lacks, whole.
    Read,
    /// The connection breaks after so many lines; the reader comes back later.
    Breaks {
        after: usize,
    },
    /// The reader forgets where it was.
    Forgets,
}

fn event() -> impl Strategy<Value = Event> {
    let region = || 0..REGIONS.len();
    let id = || 0_u8..6;
    prop_oneof![
        6 => (region(), id(), 0_u8..3)
            .prop_map(|(region, id, version)| Event::Put { region, id, version }),
        3 => (region(), id()).prop_map(|(region, id)| Event::Remove { region, id }),
        2 => (region(), any::<bool>()).prop_map(|(region, listing)| Event::Status { region, listing }),
        1 => Just(Event::Flood),
        1 => Just(Event::Reset),
        4 => Just(Event::Read),
        3 => (0_usize..6).prop_map(|after| Event::Breaks { after }),
        1 => Just(Event::Forgets),
    ]
}

fn id(number: u8) -> String {
    format!("cluster-{number}")
}

fn row(id: &str, version: u8) -> Row {
    let json = serde_json::json!({
        "cluster": { "ClusterId": id, "VpcId": format!("vpc-{version}") }, "findings": [],
        "identity": { "verdict": "unchecked" }, "certificates": [], "roots": [],
        "latestBackup": { "status": "unknown" }, "protected": false, "production": false,
    });
    Row::of_json(json.to_string().into())
}

fn status(region: &str, listing: bool) -> RegionStatus {
    RegionStatus {
        region: region.to_owned(),
        listed_at: None,
        listing,
        error: None,
        next_try_at: None,
        without_id: 0,
        backups_listed_at: None,
        backups_error: None,
    }
}

/// Lines as they go over the wire.
fn events(lines: Vec<Line>) -> Vec<FleetEvent> {
    let read = |line| match line {
        Line::Rows(region, rows) => {
            let rows = rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect();
            FleetEvent::Rows { region: region.to_string(), rows }
        }
        Line::Event(event) => event,
    };
    lines.into_iter().map(read).collect()
}

/// A reader, and the other end of its connection.
#[derive(Default)]
struct Connected {
    reader: FleetReader,
    /// Where the stream is; `None` when it has to be opened again.
    position: Option<Position>,
}

impl Connected {
    /// What is written to it, of which only so many lines arrive.
    fn read(&mut self, known: &Known, lines: usize) {
        let from = self.position.take();
        let from = from.or_else(|| self.reader.position().and_then(Position::parse));
        let all = events(known.since(from.as_ref(), Timestamp::default()));
        let whole = all.len() <= lines;
        for event in all.into_iter().take(lines) {
            self.reader.read(event);
        }
        if whole {
            self.position = self.reader.position().and_then(Position::parse);
        }
    }

    fn rows(&self, region: &str) -> BTreeMap<String, Option<String>> {
        let rows = self.reader.rows(region).into_iter();
        rows.map(|row| (row.cluster.0.cluster_id.clone(), row.cluster.0.vpc_id.clone())).collect()
    }
}

const ALL_LINES: usize = usize::MAX;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_reader_ends_up_with_the_fleet_as_it_is(happens in prop::collection::vec(event(), 0..60)) {
        let mut known = Known::new("first".into());
        let mut connected = Connected::default();
        let mut streams = 0;
        for event in happens {
            match event {
                Event::Put { region, id: number, version } => {
                    let id = id(number);
                    known.put(&REGIONS[region].into(), &id, row(&id, version));
                }
                Event::Remove { region, id: number } => {
                    known.remove(&REGIONS[region].into(), &id(number));
                }
                Event::Status { region, listing } => known.set_status(status(REGIONS[region], listing)),
                Event::Flood => {
                    for number in 0..=MOST_GONE {
                        let id = format!("passing-{number}");
                        known.put(&REGIONS[0].into(), &id, row(&id, 0));
                        known.remove(&REGIONS[0].into(), &id);
                    }
                }
                Event::Reset => {
                    streams += 1;
                    known.reset(format!("stream-{streams}"));
                }
                Event::Read => connected.read(&known, ALL_LINES),
                Event::Breaks { after } => connected.read(&known, after),
                Event::Forgets => connected = Connected::default(),
            }
        }
        connected.read(&known, ALL_LINES);
        let mut fresh = Connected::default();
        fresh.read(&known, ALL_LINES);
        for region in REGIONS {
            prop_assert_eq!(connected.rows(region), fresh.rows(region));
            let of_fleet: Vec<_> = known.rows_of(region).map(|(id, _)| id.to_owned()).collect();
            prop_assert_eq!(fresh.rows(region).into_keys().collect::<Vec<_>>(), of_fleet);
            if known.status(region).is_some() {
                prop_assert_eq!(connected.reader.status(region), known.status(region));
            }
        }
    }
}

/// How many lines of each kind a reader gets who comes back at a position.
fn kinds(known: &Known, position: &str) -> Vec<&'static str> {
    let lines = known.since(Position::parse(position).as_ref(), Timestamp::default());
    let kind = |line: &Line| match line {
        Line::Rows(..) => "rows",
        Line::Event(FleetEvent::Snapshot { .. }) => "snapshot",
        Line::Event(FleetEvent::Resumed { .. }) => "resumed",
        Line::Event(FleetEvent::Gone { .. }) => "gone",
        Line::Event(FleetEvent::Region { .. }) => "region",
        Line::Event(FleetEvent::Attempts { .. }) => "attempts",
        Line::Event(FleetEvent::At { .. }) => "at",
        Line::Event(_) => "other",
    };
    lines.iter().map(kind).collect()
}

#[test]
fn who_comes_back_gets_only_what_changed() {
    let mut known = Known::new("s".into());
    let region = Arc::from("us-east-1");
    for number in 0..150 {
        known.put(&region, &id(number), row(&id(number), 0));
    }
    assert_eq!(kinds(&known, "s.150"), ["resumed", "at"]);
    assert_eq!(kinds(&known, "s.149"), ["resumed", "rows", "at"]);
    assert_eq!(kinds(&known, "s.0"), ["resumed", "rows", "rows", "at"], "a hundred a line");
    known.remove(&region, &id(3));
    assert_eq!(kinds(&known, "s.150"), ["resumed", "gone", "at"]);
    known.put(&region, &id(3), row(&id(3), 0));
    assert_eq!(kinds(&known, "s.150"), ["resumed", "rows", "at"], "it came back");
    for position in ["s.999", "another.3", "nonsense"] {
        assert_eq!(kinds(&known, position)[0], "snapshot", "{position}");
    }
}

#[test]
fn what_did_not_change_is_not_told_again() {
    let mut known = Known::new("s".into());
    known.set_status(status("us-east-1", true));
    let attempt = |id: &str, state| {
        let operation = Operation::DeleteCluster;
        let at = Timestamp::default();
        let planned = Attempt::planned(id.into(), operation, "us-east-1".into(), "c".into(), at);
        Attempt { state, cluster: Some("c".into()), ..planned }
    };
    known.set_attempts(vec![attempt("1", AttemptState::Sent), attempt("2", AttemptState::Gone)]);
    let before = known.sequence();
    known.set_status(status("us-east-1", true));
    known.set_attempts(vec![attempt("1", AttemptState::Sent), attempt("2", AttemptState::Gone)]);
    assert_eq!(known.sequence(), before);
    assert_eq!(known.open_clusters("us-east-1").collect::<Vec<_>>(), ["c"], "one is open");
    known.set_attempts(vec![attempt("1", AttemptState::Gone)]);
    assert_eq!(kinds(&known, &format!("s.{before}")), ["resumed", "attempts", "at"]);
    assert_eq!(known.open_clusters("us-east-1").count(), 0);
}

#[test]
fn a_position_is_read_as_it_was_told() {
    let position = Position { stream: "a.b".into(), sequence: 7 };
    assert_eq!(Position::parse("a.b.7"), Some(position));
    for text in ["", "a", "a.", "a.-1", "a.99999999999999999999999"] {
        assert_eq!(Position::parse(text), None, "{text}");
    }
}
