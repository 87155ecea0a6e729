//! A list that is too long to be in the page as a whole.

use end_to_end::{
    Browser, Role, Stack, StackOptions, View, eventually, eventually_within, with_browser,
};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::time::Duration;

use crate::scene::{BY_NAME, Listed, fleet, ids};

const GENERATED: usize = 1500;
/// Rows that fit a screen, twice, and those beyond its edges.
const MOST_DRAWN: u64 = 80;

/// Opens the list, and waits until all of it has arrived.
async fn open(browser: &Browser, stack: &Stack, path: &str) -> Vec<Listed> {
    let fleet = fleet(stack).await;
    assert!(fleet.len() > GENERATED);
    browser.goto(&stack.link_to(path)).await;
    let count = fleet.len().to_string();
    let patience = Duration::from_mins(2);
    let what = format!("all {count} are there, and nothing is on its way");
    eventually_within(patience, &what, async || {
        let told = "return [document.querySelector('h1 + .badge')?.textContent,
            document.getElementById('refresh')?.textContent.trim()]";
        (browser.run(told).await == json!([count, "Refresh"])).then_some(())
    })
    .await;
    fleet
}

/// What is drawn: the index that is told of each row, its id, and how many rows of the table there are,
/// with those that only take room. Nothing as long as a row that can be seen is not there.
async fn drawn(browser: &Browser) -> Option<(Vec<(usize, String)>, u64)> {
    let script = "
        const frame = document.querySelector('.table-frame').getBoundingClientRect();
        const [top, bottom] = [Math.max(frame.top, 0), Math.min(frame.bottom, innerHeight)];
        const rows = [...document.querySelectorAll('#clusters tr')];
        const gap = rows.filter(row => !row.dataset.key).map(row => row.getBoundingClientRect());
        if (gap.some(rect => rect.bottom > top + 1 && rect.top < bottom - 1)) return null;
        return [rows.filter(row => row.dataset.key).map(row =>
            [Number(row.getAttribute('aria-rowindex')), row.dataset.key.split(' ')[1]]), rows.length]";
    serde_json::from_value(browser.run(script).await).expect("rows, or nothing")
}

#[tokio::test]
async fn a_long_list_draws_what_can_be_seen_and_tells_where_that_is() {
    let stack = Stack::start(&StackOptions::with_console().clusters(GENERATED));
    for view in [View::DESKTOP, View::PHONE] {
        with_browser(view, async |browser| {
            let fleet = open(browser, &stack, BY_NAME).await;
            let all = ids(&fleet, |_| true);
            let count = "return document.querySelector('table').getAttribute('aria-rowcount')";
            assert_eq!(browser.run(count).await, json!((all.len() + 1).to_string()));
            let mut counts = Vec::new();
            for part in [0.0, 0.21, 0.5, 0.83, 1.0, 0.4] {
                // On a phone the page scrolls, and not the table.
                browser
                    .run(&format!(
                        "const frame = document.querySelector('.table-frame');
                         const it = frame.scrollHeight > frame.clientHeight + 1 ? frame : document.scrollingElement;
                         it.scrollTop = (it.scrollHeight - it.clientHeight) * {part};"
                    ))
                    .await;
                let what = format!("what can be seen at {part} of the list is drawn");
                let near = |rows: &[(usize, String)]| {
                    #[expect(clippy::cast_precision_loss, reason = "thousands")]
                    let expected = all.len() as f64 * part;
                    #[expect(clippy::cast_precision_loss, reason = "thousands")]
                    rows.iter().any(|(index, _)| (*index as f64 - expected).abs() < 60.0)
                };
                let (rows, count) = eventually(&what, async || {
                    drawn(browser).await.filter(|(rows, _)| near(rows))
                })
                .await;
                for (index, id) in &rows {
                    assert_eq!(Some(id), all.get(index - 2), "the row of index {index}");
                }
                counts.push(count);
            }
            assert!(counts.iter().all(|count| *count <= MOST_DRAWN), "{counts:?}");
            let middle = [counts[1], counts[2], counts[3], counts[5]];
            let spread = middle.iter().max().unwrap() - middle.iter().min().unwrap();
            assert!(spread <= 12, "about as many wherever it is: {counts:?}");
        })
        .await;
    }
}

/// The index that is told of the row that has the focus, and whether all of it can be seen.
async fn focused(browser: &Browser) -> (Option<usize>, bool) {
    let script = "
        const row = document.activeElement.closest('tr[data-key]');
        const frame = document.querySelector('.table-frame').getBoundingClientRect();
        const rect = document.activeElement.getBoundingClientRect();
        return [row && Number(row.getAttribute('aria-rowindex')),
            rect.top >= Math.max(frame.top, 0) && rect.bottom <= Math.min(frame.bottom, innerHeight)]";
    serde_json::from_value(browser.run(script).await).expect("an index and whether it is seen")
}

#[tokio::test]
async fn the_keyboard_goes_down_a_long_list_and_keeps_its_place() {
    let stack = Stack::start(&StackOptions::with_console().clusters(GENERATED));
    with_browser(View::DESKTOP, async |browser| {
        let fleet = open(browser, &stack, BY_NAME).await;
        browser.run("document.querySelector('tr[data-key] a').focus()").await;
        for index in 2..100 {
            assert_eq!(focused(browser).await.0, Some(index));
            browser.press(Key::Down).await;
            let what = format!("the focus is on the row after {index}, which can be seen");
            eventually(&what, async || {
                (focused(browser).await == (Some(index + 1), true)).then_some(())
            })
            .await;
        }
        browser.press(Key::Up).await;
        assert_eq!(focused(browser).await.0, Some(99));
        // Elsewhere in the list, the row with the focus is still there and has it.
        browser.run("document.querySelector('.table-frame').scrollTop = 40000").await;
        eventually("rows from there are drawn", async || {
            let (rows, _) = drawn(browser).await?;
            rows.iter().any(|(index, _)| *index > 500).then_some(())
        })
        .await;
        assert_eq!(focused(browser).await, (Some(99), false));
        browser.press(Key::Down).await;
        eventually("the keyboard goes on where it was", async || {
            (focused(browser).await == (Some(100), true)).then_some(())
        })
        .await;
        browser.press(Key::Enter).await;
        let (region, cluster) = &fleet[98];
        let path = format!("/regions/{region}/clusters/{}/overview", cluster.cluster_id);
        browser.wait_for_path(|now| now == path).await;
    })
    .await;
}

/// Notes which rows something changes in.
const WATCH: &str = "window.touched = new Set();
    window.touchedAt = performance.now();
    const body = document.getElementById('clusters');
    new MutationObserver(records => {
        window.touchedAt = performance.now();
        for (const { target } of records) {
            const element = target.nodeType === 1 ? target : target.parentElement;
            window.touched.add(element?.closest('tr[data-key]')?.dataset.key ?? `${target.nodeName} itself`);
        }
    }).observe(body, { subtree: true, childList: true, attributes: true, characterData: true });";

#[tokio::test]
async fn a_refresh_touches_the_rows_that_changed_and_no_other() {
    let mut stack = Stack::start(&StackOptions::with_console().clusters(GENERATED));
    let control = stack.control();
    with_browser(View::DESKTOP, async |browser| {
        let before = open(browser, &stack, "/clusters?sort=name&columns=state,health,backup").await;
        let third = |(_, cluster): &&Listed| cluster.state.as_ref().unwrap().as_str() == "ACTIVE";
        let (region, chosen) = before.iter().filter(third).nth(2).unwrap();
        let id = &chosen.cluster_id;
        // The backups tell of the rows, too, and come last.
        browser.wait_until_gone("Loading…").await;
        // So do the verdicts on the certificates, each when it is there.
        let patience = Duration::from_mins(1);
        browser.run(WATCH).await;
        eventually_within(patience, "the list has all verdicts", async || {
            let quiet = browser.run("return performance.now() - window.touchedAt > 4000").await;
            (quiet == json!(true)).then_some(())
        })
        .await;
        browser.run("document.querySelector('tr[data-key] a').focus()").await;
        browser.run("window.touched.clear()").await;
        control.patch(id, &json!({ "State": "DEGRADED", "StateMessage": "An HSM is gone." })).await;
        // By its key: a click would take the focus.
        browser.type_keys("r").await;
        eventually_within(patience, "the row shows its new state", async || {
            let script =
                format!("return document.querySelector('[data-key$=\"{id}\"]').textContent");
            let text = browser.run(&script).await;
            text.as_str().unwrap().contains("DEGRADED").then_some(())
        })
        .await;
        browser.find(Role::Button, "Refresh").await;
        // What AWS itself changed meanwhile may show, too.
        let after = fleet(&stack).await;
        let mut changed: Vec<_> = after
            .iter()
            .filter(|one| !before.contains(one))
            .map(|(region, cluster)| format!("{region} {}", cluster.cluster_id))
            .collect();
        let touched = browser.run("return [...window.touched]").await;
        let touched: Vec<String> = serde_json::from_value(touched).unwrap();
        assert!(touched.contains(&format!("{region} {id}")), "{touched:?}");
        changed.retain(|key| touched.contains(key));
        assert_eq!(touched.len(), changed.len(), "{touched:?}, and {changed:?} changed");
        assert_eq!(focused(browser).await.0, Some(2), "the focus stays");
        let row: Value = browser.run("return document.activeElement.isConnected").await;
        assert_eq!(row, true);
    })
    .await;
}

#[tokio::test]
async fn tab_goes_on_from_the_row_that_the_list_was_scrolled_away_from() {
    let stack = Stack::start(&StackOptions::with_console().clusters(GENERATED));
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, BY_NAME).await;
        for (key, away) in [(Key::PageDown, "scrollTop += 6000"), (Key::End, "scrollTop = 1e6")] {
            browser.run("document.querySelector('.table-frame').scrollTop = 0").await;
            eventually("the first rows are drawn", async || {
                let (rows, _) = drawn(browser).await?;
                (rows.first()?.0 == 2).then_some(())
            })
            .await;
            browser.run("document.querySelector('tr[data-key] input').focus()").await;
            let before = focused(browser).await.0;
            assert_eq!(before, Some(2));
            // The key scrolls the frame; so that the row is out of view for certain, the script does more.
            browser.press(key).await;
            browser.run(&format!("document.querySelector('.table-frame').{away}")).await;
            eventually("rows from there are drawn", async || {
                let (rows, _) = drawn(browser).await?;
                rows.iter().any(|(index, _)| *index > 60).then_some(())
            })
            .await;
            assert_eq!(focused(browser).await, (before, false));
            // Through the row, thing by thing, and on to the next one.
            let mut way = Vec::new();
            while focused(browser).await.0 == before {
                browser.press(Key::Tab).await;
                let what = "return document.activeElement.tagName";
                way.push(browser.run(what).await);
                assert!(way.len() < 8 && !way.contains(&json!("BODY")), "{way:?}");
            }
            eventually("the keyboard is on the next row, which can be seen", async || {
                (focused(browser).await == (Some(3), true)).then_some(())
            })
            .await;
        }
    })
    .await;
}
