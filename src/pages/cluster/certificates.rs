//! The five certificate slots.

use std::sync::Arc;

use cloudhsm_api::{CertificateSlot, Cluster};
use leptos::prelude::*;

use super::slot;
use crate::components::{CodeBlock, DownloadButton, NoticeKind, notice, other_members};

/// The tab.
#[component]
pub fn CertificatesTab(cluster: Arc<Cluster>) -> impl IntoView {
    let save_now = cluster.certificate(CertificateSlot::ClusterCsr).map(|_| {
        view! {
            {notice(NoticeKind::Info, None, view! {
                <p>"Verification ends when the cluster is initialized: the CSR goes then. Save these files before."</p>
            }.into_any())}
        }
    });
    let slots: Vec<_> = CertificateSlot::ALL
        .into_iter()
        .map(|slot| view! { <SlotCard cluster=Arc::clone(&cluster) member=slot/> })
        .collect();
    let extra = cluster.certificates.as_ref().map(|members| other_members(&members.extra));
    view! { {save_now}{slots}{extra} }
}

#[component]
fn SlotCard(cluster: Arc<Cluster>, member: CertificateSlot) -> impl IntoView {
    let title = slot::title(member);
    let body = match cluster.certificate(member) {
        Some(pem) => {
            let (pem, name) = (pem.to_owned(), slot::file_name(&cluster.cluster_id, member));
            view! {
                <div class="card-head">
                    <p class="soft">{slot::meaning(member)}</p>
                    <DownloadButton text=pem.clone() name what=title/>
                </div>
                <CodeBlock text=pem what=title/>
            }
            .into_any()
        }
        None => view! {
            <p class="soft">{slot::meaning(member)}</p>
            <p><strong>"Empty. "</strong>{slot::why_empty(&cluster, member)}</p>
        }
        .into_any(),
    };
    view! { <section class="card certificate"><h2>{title}</h2>{body}</section> }
}
