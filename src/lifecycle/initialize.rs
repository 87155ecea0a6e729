//! `/regions/{region}/clusters/{id}/initialize`: from the CSR of the first HSM to a cluster that is its
//! owner's, in two halves that may be days apart. How far it is, is read from the cluster.
//!
//! The certificates are read and checked by the attestation worker; the backend checks them again. A
//! private key is refused at once, and is neither sent nor saved.

mod activation;
mod commands;
mod csr;
mod files;
mod identity;
mod input;
mod slot;
mod stage;
mod steps;
mod verdict;

use std::sync::Arc;

use attestation::{FileBytes, InitializationFile, Question, Sheet};
use backend_api::{ChangeRequest, Session};
use cloudhsm_api::{CertificateSlot, Operation};
use leptos::prelude::*;
use serde_json::json;

use self::{
    slot::Slot,
    stage::{Stage, stage},
};
use super::{
    change::{ChangeWords, change_view, resumable},
    live::{Live, live_page, not_signed},
};
use crate::{
    api::{AttestationWorker, CheckedFiles, Reply, evidence},
    components::{NoticeKind, Shape, notice},
    keyboard_focus::focus_soon,
    route::{Place, Route, Step, Tab},
    state::{saved_csr, supplied_roots, use_connected},
    time::server_in_millis,
};

/// The id of the field for the first file.
const SIGNED_FILE: &str = "signed-file";

/// The page.
pub(super) fn initialize_page(place: Place) -> AnyView {
    live_page(place, "Initialize cluster", content)
}

/// What all parts work on.
#[derive(Debug, Clone, Copy)]
struct Page {
    live: Live,
    stage: Memo<Stage>,
    /// AWS's text of the CSR.
    csr: Memo<Option<String>>,
    session: StoredValue<Arc<Session>>,
    worker: StoredValue<AttestationWorker, LocalStorage>,
    /// What the worker found of the newest files and CSR.
    checked: RwSignal<Option<Result<Arc<CheckedFiles>, String>>>,
    /// Counts what it was asked about them.
    questions: StoredValue<u32>,
    /// What the worker found of the hardware.
    sheet: RwSignal<Option<Result<Arc<Sheet>, String>>>,
    signed: Slot,
    anchor: Slot,
    /// SHA-256 of the CSR that was saved from this browser.
    saved: RwSignal<Option<String>>,
    /// The two texts whose plan is asked for.
    planned: RwSignal<Option<(String, String)>>,
}

fn content(live: Live) -> AnyView {
    let id = live.place.with_value(|place| place.id.clone());
    let csr = Memo::new(move |_| {
        live.cluster.with(|it| it.certificate(CertificateSlot::ClusterCsr).map(str::to_owned))
    });
    let page = Page {
        live,
        stage: Memo::new(move |_| live.cluster.with(|it| stage(it))),
        csr,
        session: StoredValue::new(use_connected().session),
        worker: StoredValue::new_local(AttestationWorker::start()),
        checked: RwSignal::new(None),
        questions: StoredValue::new(0),
        sheet: RwSignal::new(None),
        signed: Slot::new(InitializationFile::SignedCertificate),
        anchor: Slot::new(InitializationFile::TrustAnchor),
        saved: RwSignal::new(saved_csr(&id)),
        planned: RwSignal::new(None),
    };
    on_cleanup(move || page.worker.dispose());
    Effect::new(move |_| page.check());
    Effect::new(move |_| {
        // Another CSR comes with other certificates of the hardware.
        page.csr.track();
        page.verify();
    });
    view! {
        {move || (page.stage.get() != Stage::Restored).then(|| page.steps())}
        {resumable(move || match page.planned.get() {
            Some((signed, anchor)) => page.plan(signed, anchor),
            None => page.first_parts(),
        })}
        {move || page.later_parts()}
    }
    .into_any()
}

impl Page {
    /// Has the files checked for the CSR; tracks all three.
    fn check(self) {
        let question = Question::Initialization {
            csr: self.csr.get(),
            signed_certificate: FileBytes(self.signed.bytes()),
            trust_anchor: FileBytes(self.anchor.bytes()),
            now: server_in_millis() / 1000,
        };
        if untrack(|| self.csr.with(Option::is_none)) {
            return self.checked.set(None);
        }
        // What was found of other files says nothing of these.
        self.checked.set(None);
        let number = self.questions.get_value() + 1;
        self.questions.set_value(number);
        self.worker.with_value(|worker| {
            worker.ask(&question, move |reply| {
                // Others may be there by now, or the page gone.
                if self.questions.try_get_value() == Some(number) {
                    self.checked.set(Some(match reply {
                        Ok(Reply::Files(files)) => Ok(Arc::from(files)),
                        Ok(_) => Err("The worker sent an unexpected response.".to_owned()),
                        Err(problem) => Err(problem),
                    }));
                }
            });
        });
    }

    /// Has the hardware verified.
    fn verify(self) {
        let question = Question::Sheet { evidence: self.evidence() };
        self.worker.with_value(|worker| {
            worker.ask(&question, move |reply| {
                self.sheet.try_set(Some(match reply {
                    Ok(Reply::Sheet(sheet)) => Ok(Arc::from(sheet)),
                    Ok(_) => Err("The worker sent an unexpected response.".to_owned()),
                    Err(problem) => Err(problem),
                }));
            });
        });
    }

    fn evidence(self) -> attestation::Evidence {
        let now = server_in_millis() / 1000;
        untrack(|| {
            self.live.cluster.with(|cluster| {
                self.session
                    .with_value(|session| evidence(cluster, session, supplied_roots::all(), now))
            })
        })
    }

    /// The newest answer about CSR and files, if it could be given; tracks.
    fn answer(self) -> Option<Arc<CheckedFiles>> {
        self.checked.with(|checked| checked.as_ref().and_then(|it| it.as_ref().ok().cloned()))
    }

    /// Whether the present CSR is the one that was saved; tracks.
    fn is_saved(self) -> bool {
        let saved = self.saved.get();
        saved.is_some() && saved == self.answer().map(|it| it.csr.sha256.clone())
    }

    /// What comes before the plan; tracks the stage.
    fn first_parts(self) -> AnyView {
        if self.stage.get() != Stage::ToInitialize {
            return ().into_any();
        }
        view! {
            {not_signed(&[Operation::InitializeCluster])}
            {self.identity_card()}
            {self.csr_card()}
            {self.signing_card()}
            {self.files_card()}
        }
        .into_any()
    }

    /// What is said, and done, in the other stages; tracks the stage.
    fn later_parts(self) -> AnyView {
        let activation = (self.stage.get() == Stage::ToActivate).then(|| self.activation());
        view! { {self.why_not()}{activation} }.into_any()
    }

    fn why_not(self) -> AnyView {
        let stage = self.stage.get();
        let Some((title, words)) = stage.why_not() else { return ().into_any() };
        let place = self.live.place.get_value();
        let way = match stage {
            Stage::NoHsm => Some(("Add the first HSM…", Route::Change(place, Step::AddHsm))),
            Stage::TwoHsms => Some(("Show the HSMs", Route::Cluster(place, Tab::Hsms))),
            Stage::Activated | Stage::Restored => {
                Some(("Add an HSM…", Route::Change(place, Step::AddHsm)))
            }
            Stage::Deleted | Stage::Unknown => {
                Some(("Show the cluster", Route::Cluster(place, Tab::Overview)))
            }
            _ => None,
        };
        let way = way.map(|(words, route)| {
            view! { <p><a class="button" href=route.href()>{words}</a></p> }.into_any()
        });
        let kind = match stage {
            Stage::TwoHsms => NoticeKind::Danger,
            Stage::ToActivate | Stage::Activated => NoticeKind::Good,
            _ => NoticeKind::Info,
        };
        let content = view! { <p><strong>{title}</strong></p><p>{words}</p>{way} };
        notice(kind, Some("status"), content.into_any())
    }

    fn plan(self, signed: String, anchor: String) -> AnyView {
        let place = self.live.place.get_value();
        let input = json!({
            "ClusterId": place.id, "SignedCert": signed, "TrustAnchor": anchor
        });
        let request = ChangeRequest { operation: Operation::InitializeCluster, input };
        let words = ChangeWords {
            action: "Initialize this cluster",
            shape: Shape::Shield,
            doing: "Initializing",
            nothing: "The cluster was not initialized",
            is_grave: true,
        };
        let back = Callback::new(move |()| {
            self.planned.set(None);
            focus_soon(SIGNED_FILE.to_owned());
        });
        change_view(&place.region, request, words, Some(back))
    }
}
