//! Saves the list as a file, or copies its ids; and the posture report.

use leptos::prelude::*;

use super::{
    exported::{Export, csv, json},
    posture::posture,
};
use crate::{
    components::modal::{Closed, Modal},
    components::{CopyButton, DownloadButton},
    state::{ConnectionState, use_connection},
};

/// The dialog.
pub(super) fn export(export: &Export, closed: Closed) -> AnyView {
    let modal = Modal::new();
    let content = files(export);
    let report = match untrack(|| use_connection().state()) {
        ConnectionState::Connected(connected) => Some(posture(connected.client)),
        _ => None,
    };
    let content = view! {
        <h2 id="dialog-title">"Export"</h2>
        {content}
        {report}
        <div class="actions">
            <button type="button" class="button" on:click=move |_| modal.close()>"Close"</button>
        </div>
    };
    modal.view("dialog", content.into_any(), closed)
}

fn files(export: &Export) -> AnyView {
    let count = export.rows.len();
    let words = match (count, export.selected) {
        (1, true) => "Exporting the selected cluster.".to_owned(),
        (1, false) => "Exporting 1 cluster.".to_owned(),
        (_, true) => format!("Exporting the {count} selected clusters."),
        (_, false) => format!("Exporting all {count} clusters. Select rows to export fewer."),
    };
    let table = csv(&export.rows, &export.columns.0).into();
    let all = json(&export.rows).into();
    let ids: Vec<_> = export.rows.iter().map(|row| row.cluster.cluster_id.as_str()).collect();
    view! {
        <p>{words}</p>
        <ul class="choices">
            <li><span>"Visible columns (CSV)"</span>
                <DownloadButton label="CSV" what="the list as CSV" name="clusters.csv".to_owned() content=table/></li>
            <li><span>"All fields except secrets (JSON)"</span>
                <DownloadButton label="JSON" what="the list as JSON" name="clusters.json".to_owned() content=all/></li>
            <li><span>"Cluster IDs, one per line"</span><CopyButton text=ids.join("\n") what="cluster IDs"/></li>
        </ul>
    }
    .into_any()
}
