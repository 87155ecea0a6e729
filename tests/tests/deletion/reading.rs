//! The deletion as a screen reader reads it, from its start to its end: `reading.txt` has every word that is
//! said, so that whoever changes the page can read it aloud. `UPDATE=1` writes it anew.

use std::{collections::HashMap, env, fmt::Write as _, fs, path::PathBuf};

use end_to_end::{Browser, Name, Role, View, artifacts, eventually, with_browser};
use serde_json::json;

use crate::scene::{HASTE, REGION, Scene};

/// What is read: the whole page, or one part of it.
#[derive(Debug, Clone, Copy)]
enum Part {
    Page,
    Main,
    Region(&'static str),
}

/// What was read so far, with one name for each thing that is another in each run.
#[derive(Debug, Default)]
struct Reading {
    text: String,
    known: HashMap<String, String>,
    counts: HashMap<&'static str, usize>,
}

/// AWS's IDs have no fewer letters behind their beginning.
const SHORTEST: usize = 11;
/// The beginnings of AWS's IDs.
const IDS: [&str; 6] = ["cluster-", "hsm-", "backup-", "vpc-", "subnet-", "eni-"];

impl Reading {
    async fn read(&mut self, browser: &Browser, title: &str, part: Part) {
        browser.wait_until_loaded().await;
        let last = async || {
            let tree = browser.accessibility_tree().await;
            let text = match part {
                Part::Page => tree.reading(),
                Part::Main => tree.all("main").first()?.reading(),
                Part::Region(name) => tree.named("region", name)?.reading(),
            };
            // The page may still be drawing: the text counts when it no longer changes.
            Some(text)
        };
        let mut before = None;
        let text = eventually(&format!("{title}: the page is at rest"), async || {
            let now = last().await.map(|text| self.plain(&text));
            let is_same = now.is_some() && now == before;
            before.clone_from(&now);
            now.filter(|_| is_same)
        })
        .await;
        let _ = write!(self.text, "== {title}\n\n{text}\n\n");
    }

    /// The same text in each run: IDs by their number, no times.
    fn plain(&mut self, text: &str) -> String {
        let lines: Vec<_> = text.lines().map(|line| self.plain_line(line)).collect();
        lines.join("\n")
    }

    fn plain_line(&mut self, line: &str) -> String {
        let indentation = line.len() - line.trim_start().len();
        let words: Vec<_> = line.split_whitespace().map(|word| self.plain_word(word)).collect();
        let mut line = " ".repeat(indentation);
        let mut at = 0;
        while at < words.len() {
            let (text, used) = time(&words[at..]).unwrap_or((words[at].clone(), 1));
            if at > 0 {
                line.push(' ');
            }
            line.push_str(&text);
            at += used;
        }
        line
    }

    fn plain_word(&mut self, word: &str) -> String {
        let is_inside = |letter: char| letter.is_ascii_alphanumeric() || "-_/".contains(letter);
        let core = word.trim_matches(|letter: char| !is_inside(letter));
        // Within quotes or an assignment, too.
        let Some((kind, id)) = IDS.iter().find_map(|kind| {
            let rest = &core[core.find(*kind)?..];
            let own = rest.get(kind.len()..)?;
            let length = own.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(own.len());
            (length >= SHORTEST).then(|| (*kind, &rest[..kind.len() + length]))
        }) else {
            let is_hex =
                core.len() >= 16 && core.chars().all(|it| it.is_ascii_hexdigit() || it == '-');
            if let Some((before, port)) = word.split_once("//127.0.0.1:") {
                let after = port.trim_start_matches(|it: char| it.is_ascii_digit());
                return [before, "//127.0.0.1:PORT", after].concat();
            }
            return if is_hex { word.replace(core, "SOME-ID") } else { word.to_owned() };
        };
        let named = self.known.get(id).cloned().unwrap_or_else(|| {
            let count = self.counts.entry(kind).or_default();
            *count += 1;
            let name = format!("{kind}{count}");
            self.known.insert(id.to_owned(), name.clone());
            name
        });
        word.replace(id, &named)
    }
}

/// A time at the beginning of these words, in words of its own, and how many words it is.
fn time(words: &[String]) -> Option<(String, usize)> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let end = |word: &str| {
        word.rsplit(|it: char| it.is_alphanumeric()).next().unwrap_or_default().to_owned()
    };
    let is_number = |word: &str| !word.is_empty() && word.chars().all(|it| it.is_ascii_digit());
    let is_unit = |word: &str| {
        let unit = word.trim_matches(|it: char| !it.is_alphanumeric()).trim_end_matches('s');
        ["second", "minute", "hour", "day", "month", "year"].contains(&unit)
    };
    let is_day = |word: &str| {
        let mut parts = word.get(..10).unwrap_or_default().split('-');
        let lengths: Vec<_> =
            parts.by_ref().map(|part| is_number(part).then_some(part.len())).collect();
        lengths == [Some(4), Some(2), Some(2)]
    };
    let is_clock =
        |word: &str| word.contains(':') && is_number(&word[..word.find(':').unwrap_or(0)]);
    let is_zone = |word: &str| word.starts_with("UTC");
    if is_day(word(0)) {
        let clock = usize::from(is_clock(word(1)));
        let zone = usize::from(clock > 0 && is_zone(word(2)));
        let used = 1 + clock + zone;
        return Some((["SOME-TIME", &end(word(used - 1))].concat(), used));
    }
    if is_number(word(0)) && is_unit(word(1)) && word(2).starts_with("ago") {
        return Some((["SOME TIME ", word(2)].concat(), 3));
    }
    if word(0) == "Checked" && (word(1).starts_with("once") || word(2).starts_with("times")) {
        let used = if word(1).starts_with("once") { 2 } else { 3 };
        return Some((["Checked SOME times", &end(word(used - 1))].concat(), used));
    }
    if word(0) == "in" && (is_number(word(1)) || word(1) == "a") && is_unit(word(2)) {
        return Some((["in SOME TIME", &end(word(2))].concat(), 3));
    }
    if word(0) == "just" && word(1).starts_with("now") {
        return Some((["SOME TIME ago", &end(word(1))].concat(), 2));
    }
    // How long something has taken.
    (is_number(word(0)) && ["s", "s,", "s."].contains(&word(1)))
        .then(|| (["SOME ", word(1)].concat(), 2))
}

fn golden() -> PathBuf {
    artifacts::repository().join("tests/tests/deletion/reading.txt")
}

#[tokio::test]
async fn the_deletion_makes_sense_when_it_is_read_aloud() {
    let scene = Scene::start().await;
    let cluster = scene.stack.cluster_named(REGION, "staging-signing").await;
    let id = cluster.cluster_id.clone();
    let control = scene.emulator.control();
    let mut reading = Reading::default();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(HASTE).await;
        let path = format!("/regions/{REGION}/clusters/{id}/delete");
        browser.goto(&scene.stack.link_to(&path)).await;
        browser.find(Role::Heading, "This cluster can’t be deleted yet").await;
        // They come with the fleet.
        browser.find(Role::Link, Name::has("problems")).await;
        reading.read(browser, "The plan of a cluster with HSMs", Part::Page).await;

        browser.click(Role::Button, "Delete all 2 HSMs…").await;
        browser.find(Role::Button, "Delete these 2 HSMs").await;
        let part = Part::Region("What blocks the deletion");
        reading.read(browser, "The question about its HSMs", part).await;

        control.patch(&id, &json!({ "Hsms": [] })).await;
        browser.goto(&scene.stack.link_to("/clusters")).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.goto(&scene.stack.link_to(&path)).await;
        let field = Name::has("Type the ID of the cluster");
        browser.find(Role::Textbox, field.clone()).await;
        reading.read(browser, "The plan of a cluster without HSMs", Part::Main).await;

        browser.type_into(Role::Textbox, field.clone(), "cluster").await;
        browser.type_into(Role::Textbox, field.clone(), "another").await;
        browser.wait_for_text("Doesn’t match").await;
        reading.read(browser, "Another ID is typed", Part::Region("Confirm")).await;
        browser.check_all().await;
        browser.type_into(Role::Textbox, field, &id).await;
        reading.read(browser, "Everything is filled in", Part::Region("Confirm")).await;

        browser.slow_down_now(100).await;
        browser.click(Role::Button, "Delete this cluster").await;
        browser.wait_for_text("Press Esc to cancel").await;
        reading.read(browser, "The seconds before the request", Part::Region("Confirm")).await;

        // Until the test goes on.
        browser.hasten_now(HASTE).await;
        browser.run("document.getElementById('cancel-request').click()").await;
        browser.click(Role::Button, "Delete this cluster").await;
        let filter = json!({ "Filters": { "clusterIds": [id] } });
        eventually("AWS deletes the cluster", async || {
            let operation = cloudhsm_api::Operation::DescribeClusters;
            let answer = scene.stack.call(REGION, operation, &filter).await;
            let listed: serde_json::Value = answer.expect(200).json();
            (listed["Clusters"][0]["State"] == "DELETE_IN_PROGRESS").then_some(())
        })
        .await;
        control.patch(&id, &json!({ "State": "DELETE_IN_PROGRESS" })).await;
        browser.find(Role::Heading, "AWS is deleting the cluster").await;
        browser.wait_for_text("This takes minutes").await;
        browser.wait_for_text("Checked ").await;
        reading.read(browser, "AWS is deleting the cluster", Part::Main).await;

        control.patch(&id, &json!({ "State": "DELETED" })).await;
        browser.find(Role::Heading, "The cluster is deleted").await;
        browser.wait_for_text(": gone, ").await;
        reading.read(browser, "The end, with its receipt", Part::Main).await;
    })
    .await;
    let text = reading.text.trim_end().to_owned() + "\n";
    if env::var_os("UPDATE").is_some() {
        fs::write(golden(), &text).unwrap();
    }
    let written = fs::read_to_string(golden()).unwrap_or_default();
    let other = text.lines().zip(written.lines()).position(|(read, written)| read != written);
    let other = other.unwrap_or_else(|| text.lines().count().min(written.lines().count()));
    let near = |text: &str| {
        text.lines().skip(other.saturating_sub(3)).take(6).collect::<Vec<_>>().join("\n")
    };
    assert!(
        text == written,
        "the page reads otherwise than reading.txt, from line {}:\n{}\n--- instead of\n{}\n--- To write it anew: \
         UPDATE=1 cargo test -p end-to-end --test deletion reading",
        other + 1,
        near(&text),
        near(&written)
    );
}

#[test]
fn what_differs_from_run_to_run_is_left_out() {
    let mut reading = Reading::default();
    for (said, plain) in [
        ("  Type cluster-abcdefghijk, please", "  Type cluster-1, please"),
        ("again: [?Id=='cluster-abcdefghijk']", "again: [?Id=='cluster-1']"),
        ("backup-abcdefghijk; backup-bcdefghijkl", "backup-1; backup-2"),
        ("2026-11-26 17:12:00 UTC 8 seconds ago", "SOME-TIME SOME TIME ago"),
        ("until 2027-02-24T17:11:54Z.", "until SOME-TIME."),
        ("in 2 months retention of 90 days", "in SOME TIME retention of 90 days"),
        ("expires in 4 minutes and works once", "expires in SOME TIME and works once"),
        ("DELETE_IN_PROGRESS, 12 s so far", "DELETE_IN_PROGRESS, SOME s so far"),
        ("hash 0123456789abcdef0123", "hash SOME-ID"),
        (
            "--endpoint-url http://127.0.0.1:40123 again",
            "--endpoint-url http://127.0.0.1:PORT again",
        ),
        ("Checked once. No", "Checked SOME times. No"),
        ("Checked 12 times. No", "Checked SOME times. No"),
    ] {
        assert_eq!(reading.plain_line(said), plain);
    }
}
