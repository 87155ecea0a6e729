//! The files of the bundle.

use serde::{Deserialize, Serialize};

use super::{file_names::FileNames, manual_check::manual_checks, readme::readme, script::script};
use crate::{
    input::{ItemKind, to_pem},
    verify::{Evidence, Report, Slot, SlotContents},
};

/// A file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceFile {
    /// Without a folder, and safe in a shell without quotes.
    pub name: String,
    /// Its content.
    pub content: String,
}

impl EvidenceFile {
    fn new(name: String, content: String) -> Self {
        Self { name, content }
    }

    pub(super) fn is_script(&self) -> bool {
        self.name == "verify.sh"
    }
}

/// All files of the bundle for a report on this evidence.
pub fn evidence_files(evidence: &Evidence, report: &Report, cluster_id: &str) -> Vec<EvidenceFile> {
    let names = FileNames::new(cluster_id);
    let checks = manual_checks(evidence, report, cluster_id);
    let mut files = vec![
        EvidenceFile::new("README.md".to_owned(), readme(report, &names, &checks)),
        EvidenceFile::new("verify.sh".to_owned(), script(&checks)),
        EvidenceFile::new("verdicts.txt".to_owned(), report.to_text()),
        EvidenceFile::new(
            "verdicts.json".to_owned(),
            // A report has string keys only, and so serializes.
            serde_json::to_string_pretty(report).unwrap_or_default() + "\n",
        ),
    ];
    let contents = SlotContents::new(&evidence.slots);
    for slot in Slot::ALL {
        let selected = pem(&contents, slot);
        let original = evidence.slots.get(slot);
        if let (Some(original), Some(selected)) = (original, &selected)
            && original.replace('\r', "").trim() == selected.trim()
        {
            files.push(EvidenceFile::new(names.slot(slot), selected.clone()));
            continue;
        }
        files.extend(selected.map(|selected| EvidenceFile::new(names.slot(slot), selected)));
        let original = original.filter(|text| !private_key::is_in(text.as_bytes()));
        files.extend(original.map(|text| EvidenceFile::new(names.original(slot), text.to_owned())));
    }
    let anchors = report.anchors.iter().enumerate();
    files
        .extend(anchors.map(|(index, anchor)| {
            EvidenceFile::new(FileNames::anchor(index), anchor.pem.clone())
        }));
    files
}

/// The item of a slot that is checked, in PEM.
fn pem(contents: &SlotContents, slot: Slot) -> Option<String> {
    if slot == Slot::ClusterCsr {
        return Some(to_pem(ItemKind::Request, contents.csr.as_ref().ok()?.der()));
    }
    Some(to_pem(ItemKind::Certificate, contents.certificate(slot)?.der()))
}
