//! What matters most on the list is seen first, is called what it is, and stays.

use std::time::Duration;

use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually_within, with_browser,
};
use serde_json::json;

use crate::scene::{BY_NAME, fleet, open, open_at, rows, state, wait_for_rows};

/// Most that may stand above the first row on a laptop.
const MOST_ABOVE: f64 = 320.0;

/// The rows as they lie: whether each is a problem, its top and its bottom; and the height of the window.
async fn lie(browser: &Browser) -> (Vec<(bool, f64, f64)>, f64) {
    let lie = "return [[...document.querySelectorAll('tr[data-key]')].map(row => {
            const { top, bottom } = row.getBoundingClientRect();
            return [row.querySelector('.finding.bad') !== null, top, bottom];
        }), innerHeight]";
    serde_json::from_value(browser.run(lie).await).expect("rows")
}

#[tokio::test]
async fn the_worst_problem_is_above_the_fold_and_the_last_row_is_whole() {
    let stack = Stack::start(&StackOptions::with_console());
    for view in [View::DESKTOP, View { width: 1024, height: 768, ..View::DESKTOP }] {
        with_browser(view, async |browser| {
            open_at(browser, &stack, "/clusters").await;
            browser.find(Role::Link, "payments-prod").await;
            let (rows, window) = lie(browser).await;
            let problems = rows.iter().filter(|(is_problem, ..)| *is_problem).count();
            assert!(problems > 0, "the demo has problems");
            for (is_problem, top, bottom) in &rows[..problems] {
                assert!(*is_problem, "a problem comes before all that is none: {rows:?}");
                assert!(*top >= 0.0 && *bottom <= window, "not in view: {rows:?} {window}");
            }
            assert!(rows[0].1 <= MOST_ABOVE, "{} pixels above the rows", rows[0].1);

            // There is one scroller, and its end is the end of the last row.
            let end = "const frame = document.querySelector('.list-frame');
                frame.scrollTop = frame.scrollHeight;
                return [document.scrollingElement.scrollHeight <= innerHeight,
                    frame.getBoundingClientRect().bottom <= innerHeight]";
            assert_eq!(browser.run(end).await, json!([true, true]), "{view:?}");
            let (rows, window) = lie(browser).await;
            let last = rows.last().unwrap();
            assert!(last.2 <= window, "the last row is cut: {last:?} {window}");
        })
        .await;
    }
}

/// Whoever signs the CSR of such a cluster trusts hardware that nobody has verified.
#[tokio::test]
async fn a_failed_identity_check_is_a_problem_in_the_list_and_on_the_overview() {
    let stack = Stack::start(&StackOptions::with_console());
    let id = stack.cluster_named(REGIONS[0], "attestation-lab").await.cluster_id;
    with_browser(View::DESKTOP, async |browser| {
        open_at(browser, &stack, "/clusters").await;
        browser.find(Role::Link, "attestation-lab").await;
        let shown = format!(
            "const finding = document.querySelector('[data-key$=\"{id}\"] .finding');
             return [finding.classList.contains('bad'), finding.innerText.split('+')[0].trim()]"
        );
        assert_eq!(browser.run(&shown).await, json!([true, "Identity check failed"]));
        browser.click(Role::Link, "attestation-lab").await;
        browser.find(Role::Heading, "Needs attention").await;
        let first = "const first = document.querySelector('.findings li');
            return [first.querySelector('.bad') !== null, first.innerText]";
        let first = browser.run(first).await;
        let words = first[1].as_str().unwrap();
        assert!(first[0] == true && words.contains("The identity check failed"), "{first}");
        assert!(words.contains("Don’t sign the CSR"), "{first}");
        let text = browser.text().await;
        assert!(!text.contains("Verify the hardware first"), "nobody is told to go on: {text}");
    })
    .await;
}

#[tokio::test]
async fn what_aws_changes_or_has_deleted_is_not_called_well() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    let (mut changing, mut gone) = (0, 0);
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        for (_, cluster) in &fleet {
            let is_gone = state(cluster) == "DELETED";
            let is_changing = state(cluster).ends_with("_IN_PROGRESS");
            if !is_gone && !is_changing {
                continue;
            }
            let row = format!(
                "const row = document.querySelector('[data-key$=\"{}\"]');
                 return [row.querySelectorAll('.good').length, row.innerText]",
                cluster.cluster_id
            );
            let row = browser.run(&row).await;
            assert_eq!(row[0], json!(0), "{row}");
            let words = row[1].as_str().unwrap();
            changing += usize::from(is_changing && words.contains("In progress"));
            gone += usize::from(is_gone && words.contains("Deleted"));
        }
    })
    .await;
    assert!(changing > 2 && gone > 0, "{changing} {gone}");
}

/// A list that was long to be read is not taken away by a backend that is.
#[tokio::test]
async fn a_backend_that_is_gone_takes_one_line_and_no_row() {
    /// The stream is opened again after some seconds at first.
    const BACK: Duration = Duration::from_mins(1);
    let mut stack = Stack::start(&StackOptions::with_console());
    let says = "Nothing new arrives. Showing earlier data.";
    with_browser(View::DESKTOP, async |browser| {
        for noise in ["Failed to load resource", "Failed to fetch", "ERR_"] {
            browser.tolerate(noise);
        }
        open_at(browser, &stack, BY_NAME).await;
        browser.find(Role::Link, "payments-prod").await;
        browser.find(Role::Link, "zahlungsverkehr-prod").await;
        let before = rows(browser).await;
        stack.kill();
        browser.find(Role::Status, Name::has(says)).await;
        let lines = "return [...document.querySelectorAll('.status-line, .list-page .notice')]
            .map(it => it.offsetHeight).filter(height => height > 0)";
        let lines = browser.run(lines).await;
        let heights: Vec<f64> = serde_json::from_value(lines).unwrap();
        assert!(heights.len() == 1 && heights[0] <= 44.0, "one line of 40 pixels: {heights:?}");
        assert_eq!(rows(browser).await, before);
        browser.assert_accessible().await;
        stack.start_again();
        eventually_within(BACK, "the page goes on by itself", async || {
            (!browser.text().await.contains(says)).then_some(())
        })
        .await;
        // Another process may have another account's credentials: what it lists is listed anew.
        wait_for_rows(browser, &before).await;
    })
    .await;
}
