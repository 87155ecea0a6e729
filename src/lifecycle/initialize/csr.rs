//! The first half: the CSR as a file, and how a CA signs it.

use attestation::CsrFile;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{
    Page,
    commands::{SIGNING_GUIDE, create_ca, csr_file_name, sign, signed_file_name},
    verdict::is_other_csr,
};
use crate::{
    components::{CodeBlock, DownloadButton, NoticeKind, Skeleton, Value, card, facts, notice},
    lifecycle::live::source,
    state::remember_saved_csr,
};

impl Page {
    pub(super) fn csr_card(self) -> AnyView {
        // Drawn anew for another CSR, and not with each letter of the files.
        let csr = Memo::new(move |_| self.answer().map(|it| it.csr.clone()));
        let content = move || match (csr.get(), self.checked.with(|it| matches!(it, Some(Err(_)))))
        {
            (Some(csr), _) => view! { {self.changed(&csr)}{self.saving(csr)} }.into_any(),
            (None, false) => view! { <Skeleton what="the CSR"/> }.into_any(),
            (None, true) => {
                let problem = self.checked.with(|it| it.clone().and_then(Result::err));
                let words = view! { <p class="break">{problem}</p> };
                notice(NoticeKind::Danger, Some("alert"), words.into_any())
            }
        };
        card("2. Save the CSR", view! { {move || content()} }.into_any())
    }

    /// A CSR that was saved before is of no use any more; tracks what was saved.
    fn changed(self, csr: &CsrFile) -> AnyView {
        let now = csr.sha256.clone();
        let view = move || {
            is_other_csr(self.saved.get().as_deref(), &now).then(|| {
                let words = view! {
                    <p><strong>"The CSR changed since you saved it. "</strong>"AWS replaced the first HSM, and the new one created a new CSR. A certificate for the earlier one is refused. Save this one and have it signed."</p>
                };
                notice(NoticeKind::Warn, Some("alert"), words.into_any())
            })
        };
        view! { {move || view()} }.into_any()
    }

    fn saving(self, csr: CsrFile) -> AnyView {
        let id = self.live.place.with_value(|place| place.id.clone());
        let name = csr_file_name(&id);
        let sha256 = csr.sha256.clone();
        let saved = Callback::new(move |()| {
            remember_saved_csr(&id, &sha256);
            self.saved.set(Some(sha256.clone()));
        });
        let text = |text: String| Value::Text(text);
        view! {
            {facts(vec![
                ("Subject", text(csr.subject)),
                ("Key", text(csr.key)),
                ("SHA-256 of the public key", Value::Code(csr.public_key_sha256)),
                ("SHA-256 of the CSR", Value::Code(csr.sha256)),
            ])}
            <div class="toolbar">
                <DownloadButton label="Download the CSR" what="the CSR" name content=JsValue::from_str(&csr.pem) saved/>
                <span class="small soft">"PEM in ASCII, with LF line ends: openssl reads it everywhere."</span>
            </div>
            <p class="small">"The CSR changes if AWS replaces the first HSM before the cluster is initialized. This page reports that."</p>
        }
        .into_any()
    }

    pub(super) fn signing_card(self) -> AnyView {
        let id = self.live.place.with_value(|place| place.id.clone());
        let content = view! {
            <p>"The CA’s certificate becomes the cluster’s trust anchor, for life. With it, each client checks that it talks to HSMs of your cluster and of nobody else’s. A CA that signs nothing else is best."</p>
            <ul class="notes">
                <li>"The CA’s certificate (customerCA.crt) is needed on every client, and again after every restore from a backup. AWS doesn’t return it. Save it where it can be found for as long as there are backups."</li>
                <li>"The CA’s key (customerCA.key) and its passphrase: whoever has them can pass off other HSMs as yours. For production, AWS recommends to create it on an offline HSM or the like. Store it offline. It is never needed here."</li>
                <li>"AWS requires a self-signed CA that signs the CSR directly."</li>
                <li>"Both certificates are valid for 3,652 days with these commands."</li>
            </ul>
            <h3>"Create a CA, once"</h3>
            <CodeBlock text=create_ca() what="commands that create a CA" wrap=true/>
            <h3>"Sign the CSR"</h3>
            <p class="small">"In the folder with the CSR. The result is "<code class="break">{signed_file_name(&id)}</code>"."</p>
            <CodeBlock text=sign(&id) what="command that signs the CSR" wrap=true/>
            <p class="small">{source("AWS: initialize the cluster", SIGNING_GUIDE)}</p>
            <p>"You can close this page meanwhile. It continues where the cluster is."</p>
        };
        card("3. Have it signed by your CA", content.into_any())
    }
}
