//! The second half: both certificates, what was found of each, and the way to the plan.

use attestation::SheetItem;
use cluster_health::Severity;
use leptos::prelude::*;

use super::{
    Page, SIGNED_FILE,
    slot::Slot,
    verdict::{are_swapped, findings_of, text_of},
};
use crate::{
    api::FileFinding,
    components::{Button, NoticeKind, card, finding_list, notice},
    time::with_times,
};

impl Page {
    pub(super) fn files_card(self) -> AnyView {
        let Page { signed, anchor, .. } = self;
        let content = view! {
            <p>"Both are certificates, which are public. They are checked here first, and again by the backend. A private key is never needed: one is discarded at once."</p>
            {signed.view(
                "Certificate of the cluster, signed by your CA",
                (SIGNED_FILE, "signed-text"),
                anchor,
                view! { {move || self.found(signed)} }.into_any(),
            )}
            {anchor.view(
                "Certificate of your CA (trust anchor)",
                ("anchor-file", "anchor-text"),
                signed,
                view! { {move || self.found(anchor)} }.into_any(),
            )}
            {move || self.next()}
        };
        card("4. Initialize with both certificates", content.into_any())
    }

    /// What the worker found of one file; tracks.
    fn found(self, slot: Slot) -> AnyView {
        let is_given = slot.is_given();
        let Some(checked) = self.answer().filter(|_| is_given) else { return ().into_any() };
        let text = text_of(&checked, slot.file);
        let cleaned: Vec<_> =
            text.cleaned.iter().map(|it| view! { <li>{it.clone()}</li> }.into_any()).collect();
        let cleaned = (!cleaned.is_empty()).then(|| {
            view! {
                <div class="small">
                    <p>"The file was cleaned before it is sent. Its certificate is unchanged:"</p>
                    <ul class="notes">{cleaned}</ul>
                </div>
            }
            .into_any()
        });
        let findings: Vec<_> =
            findings_of(&checked, slot.file, is_given).iter().map(finding).collect();
        let findings = (!findings.is_empty()).then(|| finding_list(findings));
        let certificates: Vec<_> = text.certificates.iter().map(certificate).collect();
        view! { {cleaned}{findings}{certificates} }.into_any()
    }

    /// What follows from both; tracks.
    fn next(self) -> AnyView {
        if let Some(Err(problem)) = self.checked.get() {
            let content = view! {
                <p><strong>"Couldn’t check the certificates"</strong></p>
                <p class="break">{problem}</p>
                <p>"Reload the page. Nothing was sent."</p>
            };
            return notice(NoticeKind::Danger, Some("alert"), content.into_any());
        }
        let are_given = self.signed.is_given() && self.anchor.is_given();
        let Some(checked) = self.answer().filter(|_| are_given) else {
            return view! { <p class="soft">"The plan needs both files."</p> }.into_any();
        };
        if are_swapped(&checked) {
            let swap = Callback::new(move |()| self.signed.swap(self.anchor));
            let content = view! {
                <p><strong>"The files are swapped"</strong></p>
                <p>"The CA’s certificate is in the place of the cluster’s, and the other way around."</p>
                <div class="actions"><Button label="Swap them" press=swap/></div>
            };
            return notice(NoticeKind::Warn, Some("alert"), content.into_any());
        }
        let Some((signed, anchor)) = checked.accepted() else {
            let words = view! { <p>"These certificates can’t initialize the cluster. See what was found of each file above."</p> };
            return notice(NoticeKind::Danger, Some("alert"), words.into_any());
        };
        let texts = (signed.to_owned(), anchor.to_owned());
        let plan = move |_| self.planned.set(Some(texts.clone()));
        let words =
            view! { <p>"The certificates fit each other and the cluster’s present CSR."</p> };
        view! {
            {notice(NoticeKind::Good, Some("status"), words.into_any())}
            <div class="toolbar">
                <button type="button" class="button primary" on:click=plan>"Review the plan"</button>
            </div>
        }
        .into_any()
    }
}

fn finding(finding: &FileFinding) -> (Severity, &'static str, String, AnyView) {
    let (severity, word) =
        if finding.refuses { (Severity::Bad, "Refused") } else { (Severity::Warn, "Warning") };
    let subject = finding.certificate.clone().map(|subject| {
        view! { <p class="small soft break">{["In the certificate of ", &subject].concat()}</p> }
            .into_any()
    });
    let more = view! { <p class="small">{finding.remedy.clone()}</p>{subject} };
    (severity, word, finding.words.clone(), more.into_any())
}

fn certificate(item: &SheetItem) -> AnyView {
    let facts = item.facts.iter().map(|(name, value)| {
        view! { <div><dt>{name.clone()}</dt><dd class="break">{with_times(value)}</dd></div> }
            .into_any()
    });
    view! {
        <details class="evidence">
            <summary>"What the certificate contains"</summary>
            <dl class="facts">{facts.collect::<Vec<_>>()}</dl>
        </details>
    }
    .into_any()
}
