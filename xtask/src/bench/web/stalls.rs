//! For how long a tab with a long list keeps the page's thread busy.

use std::fmt::Write as _;

use serde::Deserialize;

/// Browsers tell of tasks from here on, in milliseconds.
const LEAST: f64 = 50.0;

/// One visit of a tab: its longest task at each time, in milliseconds; 0 if none was told of.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Stalls {
    tab: Tab,
    slow: bool,
    opened: f64,
    same: f64,
    changed: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Tab {
    Hsms,
    Backups,
}

/// When a task was the longest.
type Time = fn(&Stalls) -> f64;

/// In Markdown; nothing of no visits.
pub(crate) fn text(visits: &[Stalls]) -> String {
    if visits.is_empty() {
        return String::new();
    }
    let mut text =
        "The longest task of the page’s thread in a tab with a long list, over all visits. \
                    Browsers tell of tasks from 50 ms on:\n\n\
                    | | 10,000 HSMs | … slow machine | 5000 backups | … slow machine |\n\
                    |---|--:|--:|--:|--:|\n"
            .to_owned();
    let rows: [(&str, Time); 3] = [
        ("the tab is opened", |it| it.opened),
        ("a poll brings the same", |it| it.same),
        ("a poll brings something new", |it| it.changed),
    ];
    for (name, of) in rows {
        let _ = write!(text, "| {name} |");
        for tab in [Tab::Hsms, Tab::Backups] {
            for slow in [false, true] {
                let visits = visits.iter().filter(|it| it.tab == tab && it.slow == slow);
                let longest = visits.map(of).max_by(f64::total_cmp);
                let _ = write!(text, " {} |", longest.map(words).unwrap_or_default());
            }
        }
        text.push('\n');
    }
    text.push('\n');
    text
}

fn words(millis: f64) -> String {
    if millis < LEAST { "under 50 ms".to_owned() } else { format!("{millis:.0} ms") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_of_all_visits_is_told() {
        let visit = |tab, slow, same| Stalls { tab, slow, opened: 812.4, same, changed: 0.0 };
        let visits = [
            visit(Tab::Hsms, false, 0.0),
            visit(Tab::Hsms, false, 63.0),
            visit(Tab::Hsms, true, 250.6),
            visit(Tab::Backups, false, 0.0),
        ];
        let text = text(&visits);
        assert!(text.contains("| the tab is opened | 812 ms | 812 ms | 812 ms |  |"), "{text}");
        let same = "| a poll brings the same | 63 ms | 251 ms | under 50 ms |  |";
        assert!(text.contains(same), "{text}");
        assert_eq!(super::text(&[]), "");
    }
}
