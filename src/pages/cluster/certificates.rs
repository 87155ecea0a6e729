//! The five certificate slots, what they prove, and what each holds.

use std::sync::Arc;

use backend_api::{Mode, Session};
use cloudhsm_api::{CertificateSlot, Cluster};
use leptos::prelude::*;
use serde_json::{Map, Value as Json};

use super::{
    sheet::{self, Sheet, verdict},
    slot,
};
use crate::{
    api::ask_attestation,
    components::{
        CodeBlock, DownloadButton, NoticeKind, Skeleton, Value, card, data_table, live, notice,
        other_members,
    },
    state::use_connected,
    time::now_millis,
};

/// The worker's answer, when it is there.
type Answer = RwSignal<Option<Result<Arc<Sheet>, String>>>;

/// The tab.
#[component]
pub fn CertificatesTab(cluster: Arc<Cluster>) -> impl IntoView {
    let answer: Answer = RwSignal::new(None);
    let session = use_connected().session;
    let question =
        StoredValue::new_local(ask_attestation(evidence(&cluster, &session), move |text| {
            // The tab may be gone by now.
            answer.try_set(Some(text.and_then(|text| Sheet::parse(&text)).map(Arc::new)));
        }));
    on_cleanup(move || question.dispose());
    let save_now = cluster.certificate(CertificateSlot::ClusterCsr).map(|_| {
        let words = view! { <p>"Verification ends when the cluster is initialized: the CSR goes then. Save these files before."</p> };
        notice(NoticeKind::Info, None, words.into_any())
    });
    let slots: Vec<_> =
        CertificateSlot::ALL.into_iter().map(|slot| slot_card(&cluster, slot, answer)).collect();
    let extra = cluster.certificates.as_ref().map(|members| other_members(&members.extra));
    view! { {save_now}{live(move || verification(answer))}{slots}{extra} }
}

/// The question to the worker: `attestation::Evidence` as JSON.
fn evidence(cluster: &Cluster, session: &Session) -> String {
    let supplied_by = if session.mode == Mode::Emulator { "emulator" } else { "operator" };
    let anchors = session.trust_anchors.iter().map(|anchor| {
        let mut members = Map::new();
        for (name, text) in [
            ("label", anchor.label.as_str()),
            ("suppliedBy", supplied_by),
            ("kind", anchor.kind.as_str()),
            ("pem", anchor.pem.as_str()),
        ] {
            members.insert(name.to_owned(), text.into());
        }
        Json::Object(members)
    });
    let mut question = Map::new();
    question.insert("anchors".to_owned(), anchors.collect());
    let slots = cluster
        .certificates
        .as_ref()
        .map_or_else(|| Json::Object(Map::new()), cloudhsm_api::Certificates::to_json);
    question.insert("slots".to_owned(), slots);
    question.insert("hsmType".to_owned(), cluster.hsm_type.clone().into());
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    question.insert("now".to_owned(), ((now_millis() / 1000.0) as i64).into());
    Json::Object(question).to_string()
}

/// Whether the hardware is genuine, link by link; tracks the answer.
fn verification(answer: Answer) -> AnyView {
    let content = match answer.get() {
        None => view! { <Skeleton what="the verification"/> }.into_any(),
        Some(Err(problem)) => {
            let words = view! { <p>{problem}</p> };
            notice(NoticeKind::Danger, Some("alert"), words.into_any())
        }
        Some(Ok(sheet)) => {
            let (tone, word) = verdict(&sheet.mark, "genuine");
            let notes = sheet.notes.iter().map(|note| view! { <li>{note.clone()}</li> }.into_any());
            view! {
                <p class="title-line">{Value::Badge(tone, word.to_owned()).view()}<strong>{sheet.headline.clone()}</strong></p>
                {data_table("Links of the proof", &["Link", "Verdict", "Why"], sheet.links.iter().map(link).collect())}
                <ul class="small soft notes">{notes.collect::<Vec<_>>()}</ul>
            }
            .into_any()
        }
    };
    card("Identity of the HSM", content)
}

fn link(link: &sheet::Link) -> Vec<Value> {
    let (tone, word) = verdict(&link.mark, "verified");
    let mut why = vec![Value::Text(link.words.clone())];
    why.extend(link.anchor.clone().map(|anchor| Value::Note(format!("Root: {anchor}"))));
    why.extend(link.dates.iter().cloned().map(Value::Note));
    vec![Value::Text(link.title.clone()), Value::Badge(tone, word.to_owned()), Value::Row(why)]
}

fn slot_card(cluster: &Cluster, member: CertificateSlot, answer: Answer) -> AnyView {
    let title = slot::title(member);
    let body = match cluster.certificate(member) {
        Some(pem) => {
            let (pem, name) = (pem.to_owned(), slot::file_name(&cluster.cluster_id, member));
            view! {
                <div class="card-head">
                    <p class="soft">{slot::meaning(member)}</p>
                    <DownloadButton text=pem.clone() name what=title/>
                </div>
                {live(move || described(answer, member))}
                <details><summary>"PEM"</summary><CodeBlock text=pem what=title/></details>
            }
            .into_any()
        }
        None => view! {
            <p class="soft">{slot::meaning(member)}</p>
            <p><strong>"Empty. "</strong>{slot::why_empty(cluster, member)}</p>
        }
        .into_any(),
    };
    card(title, body)
}

/// What the worker says that a slot holds; tracks the answer.
fn described(answer: Answer, member: CertificateSlot) -> AnyView {
    let Some(Ok(sheet)) = answer.get() else { return ().into_any() };
    let Some(slot) = sheet.slot(member.name()) else { return ().into_any() };
    let problem = slot
        .problem
        .clone()
        .map(|problem| notice(NoticeKind::Danger, None, view! { <p>{problem}</p> }.into_any()));
    let items: Vec<_> = slot.items.iter().map(item).collect();
    view! { {problem}{items} }.into_any()
}

fn item(item: &sheet::Item) -> AnyView {
    let facts: Vec<_> = item
        .facts
        .iter()
        .map(|(name, value)| {
            view! { <div><dt>{name.clone()}</dt><dd class="break">{value.clone()}</dd></div> }
                .into_any()
        })
        .collect();
    let text = item.text.clone();
    let mark = item
        .out_of_date
        .then(|| Value::Badge(crate::components::Tone::Warn, "out of date".to_owned()).view());
    view! {
        {mark}
        <dl class="facts">{facts}</dl>
        <details><summary>"As text"</summary><CodeBlock text what="certificate as text"/></details>
    }
    .into_any()
}
