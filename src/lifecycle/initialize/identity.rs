//! Whether the HSM is genuine, while that can still be checked: the verdict in short, and the evidence.

use attestation::Question;
use leptos::prelude::*;

use super::Page;
use crate::{
    api::Reply,
    components::{
        Icon, NoticeKind, Shape, Skeleton, card, identity_verdict, notice, save_file, toast,
        toast_problem,
    },
    route::{Route, Tab},
    state::remember_saved_csr,
};

impl Page {
    pub(super) fn identity_card(self) -> AnyView {
        let tab = Route::Cluster(self.live.place.get_value(), Tab::Certificates).href();
        let verdict = move || match self.sheet.get() {
            None => view! { <Skeleton what="the verification"/> }.into_any(),
            Some(Err(problem)) => {
                let words = view! { <p class="break">{problem}</p> };
                notice(NoticeKind::Danger, Some("alert"), words.into_any())
            }
            Some(Ok(sheet)) => identity_verdict(&sheet),
        };
        let content = view! {
            {move || verdict()}
            <p>"After initialization AWS removes the CSR, and the hardware can’t be verified again. Download the evidence first."</p>
            <div class="toolbar">
                <button type="button" class="button" on:click=move |_| self.save_evidence()>
                    <Icon shape=Shape::Download/>"Download the evidence"
                </button>
                <a class="button" href=tab>"Each check, and other roots"</a>
            </div>
        };
        card("1. Verify the HSM", content.into_any())
    }

    /// Has the worker pack the evidence, and saves it. The CSR is in it.
    fn save_evidence(self) {
        let cluster_id = self.live.place.with_value(|place| place.id.clone());
        let csr = untrack(|| self.answer()).map(|it| it.csr.sha256.clone());
        let question =
            Question::Archive { evidence: self.evidence(), cluster_id: cluster_id.clone() };
        self.worker.with_value(|worker| {
            worker.ask(&question, move |reply| match reply {
                Ok(Reply::File(name, bytes)) if save_file(&name, &bytes).is_ok() => {
                    toast(&["Saved: ", &name].concat());
                    if let Some(sha256) = csr {
                        remember_saved_csr(&cluster_id, &sha256);
                        self.saved.try_set(Some(sha256));
                    }
                }
                Ok(_) => toast_problem("The browser couldn’t save the evidence."),
                Err(problem) => toast_problem(&problem),
            });
        });
    }
}
