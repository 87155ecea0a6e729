//! The certificates of a cluster: what the five slots hold, and whether they prove the HSM genuine.
//!
//! A worker reads and verifies; this page draws what it says.

mod identity;
mod notices;
mod picture;
mod roots;
mod slot;
mod slots;
mod supply;
mod verdict;

pub(super) use self::slot::title as slot_title;

use std::sync::Arc;

use attestation::{Evidence, Question, Sheet};
use backend_api::Session;
use cloudhsm_api::Cluster;
use leptos::prelude::*;

use self::{identity::Identity, roots::Roots, slots::Slots};
use crate::{
    api::{AttestationWorker, Reply, evidence},
    components::{Skeleton, lazy::in_chunk, other_members, save_file},
    state::{supplied_roots, use_connected},
    time::server_in_millis,
};

/// What the page knows and asks.
#[derive(Debug, Clone, Copy)]
struct Attestation {
    /// The cluster that the last answer is about.
    cluster: RwSignal<Arc<Cluster>>,
    session: StoredValue<Arc<Session>>,
    worker: StoredValue<AttestationWorker, LocalStorage>,
    /// The worker's last answer, when it is there.
    sheet: RwSignal<Option<Result<Arc<Sheet>, String>>>,
    /// Why the last download failed.
    refused: RwSignal<Option<String>>,
}

impl Attestation {
    /// Asks the worker what the certificates prove, with the roots as they are now.
    fn ask(self) {
        self.ask_about(self.cluster.get_untracked());
    }

    /// The same for the cluster as it is now. What shows stays until there is an answer.
    fn ask_about(self, cluster: Arc<Cluster>) {
        let question = Question::Sheet { evidence: self.evidence(&cluster) };
        self.worker.with_value(|worker| {
            worker.ask(&question, move |reply| {
                let sheet = match reply {
                    Ok(Reply::Sheet(sheet)) => Ok(Arc::from(sheet)),
                    Ok(_) => Err("The worker sent an unexpected response.".to_owned()),
                    Err(problem) => Err(problem),
                };
                // The page may be gone by now.
                self.cluster.try_set(Arc::clone(&cluster));
                self.sheet.try_set(Some(sheet));
            });
        });
    }

    /// Has the worker pack the evidence, and saves it.
    fn save_evidence(self) {
        let cluster = self.cluster.get_untracked();
        let cluster_id = cluster.cluster_id.clone();
        let question = Question::Archive { evidence: self.evidence(&cluster), cluster_id };
        self.worker.with_value(|worker| {
            worker.ask(&question, move |reply| {
                let refused = match reply {
                    Ok(Reply::File(name, bytes)) => save_file(&name, &bytes)
                        .err()
                        .map(|_| "The browser couldn’t save the file.".to_owned()),
                    Ok(_) => Some("The worker sent an unexpected response.".to_owned()),
                    Err(problem) => Some(problem),
                };
                if refused.is_none() {
                    self.remember_csr();
                }
                self.refused.try_set(refused);
            });
        });
    }

    /// The CSR that is on the page was saved: a later one is another.
    fn remember_csr(self) {
        if let Some(Some(Ok(sheet))) = self.sheet.try_get_untracked()
            && let Some(sha256) = notices::csr_fingerprint(&sheet)
        {
            self.cluster.with_untracked(|cluster| {
                crate::state::remember_saved_csr(&cluster.cluster_id, sha256);
            });
        }
    }

    fn evidence(self, cluster: &Cluster) -> Evidence {
        self.session.with_value(|session| {
            evidence(cluster, session, supplied_roots::all(), server_in_millis() / 1000)
        })
    }
}

in_chunk! { certificates,
    /// What a cluster's certificates are and prove.
    pub(in crate::cluster) fn certificates_tab(cluster: Memo<Arc<Cluster>>) -> AnyView {
        view! { <CertificatesPage cluster/> }.into_any()
    }
}

#[component]
fn CertificatesPage(cluster: Memo<Arc<Cluster>>) -> impl IntoView {
    let page = Attestation {
        cluster: RwSignal::new(cluster.get_untracked()),
        session: StoredValue::new(use_connected().session),
        worker: StoredValue::new_local(AttestationWorker::start()),
        sheet: RwSignal::new(None),
        refused: RwSignal::new(None),
    };
    on_cleanup(move || page.worker.dispose());
    Effect::new(move |_| page.ask_about(cluster.get()));
    // Until there is a first answer, none of it is drawn: the verdict stands above what it is about, and
    // is as high as it has words. Later answers change only what reads them.
    let answered = move || page.sheet.with(Option::is_some);
    view! {
        <Show when=answered
            fallback=|| view! { <Skeleton what="the verification"/> }>
            {move || notices::notices(page)}
            <Identity page/>
            <Roots page/>
            <Slots page/>
            {move || page.cluster.with(|cluster| {
                cluster.certificates.as_ref().map(|members| other_members(&members.extra))
            })}
        </Show>
    }
}
