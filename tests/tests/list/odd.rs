//! Answers of AWS that are not as its API documents them: what can be read of them shows, and what can't
//! is said.

use cloudhsm_api::Operation;
use end_to_end::{
    Browser, Emulator, REGIONS, Role, Stack, StackOptions, View, eventually, with_browser,
};
use serde_json::{Value, json};

use crate::scene::{rows, wait_for_rows};

const REGION: &str = REGIONS[0];

fn start() -> (Emulator, Stack) {
    let emulator = Emulator::start();
    let stack = in_front_of(&emulator);
    (emulator, stack)
}

fn in_front_of(emulator: &Emulator) -> Stack {
    let options = StackOptions::in_front_of(emulator);
    Stack::start(&StackOptions { console: true, ..options })
}

/// From now on, AWS answers a listing of the first region with this.
async fn answer(emulator: &Emulator, operation: Operation, body: &Value) {
    emulator.control().clear_faults().await;
    let fault = json!({
        "operation": operation, "region": REGION, "kind": "raw", "body": body, "times": 10_000,
    });
    emulator.control().order_fault(fault).await;
}

/// Opens the list, of which the other region shows as always unless it is filtered out.
async fn open(browser: &Browser, stack: &Stack, query: &str) {
    browser.goto(&stack.link_to(&format!("/clusters?sort=name{query}"))).await;
    if query.is_empty() {
        browser.find(Role::Link, "zahlungsverkehr-prod").await;
    }
    browser.wait_until_loaded().await;
    browser.find(Role::Button, "Refresh").await;
}

async fn ids_in_the_region(browser: &Browser) -> Vec<String> {
    let script = format!(
        "return [...document.querySelectorAll('tr[data-key]')].map(row => row.dataset.key.split(' '))
            .filter(([region]) => region === '{REGION}').map(([, id]) => id)"
    );
    serde_json::from_value(browser.run(&script).await).unwrap()
}

#[tokio::test]
async fn an_answer_without_its_list_is_an_error_and_never_an_empty_list() {
    let (emulator, stack) = start();
    // Kept until the browser is gone: a backend that ends breaks its stream, which the page complains of.
    let restarted = in_front_of(&emulator);
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, "").await;
        let before = rows(browser).await;
        assert!(ids_in_the_region(browser).await.len() > 3);
        let bodies = [
            json!({}),
            json!({ "Clusters": null }),
            json!({ "__type": "CloudHsmServiceException", "Message": "no" }),
        ];
        for body in &bodies {
            answer(&emulator, Operation::DescribeClusters, body).await;
            browser.click(Role::Button, "Refresh").await;
            browser.wait_for_text("UpstreamGarbled").await;
            browser.wait_for_text("has no list").await;
            assert_eq!(rows(browser).await, before, "{body}: nothing is gone");
            emulator.control().clear_faults().await;
            browser.click(Role::Button, "Try again").await;
            browser.wait_until_gone("UpstreamGarbled").await;
        }
        // A backend that nobody has asked yet knows nothing from before: it is an error all the same.
        answer(&emulator, Operation::DescribeClusters, &bodies[0]).await;
        browser.goto(&restarted.link()).await;
        browser.wait_for_text("UpstreamGarbled").await;
        browser.wait_for_text("in 1 of 2 regions").await;
        assert_eq!(ids_in_the_region(browser).await, [""; 0]);
        let cluster = &before[0];
        let path = format!("/regions/{REGION}/clusters/{cluster}/overview");
        browser.goto(&restarted.link_to(&path)).await;
        browser.wait_for_text("UpstreamGarbled").await;
        assert!(!browser.text().await.contains("Cluster not found"));
    })
    .await;
}

#[tokio::test]
async fn a_listing_that_repeats_is_read_once() {
    let (emulator, stack) = start();
    let same = |name: &str| json!({ "ClusterId": "cluster-same", "State": "ACTIVE", "TagList": [{ "Key": "Name", "Value": name }] });
    with_browser(View::DESKTOP, async |browser| {
        let body = json!({ "Clusters": [same("alpha")], "NextToken": "forever" });
        answer(&emulator, Operation::DescribeClusters, &body).await;
        open(browser, &stack, "").await;
        browser.wait_for_text("returned the same NextToken again").await;
        assert_eq!(ids_in_the_region(browser).await, ["cluster-same"]);
        let calls = emulator.calls(Operation::DescribeClusters).await;
        assert!(calls < 20, "{calls} calls");

        // The same cluster twice on one page is one row.
        let body = json!({ "Clusters": [same("one"), same("twin")] });
        answer(&emulator, Operation::DescribeClusters, &body).await;
        browser.click(Role::Button, "Try again").await;
        browser.wait_until_gone("NextToken").await;
        browser.find(Role::Link, "one").await;
        assert_eq!(ids_in_the_region(browser).await, ["cluster-same"]);

        // The same of what the page itself reads.
        let body = json!({ "Backups": [], "NextToken": "forever" });
        answer(&emulator, Operation::DescribeBackups, &body).await;
        let id = stack.cluster_named(REGION, "payments-prod").await.cluster_id;
        let before = emulator.calls(Operation::DescribeBackups).await;
        browser.goto(&stack.link_to(&format!("/regions/{REGION}/clusters/{id}/backups"))).await;
        browser.wait_for_text("DescribeBackups returned the same NextToken again").await;
        let calls = emulator.calls(Operation::DescribeBackups).await - before;
        assert!(calls < 20, "{calls} calls");
    })
    .await;
}

#[tokio::test]
async fn a_malformed_cluster_is_a_row_that_says_so_and_the_rest_shows() {
    let (emulator, stack) = start();
    with_browser(View::DESKTOP, async |browser| {
        // Whom to ask for can't be read from such a cluster: the card on its page says so.
        browser.tolerate("/dependents");
        let deep = ["[".repeat(20_000), "]".repeat(20_000)].concat();
        // Not a value of serde's: that would not nest so deeply either.
        let body = format!(
            r#"{{"Clusters": [
                {{"ClusterId": "cluster-a", "State": 7, "Hsms": "none", "HsmType": {{"a": 1}}, "Mode": true,
                  "SubnetMapping": ["x"], "VpcId": 12345, "TagList": {{"Name": "x"}},
                  "BackupRetentionPolicy": {{"Type": "DAYS", "Value": 90}}}},
                {{"ClusterId": "cluster-deep", "State": "ACTIVE", "Extra": {deep}}},
                {{"ClusterId": "cluster-good", "State": "ACTIVE", "Hsms": []}},
                {{"State": "ACTIVE"}}
            ]}}"#
        );
        answer(&emulator, Operation::DescribeClusters, &Value::String(body)).await;
        open(browser, &stack, "&q=region:us-east-1").await;
        let all = ["cluster-a", "cluster-deep", "cluster-good"].map(str::to_owned);
        wait_for_rows(browser, &all).await;
        browser.wait_for_text("a cluster without a readable ClusterId").await;
        // A few words in the row, and the whole fact with its advice on request.
        let unreadable = "document.querySelector('[data-key$=\"cluster-a\"] .finding').click()";
        browser.wait_for_text("Partly unreadable").await;
        browser.run(unreadable).await;
        browser.wait_for_text("State: expected a string").await;
        browser.assert_accessible().await;

        let path = |tab: &str| format!("/regions/{REGION}/clusters/cluster-a/{tab}");
        browser.goto(&stack.link_to(&path("overview"))).await;
        browser.wait_for_text("Part of this cluster can’t be read").await;
        // As AWS sent it.
        browser.goto(&stack.link_to(&path("raw"))).await;
        browser.wait_for_text("\"State\": 7").await;
        browser.wait_for_text("\"Value\": 90").await;
        browser.goto(&stack.link_to(&path("hsms"))).await;
        browser.wait_for_text("Couldn’t read the HSMs").await;
        let path = format!("/regions/{REGION}/clusters/cluster-deep/overview");
        browser.goto(&stack.link_to(&path)).await;
        browser.wait_for_text("Extra: expected a value that is not nested this deeply").await;
    })
    .await;
}

/// How an answer that is too large is refused by the backend, in place of what is larger than a page of
/// so many backups.
const TOO_LARGE: &str = "
    window.sizes = [];
    const real = window.fetch;
    window.fetch = async (request, options) => {
        const url = request.url ?? request;
        if (!/us-east-1.DescribeBackups/.test(url)) return real(request, options);
        const body = JSON.parse(options?.body ?? await request.clone().text());
        const size = body.MaxResults ?? 25;
        window.sizes.push(size);
        if (size <= window.fits) return real(request, options);
        const error = { code: 'AnswerTooLarge', message: 'More than 8 MiB.', source: 'backend', retryable: false };
        return new Response(JSON.stringify({ error }), { status: 502, headers: { 'content-type': 'application/json' } });
    };";

#[tokio::test]
async fn an_answer_that_is_too_large_is_asked_for_in_smaller_pages() {
    let (_emulator, stack) = start();
    with_browser(View::DESKTOP, async |browser| {
        // The backend lists clusters by itself, in the same way; its own tests show that.
        let id = stack.cluster_named(REGION, "payments-prod").await.cluster_id;
        browser.before_each_page(&format!("window.fits = 3; {TOO_LARGE}")).await;
        let path = format!("/regions/{REGION}/clusters/{id}/backups");
        browser.goto(&stack.link_to(&path)).await;
        browser.wait_for_text("backup-").await;
        let sizes = browser.run("return window.sizes").await;
        let first: Vec<_> = sizes.as_array().unwrap().iter().take(3).cloned().collect();
        assert_eq!(first, [25, 10, 3].map(Value::from), "{sizes}");
        // What is too large even by itself is told by its cause.
        browser.run("window.fits = 0").await;
        browser.click(Role::Button, "Refresh").await;
        browser.wait_for_text("AnswerTooLarge").await;
        browser.wait_for_text("A single entry is too large").await;
        browser.find(Role::Button, "Refresh").await;
    })
    .await;
}

#[tokio::test]
async fn a_state_of_any_length_stays_within_a_phone() {
    let (emulator, stack) = start();
    let body = json!({ "Clusters": [{ "ClusterId": "cluster-long", "State": "S".repeat(120) }] });
    answer(&emulator, Operation::DescribeClusters, &body).await;
    with_browser(View::PHONE, async |browser| {
        open(browser, &stack, "&q=region:us-east-1").await;
        wait_for_rows(browser, &["cluster-long".to_owned()]).await;
        let wide = "const root = document.documentElement;
            return [...document.querySelectorAll('main .badge, main .facet')]
                .filter(it => !it.closest('.summary, .tabs') && it.getBoundingClientRect().right > root.clientWidth)
                .map(it => it.outerHTML.slice(0, 80))
                .concat(root.scrollWidth > root.clientWidth ? [root.scrollWidth] : [])";
        assert_eq!(browser.run(wide).await, json!([]));
        let path = format!("/regions/{REGION}/clusters/cluster-long/overview");
        browser.goto(&stack.link_to(&path)).await;
        browser.find(Role::Heading, "cluster-long").await;
        browser.wait_until_loaded().await;
        assert_eq!(browser.run(wide).await, json!([]));
    })
    .await;
}

#[tokio::test]
async fn a_name_that_is_not_what_it_looks_like_is_marked() {
    let (emulator, stack) = start();
    let named = |id: &str, name: &str| json!({ "ClusterId": id, "State": "ACTIVE", "TagList": [{ "Key": "Name", "Value": name }] });
    let body = json!({ "Clusters": [
        named("cluster-a", "caf\u{e9}"),
        named("cluster-b", "cafe\u{301}"),
        named("cluster-c", "a\u{202e}b"),
        named("cluster-d", "p\u{430}yments"),
    ] });
    answer(&emulator, Operation::DescribeClusters, &body).await;
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack, "&q=region:us-east-1").await;
        let text = async |id: &str| {
            let script =
                format!("return document.querySelector('[data-key$=\"{id}\"] th').innerText");
            browser.run(&script).await.as_str().unwrap().to_owned()
        };
        eventually("all four are listed", async || {
            (ids_in_the_region(browser).await.len() == 4).then_some(())
        })
        .await;
        assert!(!text("cluster-a").await.contains("letters"));
        assert!(text("cluster-b").await.contains("decomposed letters"));
        assert!(text("cluster-c").await.contains("a⟨U+202E⟩b"));
        assert!(text("cluster-d").await.contains("letters of two alphabets"));
        browser.assert_accessible().await;
    })
    .await;
}
