//! Views of the list: kept under a name, gone back to, forgotten.

use end_to_end::{Name, Role, Stack, StackOptions, View, with_browser};
use fantoccini::key::Key;

use crate::scene::{
    BY_NAME, FILTER, close, fleet, ids, open, open_at, open_dialog, state, wait_for_focus,
    wait_for_query, wait_for_rows,
};

const NAME: &str = "Save the current filter, sort and columns as";

#[tokio::test]
async fn a_view_is_kept_and_brings_everything_back() {
    let stack = Stack::start(&StackOptions::with_console());
    let fleet = fleet(&stack).await;
    let degraded = ids(&fleet, |(_, one)| state(one) == "DEGRADED");
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        browser.type_into(Role::Combobox, FILTER, "state:DEGRADED").await;
        wait_for_rows(browser, &degraded).await;
        browser.click(Role::Button, "Region").await;
        wait_for_query(browser, "sort", Some("region")).await;
        open_dialog(browser, "Views…", "Views").await;
        browser.wait_for_text("No saved views yet.").await;
        browser.tab_to(Role::Textbox, NAME).await;
        browser.type_here("  on  call = 1 & <b>  ").await;
        browser.tab_to(Role::Button, "Save view").await;
        browser.press(Key::Enter).await;
        browser.find(Role::Link, "on call = 1 & <b>").await;
        browser.assert_accessible().await;
        browser.tab_to(Role::Textbox, NAME).await;
        browser.type_here("other").await;
        browser.press(Key::Enter).await;
        browser.find(Role::Link, "other").await;
        // A name of blanks is none.
        browser.type_here("  ").await;
        browser.press(Key::Enter).await;
        assert_eq!(browser.find_all(Role::Button, Name::has("Delete view")).await.len(), 2);
        close(browser, "Views…").await;

        open_at(browser, &stack, BY_NAME).await;
        wait_for_rows(browser, &ids(&fleet, |_| true)).await;
        open_dialog(browser, "Views…", "Views").await;
        browser.tab_to(Role::Link, "on call = 1 & <b>").await;
        browser.press(Key::Enter).await;
        browser.wait_until_none(Role::Dialog, Name::Any).await;
        wait_for_query(browser, "q", Some("state:DEGRADED")).await;
        wait_for_query(browser, "sort", Some("region")).await;
        wait_for_rows(browser, &degraded).await;

        open_dialog(browser, "Views…", "Views").await;
        browser.tab_to(Role::Button, "Delete view on call = 1 & <b>").await;
        browser.press(Key::Enter).await;
        browser.wait_until_none(Role::Link, "on call = 1 & <b>").await;
        // What had the focus is gone; the keyboard is not.
        wait_for_focus(browser, "textbox", NAME).await;
        close(browser, "Views…").await;
        browser.reload().await;
        open_dialog(browser, "Views…", "Views").await;
        browser.find(Role::Link, "other").await;
        browser.wait_until_none(Role::Link, "on call = 1 & <b>").await;
    })
    .await;
}
