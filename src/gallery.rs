//! `/gallery`: every component in its states, for those who work on the console. Only debug builds
//! have it (`trunk serve`).

use backend_api::{ApiError, ApiErrorCode, ErrorSource};
use cloudhsm_api::{BackupState, ClusterState, HsmState};
use cluster_health::Severity;
use leptos::prelude::*;

use crate::{
    components::{
        Age, Badge, CodeBlock, CopyButton, Deed, DownloadButton, Icon, MenuItem, NoticeKind, Shape,
        Skeleton, Tone, Value, backup_state, card, cluster_state, copyable_or, data_table, empty,
        error_view, facts, finding_list, hsm_state, link_to_clusters, lock, menu, notice,
        page_header, radio, radio_group, refresh_button, set_title, text_or, toast, toast_problem,
        use_dialogs,
    },
    shell::dialogs::open_shortcuts,
    time::server_millis,
};

/// The page.
pub fn gallery_page() -> AnyView {
    set_title("Gallery");
    let loading = RwSignal::new(false);
    let refresh = refresh_button(
        move || loading.get(),
        move || loading.set(true),
        ("Refresh", "Refreshing…"),
    );
    let arrived = Signal::derive(|| Some(server_millis() - 90_000.0));
    let title = view! { <h1>"Gallery"</h1><Badge tone=Tone::Good text="a title's badge".into()/> };
    let subtitle = view! { <span>"Every component in its states"</span> };
    view! {
        {page_header(Vec::new(), title.into_any(), subtitle.into_any(), view! { <Age arrived/>{refresh} }.into_any())}
        <div class="cards">
            {states()}
            {buttons()}
            {values()}
            {findings()}
            {choices()}
        </div>
        {notices()}
        {card("Table", table())}
        {card("Code", view! {
            <CodeBlock text="-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----" what="certificate"/>
            <CodeBlock text="a long line that is broken where the block ends, and not scrolled sideways ".repeat(4) what="long line" wrap=true/>
        }.into_any())}
        {card("Empty", empty("No results", "Why it is empty, and what to do.".into(), link_to_clusters()))}
        {card("Loading", view! { <Skeleton what="the example"/> }.into_any())}
        {card("Icons", icons())}
    }
    .into_any()
}

fn states() -> AnyView {
    let tones = [
        (Tone::Good, "works"),
        (Tone::Busy, "AWS is working"),
        (Tone::Warn, "needs a person"),
        (Tone::Bad, "broken"),
        (Tone::Calm, "over"),
        (Tone::Odd, "unknown"),
    ]
    .map(|(tone, text)| Value::Badge(tone, text.to_owned()));
    let pairs = vec![
        ("Tones", Value::Row(tones.into())),
        ("Cluster", cluster_state(Some(&ClusterState::Active))),
        ("Cluster without a state", cluster_state(None)),
        ("HSM", hsm_state(Some(&HsmState::Degraded))),
        ("Backup", backup_state(Some(&BackupState::PendingDeletion))),
    ];
    card("States", facts(pairs))
}

fn buttons() -> AnyView {
    let dialogs = use_dialogs();
    let content = view! {
        <div class="toolbar">
            <button type="button" class="button">"Plain"</button>
            <button type="button" class="button primary">"Primary"</button>
            <button type="button" class="button danger"><Icon shape=Shape::Bin/>"Danger"</button>
            <button type="button" class="button danger solid">"Deletes"</button>
            <button type="button" class="button" disabled>"Disabled"</button>
            <button type="button" class="icon-button" aria-label="Only an icon"><Icon shape=Shape::Search/></button>
            <CopyButton text="text" what="example"/>
            <DownloadButton label="Download" what="the example" name="example.txt".into() content="text".into()/>
        </div>
        <div class="field">
            <label for="gallery-field">"Field"</label>
            <input id="gallery-field" class="input" aria-describedby="gallery-hint" placeholder="placeholder"/>
            <p class="hint" id="gallery-hint">"A hint"</p>
        </div>
        <div class="field">
            <label for="gallery-wrong">"Wrong"</label>
            <input id="gallery-wrong" class="input" aria-invalid="true" value="nonsense"/>
        </div>
        <label class="check"><input type="checkbox"/><span>"A choice"</span></label>
        <div class="toolbar">
            <button type="button" class="button" on:click=|_| toast("It is done")>"Toast"</button>
            <button type="button" class="button" on:click=|_| toast_problem("It could not be done")>"Problem"</button>
            <button type="button" class="button" on:click=move |_| open_shortcuts(dialogs)>"Dialog"</button>
            {example_menu()}
        </div>
    };
    card("Controls", content.into_any())
}

fn example_menu() -> AnyView {
    let item = |label, deed, is_grave| MenuItem { label, deed, is_grave };
    let items = move || {
        let copy = Deed::Copy("text".into(), "example");
        vec![item("Copies", copy, false), item("Deletes", Deed::Go("#main".into()), true)]
    };
    let shown = view! { "Menu"<Icon shape=Shape::Down/> };
    menu("gallery-menu".into(), "Menu".into(), shown.into_any(), Box::new(items))
}

fn values() -> AnyView {
    let pairs = vec![
        ("Text", text_or(Some("some text"), "–")),
        ("Missing", text_or(None, "–")),
        ("ID", copyable_or(Some("cluster-abcdefghijk"), "cluster ID", "none")),
        ("Code", Value::Code("10.0.0.1".into())),
        ("Note", Value::Note("smaller words".into())),
        ("Time", Value::When(cloudhsm_api::Timestamp::from_epoch_seconds(1_700_000_000))),
    ];
    card("Values", facts(pairs))
}

fn findings() -> AnyView {
    let item = |severity, word, fact: &str| {
        let more = view! { <p class="soft">"What to do about it."</p> }.into_any();
        (severity, word, fact.to_owned(), more)
    };
    let items = vec![
        item(Severity::Bad, "Problem", "Something is lost or broken"),
        item(Severity::Warn, "Risk", "One more failure away from that"),
        item(Severity::Info, "To do", "Needs a person"),
    ];
    card("Findings", finding_list(items))
}

fn choices() -> AnyView {
    let chosen = RwSignal::new(0);
    let choice = |(number, words): (i32, &'static str)| {
        let is_chosen = Signal::derive(move || chosen.get() == number);
        let choose = Callback::new(move |()| chosen.set(number));
        radio("gallery", view! { <span>{words}</span> }.into_any(), is_chosen, choose)
    };
    let choices = [(0, "The first"), (1, "The second")].map(choice);
    card("Choice", radio_group("One of these", choices.into()))
}

fn notices() -> AnyView {
    let kinds = [NoticeKind::Info, NoticeKind::Good, NoticeKind::Warn, NoticeKind::Danger];
    let notices = kinds.map(|kind| {
        let words = view! { <h2>{format!("{kind:?}")}</h2><p>"What happened, with "<a href="#main">"a link"</a>"."</p> };
        notice(kind, None, words.into_any())
    });
    let error =
        ApiError::network(ApiErrorCode::BackendUnreachable, "Can’t reach the signing backend.");
    debug_assert_eq!(error.source, ErrorSource::Network);
    let retry = Callback::new(|()| toast("Tried again"));
    view! { {notices.into_iter().collect::<Vec<_>>()}{error_view(&error, "An error".into(), Some(retry))} }
        .into_any()
}

fn table() -> AnyView {
    let row = |id: &str, tone, state: &str| {
        vec![
            copyable_or(Some(id), "example ID", "none"),
            Value::Badge(tone, state.to_owned()),
            Value::Text("some words".into()),
            Value::Missing("–"),
        ]
    };
    let rows = vec![row("hsm-aaaa", Tone::Good, "ACTIVE"), row("hsm-bbbb", Tone::Bad, "DEGRADED")];
    data_table("Examples", &["ID", "State", "Text", "Missing"], rows)
}

fn icons() -> AnyView {
    let icons = Shape::ALL.iter().map(|shape| {
        view! { <li class="nowrap"><Icon shape=*shape/>" "{format!("{shape:?}")}</li> }.into_any()
    });
    let lock = view! { <li class="nowrap">{lock()}" lock"</li> };
    view! { <ul class="toolbar">{icons.collect::<Vec<_>>()}{lock}</ul> }.into_any()
}
