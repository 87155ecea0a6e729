//! The evidence bundle: the files with which someone else, with nothing but openssl, can repeat
//! each check later, when AWS no longer hands the certificates out. Writes no file: names, texts and
//! the bytes of an archive only.

mod archive;
mod commands;
mod readme;

use serde::{Deserialize, Serialize};

pub use archive::{Archive, evidence_archive};
pub use commands::{HandCheck, Method, hand_checks};

use crate::{
    input::ItemKind,
    pem::to_pem,
    verify::{Chosen, Evidence, Report, Slot},
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

    fn is_script(&self) -> bool {
        self.name == "verify.sh"
    }
}

/// The names of the bundle's files; AWS's guide names them so.
#[derive(Debug, Clone)]
pub(crate) struct FileNames {
    prefix: String,
}

impl FileNames {
    /// Cluster ids come from outside and end up in shell commands.
    pub(crate) fn new(cluster_id: &str) -> Self {
        let safe = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
        let id: String = cluster_id.chars().filter(safe).take(64).collect();
        let id = id.trim_start_matches('-');
        Self { prefix: if id.is_empty() { "cluster".to_owned() } else { id.to_owned() } }
    }

    pub(crate) fn slot(&self, slot: Slot) -> String {
        let extension = if slot == Slot::ClusterCsr { "csr" } else { "crt" };
        format!("{}_{}.{extension}", self.prefix, slot.name())
    }

    fn original(&self, slot: Slot) -> String {
        format!("{}_{}.original.txt", self.prefix, slot.name())
    }

    /// The folder that the archive unpacks into, and the archive's name without its ending.
    fn folder(&self) -> String {
        format!("{}-evidence", self.prefix)
    }

    /// The anchors of the report are numbered from 1.
    pub(crate) fn anchor(index: usize) -> String {
        format!("anchor-{}.crt", index + 1)
    }
}

/// All files of the bundle for a report on this evidence.
pub fn evidence_files(evidence: &Evidence, report: &Report, cluster_id: &str) -> Vec<EvidenceFile> {
    let names = FileNames::new(cluster_id);
    let checks = hand_checks(evidence, report, cluster_id);
    let mut files = vec![
        EvidenceFile::new("README.md".to_owned(), readme::readme(report, &names, &checks)),
        EvidenceFile::new("verify.sh".to_owned(), readme::script(&checks)),
        EvidenceFile::new("verdicts.txt".to_owned(), report.to_text()),
        EvidenceFile::new(
            "verdicts.json".to_owned(),
            // A report has string keys only, and so serializes.
            serde_json::to_string_pretty(report).unwrap_or_default() + "\n",
        ),
    ];
    let chosen = Chosen::new(&evidence.slots);
    for slot in Slot::ALL {
        let taken = chosen.pem(slot);
        let original = evidence.slots.get(slot);
        if let (Some(original), Some(taken)) = (original, &taken)
            && original.replace('\r', "").trim() == taken.trim()
        {
            files.push(EvidenceFile::new(names.slot(slot), taken.clone()));
            continue;
        }
        files.extend(taken.map(|taken| EvidenceFile::new(names.slot(slot), taken)));
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

impl Chosen {
    /// The item of a slot that counts, in PEM.
    fn pem(&self, slot: Slot) -> Option<String> {
        if slot == Slot::ClusterCsr {
            return Some(to_pem(ItemKind::Request, self.csr.as_ref().ok()?.der()));
        }
        Some(to_pem(ItemKind::Certificate, self.certificate(slot)?.der()))
    }

    /// The certificate of a slot that counts.
    fn certificate(&self, slot: Slot) -> Option<&crate::Certificate> {
        let read = match slot {
            Slot::ClusterCsr => return None,
            Slot::HsmCertificate => &self.hsm,
            Slot::AwsHardwareCertificate => &self.aws,
            Slot::ManufacturerHardwareCertificate => &self.manufacturer,
            Slot::ClusterCertificate => &self.cluster,
        };
        Some(&read.as_ref().ok()?.certificate)
    }
}
