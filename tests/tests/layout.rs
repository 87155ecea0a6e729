//! How the pages lie on small and enlarged screens, and that they lie still while they load.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use end_to_end::{Browser, Name, REGIONS, Role, Stack, StackOptions, View, with_browser};
use serde_json::json;

/// Every kind of page: its path, and a heading of it.
async fn pages(stack: &Stack) -> Vec<(String, &'static str)> {
    let cluster = stack.cluster_named(REGIONS[0], "payments-prod").await;
    let of = |last: &str| format!("/regions/{}/clusters/{}/{last}", REGIONS[0], cluster.cluster_id);
    let tabs = [
        "overview",
        "hsms",
        "usage",
        "network",
        "certificates",
        "tags",
        "backups",
        "history",
        "raw",
    ];
    let mut pages: Vec<_> = tabs.map(|tab| (of(tab), "payments-prod")).into();
    pages.extend([
        ("/clusters".to_owned(), "Clusters"),
        ("/activity".to_owned(), "Activity"),
        ("/connect".to_owned(), "Connect"),
        ("/nothing".to_owned(), "Page not found"),
        (of("tags/edit"), "Edit tags of payments-prod"),
        (of("delete"), "Delete cluster payments-prod"),
        (of("protection"), "payments-prod"),
        (of("add-hsm"), "Add an HSM to payments-prod"),
        (of("retention"), "payments-prod"),
        (of("park"), "payments-prod"),
        ("/clusters/create".to_owned(), "Create cluster"),
    ]);
    let backup = stack.backup_of(REGIONS[0], &cluster.cluster_id).await;
    pages.extend(
        [
            ("copy", "Copy backup to another region"),
            ("keep", "Backup expiry"),
            ("share", "Share backup"),
            ("restore", "Restore backup"),
        ]
        .map(|(step, heading)| {
            (format!("/regions/{}/backups/{backup}/{step}", REGIONS[0]), heading)
        }),
    );
    pages
}

async fn open(browser: &Browser, stack: &Stack, (path, heading): &(String, &str)) {
    browser.goto(&stack.link_to(path)).await;
    browser.find(Role::Heading, Name::has(*heading)).await;
    browser.wait_until_loaded().await;
}

/// WCAG 2.2, 1.4.10: at 320 pixels, which is 1280 at 400 %, nothing scrolls sideways but a table or a
/// text that has to.
#[tokio::test]
async fn no_page_scrolls_sideways_at_320_pixels_or_at_200_percent() {
    let stack = Stack::start(&StackOptions::with_console().args(["--account-label", "Production"]));
    let pages = pages(&stack).await;
    for width in [320, 720] {
        with_browser(View { width, height: 640, ..View::PHONE }, async |browser| {
            for page in &pages {
                open(browser, &stack, page).await;
                let wide = browser
                    .run(
                        "const root = document.documentElement;
                         if (root.scrollWidth <= root.clientWidth) return [];
                         return [...document.querySelectorAll('body *')].filter(it =>
                             it.getBoundingClientRect().right > root.clientWidth + 1
                             && !it.closest('.table-frame, pre, .tabs')).map(it => it.outerHTML.slice(0, 120))
                             .concat(root.scrollWidth).slice(-8)",
                    )
                    .await;
                assert_eq!(wide, json!([]), "{page:?} at {width} pixels");
            }
        })
        .await;
    }
}

/// The columns that everybody begins with are all there to be seen, whatever is in them.
#[tokio::test]
async fn the_usual_columns_fit_a_laptop() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, &("/clusters".to_owned(), "Clusters")).await;
        browser.find(Role::Link, "payments-prod").await;
        for density in ["comfortable", "compact"] {
            let room = "const frame = document.querySelector('.table-frame');
                return frame.clientWidth - frame.scrollWidth";
            assert_eq!(browser.run(room).await, json!(0), "{density}");
            browser.type_keys("d").await;
        }
    })
    .await;
}

/// WCAG 2.2, 2.5.8: at least 24 by 24 pixels, or as much room around it; but for links in the middle
/// of a text.
#[tokio::test]
async fn everything_that_is_clicked_is_large_enough() {
    let stack = Stack::start(&StackOptions::with_console());
    let pages = pages(&stack).await;
    with_browser(View::PHONE, async |browser| {
        for compact in [false, true] {
            for page in &pages {
                open(browser, &stack, page).await;
                let small = browser
                    .run(
                        "const targets = [...document.querySelectorAll('a[href], button, input, select, summary')]
                             .filter(it => it.checkVisibility() && !it.closest('.visually-hidden, .skip')
                                 && !(it.matches('a, summary') && getComputedStyle(it).display === 'inline')
                                 && !it.matches('label input'));
                         const rects = targets.map(it => it.getBoundingClientRect());
                         // A circle of 24 pixels around the middle must touch no other target.
                         const crowded = (rect, index) => {
                             const x = rect.x + rect.width / 2, y = rect.y + rect.height / 2;
                             return rects.some((other, at) => at !== index && Math.hypot(
                                 Math.max(other.left - x, 0, x - other.right),
                                 Math.max(other.top - y, 0, y - other.bottom)) < 12);
                         };
                         return targets.filter((_, index) => {
                             const rect = rects[index];
                             return (rect.width < 24 || rect.height < 24) && crowded(rect, index);
                         }).map(it => it.outerHTML.slice(0, 160))",
                    )
                    .await;
                assert_eq!(small, json!([]), "{page:?}, compact: {compact}");
            }
            browser.run("localStorage.setItem('cloudhsm-console.density', 'compact')").await;
        }
    })
    .await;
}

/// Notes what moves on a page, from its beginning.
const WATCH: &str = "window.shifts = [];
    new PerformanceObserver(list => {
        for (const { value, hadRecentInput, startTime, sources } of list.getEntries())
            window.shifts.push([value, hadRecentInput, startTime, sources.map(({ node, previousRect, currentRect }) =>
                `${(node?.outerHTML ?? node?.textContent)?.slice(0, 80)} ${previousRect.y} ${currentRect.y}`)]);
    }).observe({ type: 'layout-shift', buffered: true });";

/// The sum of all shifts of a page (web.dev's cumulative layout shift, where good is below 0.1).
const MOST_SHIFT: f64 = 0.02;

/// What is on screen stays where it is while the rest arrives.
async fn lie_still(view: View, slow: bool) {
    let stack = Stack::start(&StackOptions::with_console());
    let mut pages = pages(&stack).await;
    // With a CSR and a proof of everything; with nothing; with a finding that the backups bring.
    for (name, tabs) in [
        ("identity-next", &["certificates"][..]),
        ("sandbox-empty", &["overview", "certificates", "protection"]),
        ("legacy-import", &["overview", "certificates", "backups"]),
    ] {
        let id = stack.cluster_named(REGIONS[0], name).await.cluster_id;
        let path = |tab: &&str| format!("/regions/{}/clusters/{id}/{tab}", REGIONS[0]);
        pages.extend(tabs.iter().map(|tab| (path(tab), name)));
    }
    with_browser(view, async |browser| {
        browser.before_each_page(WATCH).await;
        if slow {
            browser.slow_down(4, Duration::from_millis(150)).await;
        }
        let mut moved = Vec::new();
        for page in &pages {
            open(browser, &stack, page).await;
            let shifts = browser.run("return window.shifts").await;
            let sum: f64 =
                shifts.as_array().unwrap().iter().filter_map(|shift| shift[0].as_f64()).sum();
            if sum > MOST_SHIFT {
                moved.push(format!("{sum:.3}: {page:?} {shifts:#}"));
            }
        }
        assert!(moved.is_empty(), "at {}: {}", view.width, moved.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn pages_lie_still_while_they_load_on_a_laptop() {
    lie_still(View::DESKTOP, false).await;
}

#[tokio::test]
async fn pages_lie_still_while_they_load_on_a_phone() {
    lie_still(View::PHONE, false).await;
}

/// Slowly, everything that is on screen in between is painted.
#[tokio::test]
async fn pages_lie_still_while_they_load_slowly_on_a_laptop() {
    lie_still(View::DESKTOP, true).await;
}

#[tokio::test]
async fn pages_lie_still_while_they_load_slowly_on_a_phone() {
    lie_still(View::PHONE, true).await;
}
