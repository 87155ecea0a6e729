//! The clusters that were opened last, as a text: one per line, by account. Kept in the browser.

use super::storage;
use crate::route::Place;

const PREFIX: &str = "cloudhsm-console.recent.";

/// More are forgotten.
const MOST: usize = 8;

fn name(account: &str) -> String {
    [PREFIX, account].concat()
}

/// The clusters that were opened last, the latest first.
pub fn recent_clusters(account: &str) -> Vec<Place> {
    parse(&storage::get(storage::of_browser(), &name(account)).unwrap_or_default())
}

/// Remembers that a cluster was opened.
pub fn remember_cluster(account: &str, place: &Place) {
    let name = name(account);
    let before = storage::get(storage::of_browser(), &name).unwrap_or_default();
    let now = with(&before, place);
    // The page of a cluster says so each time that it reads the cluster.
    if now != before {
        storage::set(storage::of_browser(), &name, &now);
    }
}

/// The text with another cluster in front.
fn with(text: &str, place: &Place) -> String {
    let line = [&*place.region, " ", &place.id].concat();
    // Neither has a blank or a line's end, as AWS makes them; an address can have anything.
    if line.chars().filter(char::is_ascii_whitespace).count() != 1 {
        return text.to_owned();
    }
    let others = text.lines().filter(|other| *other != line);
    let lines: Vec<_> = [&*line].into_iter().chain(others).take(MOST).collect();
    lines.join("\n")
}

fn parse(text: &str) -> Vec<Place> {
    let places = text.lines().filter_map(|line| {
        let (region, id) = line.split_once(' ')?;
        Some(Place::new(region, id))
    });
    places.take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_comes_first_each_once_and_old_ones_are_forgotten() {
        let place = |number: usize| Place::new("us-east-1", format!("cluster-{number}"));
        let mut text = String::new();
        for number in 0..20 {
            text = with(&text, &place(number));
        }
        text = with(&text, &place(17));
        let expected: Vec<_> = [17, 19, 18, 16, 15, 14, 13, 12].map(place).into();
        assert_eq!(parse(&text), expected);
        assert_eq!(with(&text, &place(17)), text, "nothing to write");
    }

    #[test]
    fn an_address_can_not_break_a_line_and_nonsense_is_no_cluster() {
        let text = with("us-east-1 cluster-a", &Place::new("us-east-1", "a\nb c"));
        assert_eq!(text, "us-east-1 cluster-a");
        assert_eq!(parse("nonsense\n\nr c"), [Place::new("r", "c")]);
    }
}
