//! What the first load fetches and when, as a figure of letters, beside what the network alone would take.

use std::fmt::Write as _;

use serde::Deserialize;

use super::{
    statistics::median,
    units::{kib, seconds},
};

/// Slow 4G, as `web-bench` sets it: bytes a millisecond, and milliseconds.
const DOWN: f64 = 200.0;
const ROUND_TRIP: f64 = 150.0;
/// The page, and what the page names.
const ROUND_TRIPS: f64 = 2.0;
/// How the name of the program ends.
const PROGRAM: &str = "_bg.wasm";
/// Milliseconds a letter.
const LETTER: f64 = 50.0;

/// One visit; times are milliseconds since the page was asked for.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Waterfall {
    pub(crate) browser: String,
    paint: f64,
    row: f64,
    requests: Vec<Request>,
}

#[derive(Debug, Clone, Deserialize)]
struct Request {
    name: String,
    start: f64,
    answered: f64,
    end: f64,
    bytes: f64,
}

/// In Markdown; medians of all visits.
pub(crate) fn text(visits: &[Waterfall], machine: &str) -> String {
    let (Some(first), Some(paint), Some(row)) = (
        visits.first(),
        median(visits.iter().map(|it| it.paint)),
        median(visits.iter().map(|it| it.row)),
    ) else {
        return String::new();
    };
    let mut text = format!(
        "Measured on {machine}, in {}; {} visits, medians. `·` waits for the answer, `█` receives it.\n\n```text\n",
        first.browser,
        visits.len()
    );
    let _ = writeln!(text, "{:<22}{:>8}{:>9}{:>8}{:>11}", "", "asked", "answered", "there", "size");
    let requests = requests(visits);
    for request in &requests {
        let Request { name, start, answered, end, bytes } = request;
        let _ = writeln!(
            text,
            "{name:<22}{:>8}{:>9}{:>8}{:>11}  {}",
            seconds(*start),
            seconds(*answered),
            seconds(*end),
            kib(*bytes),
            bar(request)
        );
    }
    // What is asked for once the program runs is not for the first row.
    let program = requests.iter().find(|it| it.name.ends_with(PROGRAM)).map(|it| it.end);
    let needed = requests.iter().filter(|it| program.is_none_or(|end| it.start < end));
    let bytes: f64 = needed.map(|it| it.bytes).sum();
    for (name, at) in [("first paint", paint), ("first row", row)] {
        let _ = writeln!(text, "{name:<22}{:>25}{:>13}{}|", seconds(at), "", letters(0.0, at, ' '));
    }
    let limit = ROUND_TRIPS * ROUND_TRIP + bytes / DOWN;
    let _ = write!(
        text,
        "```\n\nThe network alone takes {}: two round trips of 150 ms, for the page and for what it names, and {} at \
         1.6 Mbit/s. The rest of the first row’s {} is the processor’s, four times slower: to compile and start \
         the program, and to draw.\n",
        seconds(limit),
        kib(bytes),
        seconds(row),
    );
    text
}

/// Those that every visit has, each with its medians, by their start.
fn requests(visits: &[Waterfall]) -> Vec<Request> {
    let Some(first) = visits.first() else { return Vec::new() };
    let mut all = Vec::new();
    for Request { name, .. } in &first.requests {
        let same = |visit: &Waterfall| visit.requests.iter().find(|it| it.name == *name).cloned();
        let same: Vec<_> = visits.iter().filter_map(same).collect();
        let of = |of: fn(&Request) -> f64| median(same.iter().map(of)).unwrap_or_default();
        if same.len() == visits.len() {
            all.push(Request {
                name: name.clone(),
                start: of(|it| it.start),
                answered: of(|it| it.answered),
                end: of(|it| it.end),
                bytes: of(|it| it.bytes),
            });
        }
    }
    all.sort_by(|one, other| one.start.total_cmp(&other.start));
    all
}

fn bar(request: &Request) -> String {
    let Request { start, answered, end, .. } = request;
    let waits = letters(*start, *answered, '·');
    format!(
        "{}{waits}{}",
        letters(0.0, *start, ' '),
        letters(*answered, end.max(answered + LETTER), '█')
    )
}

/// So many letters as the time between takes.
fn letters(from: f64, to: f64, letter: char) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds")]
    let place = |time: f64| (time / LETTER).round().max(0.0) as usize;
    letter.to_string().repeat(place(to).saturating_sub(place(from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figure_shows_what_waits_for_what() {
        let request = |name: &str, start, answered, end, bytes| Request {
            name: name.to_owned(),
            start,
            answered,
            end,
            bytes,
        };
        let visit = Waterfall {
            browser: "Chrome/1".to_owned(),
            paint: 400.0,
            row: 1900.0,
            requests: vec![
                request("/b_bg.wasm", 200.0, 350.0, 1400.0, 204_800.0),
                request("/", 0.0, 150.0, 150.0, 1024.0),
            ],
        };
        let text = text(&[visit], "a machine");
        let line = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(line("/ ").ends_with("1.0 KiB  ···█"), "{text}");
        let bar = ["    ", "···", &"█".repeat(21)].concat();
        assert!(line("/b_bg.wasm").ends_with(&format!("200.0 KiB  {bar}")), "{text}");
        assert!(text.contains("The network alone takes 1.33 s"), "{text}");
        assert_eq!(super::text(&[], ""), "");
    }
}
