//! The figures as text, beside what was aimed at.

use std::fmt::Write as _;

use super::{
    Figures, Visit,
    figures::Act,
    stalls,
    statistics::{Spread, median, percentile},
    units::{kib, mib, seconds},
};

/// Where the goals are.
const GOAL_CLUSTERS: usize = 5000;
const GOAL_MEDIAN: f64 = 16.0;
const GOAL_P95: f64 = 50.0;

/// The figures, in Markdown.
pub(crate) fn text(figures: &Figures, machine: &str) -> String {
    let all = || figures.visits.values().flatten().flatten();
    let browser = all().next().map_or("", |visit| visit.browser.as_str());
    let rounds = figures.visits.values().flatten().map(Vec::len).max().unwrap_or_default();
    let mut text = format!(
        "Measured on {machine}, in {browser} without a window, 1440 by 900 pixels; backend and emulator \
         share the machine. {rounds} visits each, every one with a fresh profile. Medians; in brackets the \
         least and the most.\n\n"
    );
    bytes(&mut text, figures);
    for (index, title) in
        ["The machine as it is", "A processor 4 times slower, on slow 4G"].iter().enumerate()
    {
        let of = |visits: &[Vec<Visit>; 2]| visits.get(index).cloned().unwrap_or_default();
        let columns: Vec<_> =
            figures.visits.iter().map(|(clusters, visits)| (*clusters, of(visits))).collect();
        let _ = write!(text, "{title}:\n\n{}\n", table(&columns));
    }
    let keys: usize = all().map(|visit| visit.keys.len()).sum();
    let early: usize = all().map(|visit| visit.early).sum();
    let _ = write!(
        text,
        "Keys that were painted before the page had come to rest: {early} of {keys}.\n\n"
    );
    goals(&mut text, figures);
    text.push_str(&stalls::text(&figures.stalls));
    if let Some(polling) = &figures.polling {
        text.push_str(&polling.text());
    }
    text
}

fn bytes(text: &mut String, figures: &Figures) {
    let visits = figures.visits.values().flatten().flatten();
    if let Some(console) = median(visits.map(|visit| visit.load.console_bytes)) {
        let _ = write!(text, "The console itself: {}, headers and all. ", kib(console));
    }
    let answers = figures.visits.iter().filter_map(|(clusters, visits)| {
        let bytes = median(visits.iter().flatten().map(|visit| visit.load.api_bytes))?;
        Some(format!("{} with {clusters} clusters", kib(bytes)))
    });
    let answers: Vec<_> = answers.collect();
    let _ = write!(
        text,
        "The API's responses until all clusters are loaded: {}.\n\n",
        answers.join(", ")
    );
}

/// What a row of the table has of the visits of one column.
type Cell = fn(&[Visit]) -> Option<String>;

/// Visits with one number of clusters.
type ColumnOfVisits = (usize, Vec<Visit>);

fn table(columns: &[ColumnOfVisits]) -> String {
    let mut text = String::from("| |");
    for (clusters, _) in columns {
        let _ = write!(text, " {clusters} clusters |");
    }
    text.push_str("\n|---|");
    text.push_str(&"--:|".repeat(columns.len()));
    text.push('\n');
    let rows: [(&str, Cell); 13] = [
        ("first paint", |it| spread(it, |visit| visit.load.paint, seconds)),
        ("first row", |it| spread(it, |visit| visit.load.row, seconds)),
        ("all clusters", |it| spread(it, |visit| visit.load.all, seconds)),
        ("key in the filter to paint", |it| acts(it, |visit| &visit.keys, |act| act.paint)),
        ("… of 95 %", |it| p95(it, |act| act.paint)),
        ("… of it the page’s own work", |it| acts(it, |visit| &visit.keys, |act| act.work)),
        ("… of 95 %", |it| p95(it, |act| act.work)),
        ("the same key on an empty page", |it| acts(it, |visit| &visit.empty, |act| act.paint)),
        ("head of a column to paint", |it| acts(it, |visit| &visit.sorts, |act| act.paint)),
        ("link to a cluster to its heading", |it| acts(it, |visit| &visit.opens, |act| act.paint)),
        ("JavaScript heap", |it| spread(it, |visit| visit.memory.heap, mib)),
        ("WebAssembly memory", |it| spread(it, |visit| visit.memory.wasm, mib)),
        ("nodes of the document", |it| {
            spread(it, |visit| visit.memory.nodes, |it| format!("{it:.0}"))
        }),
    ];
    for (name, cell) in rows {
        let _ = write!(text, "| {name} |");
        for (_, visits) in columns {
            let _ = write!(text, " {} |", cell(visits).unwrap_or_default());
        }
        text.push('\n');
    }
    text
}

/// One figure of each visit.
fn spread(visits: &[Visit], of: fn(&Visit) -> f64, words: fn(f64) -> String) -> Option<String> {
    let Spread { median, least, most } = Spread::of(visits.iter().map(of))?;
    let (median, least, most) = (words(median), words(least), words(most));
    Some(if least == most { median } else { format!("{median} ({least}–{most})") })
}

/// Many figures of each visit, all together.
fn acts(visits: &[Visit], acts: fn(&Visit) -> &Vec<Act>, of: fn(&Act) -> f64) -> Option<String> {
    let Spread { median, least, most } = Spread::of(visits.iter().flat_map(acts).map(of))?;
    Some(format!("{} ({}–{})", millis(median), millis(least), millis(most)))
}

fn p95(visits: &[Visit], of: fn(&Act) -> f64) -> Option<String> {
    percentile(visits.iter().flat_map(|visit| &visit.keys).map(of), 95).map(millis)
}

fn goals(text: &mut String, figures: &Figures) {
    let Some([plain, _]) = figures.visits.get(&GOAL_CLUSTERS) else { return };
    let keys = || plain.iter().flat_map(|visit| &visit.keys).map(|key| key.paint);
    let (Some(middle), Some(most)) = (median(keys()), percentile(keys(), 95)) else { return };
    text.push_str("| goal | found | |\n|---|---|---|\n");
    for (goal, found, limit) in [
        ("a key in the filter of 5000 clusters is painted within 16 ms", middle, GOAL_MEDIAN),
        ("… 95 % of the keys within 50 ms", most, GOAL_P95),
    ] {
        let met = if found <= limit { "met" } else { "missed" };
        let _ = writeln!(text, "| {goal} | {} | {met} |", millis(found));
    }
    text.push('\n');
}

fn millis(millis: f64) -> String {
    format!("{millis:.1} ms")
}

#[cfg(test)]
mod tests;
