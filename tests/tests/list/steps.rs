//! From the list to the remedy: how many clicks, keys and texts it takes. `docs/pages.md` has the same steps
//! with the same counts.
//!
//! What is typed counts once, with the click into its field and with Tab from a field to the next.

use std::{cell::RefCell, fs};

use cloudhsm_api::tag_value;
use end_to_end::{
    Browser, Name, REGIONS, Role, Stack, StackOptions, View, eventually, with_browser,
};
use fantoccini::{elements::Element, key::Key};
use serde_json::json;
use tempfile::TempDir;

use crate::scene::{open_at, rows};

const REGION: &str = REGIONS[0];
/// More than this is too far.
const MOST: usize = 4;

/// Does what a person does, and notes it.
struct Person<'a> {
    browser: &'a Browser,
    steps: RefCell<Vec<String>>,
}

impl<'a> Person<'a> {
    fn new(browser: &'a Browser) -> Self {
        Self { browser, steps: RefCell::default() }
    }

    fn note(&self, words: &str) {
        self.steps.borrow_mut().push(words.to_owned());
    }

    async fn clicks(&self, role: Role, name: impl Into<Name>, words: &str) {
        self.browser.click(role, name).await;
        self.note(words);
    }

    async fn clicks_in(&self, scope: &Element, role: Role, name: impl Into<Name>, words: &str) {
        self.browser.click_in(scope, role, name).await;
        self.note(words);
    }

    async fn presses(&self, key: Key, words: &str) {
        self.browser.press(key).await;
        self.note(words);
    }

    /// A key that is a letter or a sign.
    async fn strikes(&self, key: &str, words: &str) {
        self.browser.type_keys(key).await;
        self.note(words);
    }

    /// Texts where the focus is, with Tab between two of them.
    async fn types(&self, texts: &[&str], words: &str) {
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                self.browser.press(Key::Tab).await;
            }
            self.browser.type_here(text).await;
        }
        self.note(words);
    }

    async fn types_into(&self, role: Role, name: Name, text: &str, words: &str) {
        self.browser.type_into(role, name, text).await;
        self.note(words);
    }

    /// Compares the steps with the document's row, and answers how many they were.
    fn compare(self, what: &str) -> usize {
        let steps = self.steps.into_inner();
        let count = steps.len();
        let row = format!("| {what} | {} | {count} |", steps.join(" · "));
        let path = end_to_end::artifacts::repository().join("docs/pages.md");
        let document = fs::read_to_string(path).unwrap();
        assert!(document.lines().any(|line| line == row), "docs/pages.md has no row\n{row}");
        count
    }
}

async fn open(browser: &Browser, stack: &Stack) {
    open_at(browser, stack, "/clusters").await;
    browser.find(Role::Link, "payments-prod").await;
}

/// From the list to the question about a sick HSM.
async fn to_the_question(person: &Person<'_>, hsm: &str) {
    let label = format!("Delete this HSM: {hsm}");
    let words = "click the arrow beside its finding";
    person.clicks(Role::Link, label.as_str(), words).await;
}

/// Answers it, and waits for the end.
async fn confirm(person: &Person<'_>, hsm: &str) {
    let field = Name::has("Type the ID of the HSM");
    person.types_into(Role::Textbox, field, hsm, "type the HSM’s ID").await;
    person.clicks(Role::Button, "Delete this HSM", "click **Delete this HSM**").await;
    person.browser.find(Role::Heading, "The HSM is deleted").await;
}

#[tokio::test]
async fn a_sick_hsm_is_deleted_in_three_steps() {
    let mut stack = Stack::start(&StackOptions::with_console());
    let control = stack.control();
    let cluster = stack.cluster_named(REGION, "staging-signing").await;
    let mut hsms = cluster.hsms.clone();
    hsms[1].state = Some(cloudhsm_api::HsmState::Degraded);
    let sick = hsms[1].hsm_id.clone();
    control.patch(&cluster.cluster_id, &json!({ "Hsms": hsms })).await;
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(20).await;
        open(browser, &stack).await;
        let person = Person::new(browser);
        to_the_question(&person, &sick).await;
        confirm(&person, &sick).await;
        assert!(person.compare("Delete a sick HSM") <= MOST);
    })
    .await;
}

/// The demo's own: in a production cluster that is DEGRADED itself. The loss is acknowledged, and with it that
/// it is production's: that is the further step.
#[tokio::test]
async fn a_loss_is_one_step_more_and_no_other_is() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGION, "tls-offload-prod").await;
    let is_sick = |it: &&cloudhsm_api::Hsm| it.state == Some(cloudhsm_api::HsmState::Degraded);
    let sick = cluster.hsms.iter().find(is_sick).expect("the demo has a sick HSM").hsm_id.clone();
    with_browser(View::DESKTOP, async |browser| {
        browser.hasten(20).await;
        open(browser, &stack).await;
        let person = Person::new(browser);
        to_the_question(&person, &sick).await;
        browser.find(Role::Textbox, Name::has("Type the ID of the HSM")).await;
        assert_eq!(browser.find_all(Role::Checkbox, Name::Any).await.len(), 1);
        browser.find(Role::Checkbox, Name::has("The cluster is DEGRADED")).await;
        let both = Name::has("tagged as production");
        let words = "tick that AWS makes no backup first, in production";
        person.clicks(Role::Checkbox, both, words).await;
        confirm(&person, &sick).await;
        assert!(person.compare("… in a DEGRADED production cluster") <= MOST);
    })
    .await;
}

#[tokio::test]
async fn a_cluster_is_labelled_in_four_steps() {
    let stack = Stack::start(&StackOptions::with_console());
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        let person = Person::new(browser);
        let select = "Select sandbox-empty";
        person.clicks(Role::Checkbox, select, "click the cluster’s checkbox").await;
        person.clicks(Role::Button, "Set a tag…", "click **Set a tag…**").await;
        browser.find(Role::Dialog, "Edit a tag of 1 cluster").await;
        browser.assert_accessible_in_both_themes().await;
        person.types(&["owner", "key-custody"], "type key and value").await;
        person.presses(Key::Enter, "press Enter").await;
        eventually("the cluster is labelled", async || {
            let cluster = stack.cluster_named(REGION, "sandbox-empty").await;
            (tag_value(&cluster.tag_list, "owner") == Some("key-custody")).then_some(())
        })
        .await;
        assert!(person.compare("Label a cluster with a tag") <= MOST);
    })
    .await;
}

#[tokio::test]
async fn the_evidence_is_exported_in_three_steps() {
    let stack = Stack::start(&StackOptions::with_console());
    let folder = TempDir::new().unwrap();
    with_browser(View::DESKTOP, async |browser| {
        browser.save_into(folder.path()).await;
        open(browser, &stack).await;
        let person = Person::new(browser);
        person.clicks(Role::Link, "attestation-lab", "click the cluster’s name").await;
        let tabs = browser.find(Role::Navigation, "Parts of the cluster").await;
        let tab = Name::has("Certificates");
        person.clicks_in(&tabs, Role::Link, tab, "click the tab **Certificates**").await;
        let words = "click **Download the evidence**";
        person.clicks(Role::Button, "Download the evidence", words).await;
        eventually("the evidence is saved", async || {
            let mut files = fs::read_dir(folder.path()).unwrap();
            let is_evidence = |name: String| name.ends_with("-evidence.tar");
            files
                .any(|it| is_evidence(it.unwrap().file_name().into_string().unwrap()))
                .then_some(())
        })
        .await;
        assert!(person.compare("Export the evidence of an identity") <= MOST);
    })
    .await;
}

#[tokio::test]
async fn the_cluster_of_an_eni_is_found_in_two_steps() {
    let stack = Stack::start(&StackOptions::with_console());
    let cluster = stack.cluster_named(REGIONS[1], "zahlungsverkehr-prod").await;
    let eni = cluster.hsms[1].eni_id.clone().expect("an HSM has an ENI");
    with_browser(View::DESKTOP, async |browser| {
        open(browser, &stack).await;
        let person = Person::new(browser);
        person.strikes("/", "press `/`").await;
        person.types(&[eni.as_str()], "type the ENI’s ID").await;
        eventually("the one cluster with this ENI shows", async || {
            (rows(browser).await == [cluster.cluster_id.clone()]).then_some(())
        })
        .await;
        browser.find(Role::Link, "zahlungsverkehr-prod").await;
        assert!(person.compare("Find the cluster of an ENI") <= MOST);
    })
    .await;
}
