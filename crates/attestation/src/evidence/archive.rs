//! The evidence bundle as one file: a tar archive, which every system that has a shell for its
//! commands can unpack.

use std::io;

use serde::{Deserialize, Serialize};
use tar::{Builder, Header};

use super::{bundle::evidence_files, file_names::FileNames};
use crate::verify::{Evidence, Report};

/// An archive and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// `…-evidence.tar`
    pub name: String,
    /// The archive.
    pub bytes: Vec<u8>,
}

/// The bundle for a report on this evidence, packed: the same evidence gives the same bytes.
///
/// Nothing but memory is written to, so an error means that the bundle outgrew it.
pub fn evidence_archive(
    evidence: &Evidence,
    report: &Report,
    cluster_id: &str,
) -> io::Result<Archive> {
    let folder = FileNames::new(cluster_id).folder();
    let mut archive = Builder::new(Vec::new());
    for file in evidence_files(evidence, report, cluster_id) {
        let mut header = Header::new_ustar();
        header.set_size(file.content.len() as u64);
        header.set_mode(if file.is_script() { 0o755 } else { 0o644 });
        header.set_mtime(u64::try_from(report.now).unwrap_or(0));
        let path = format!("{folder}/{}", file.name);
        archive.append_data(&mut header, path, file.content.as_bytes())?;
    }
    Ok(Archive { name: format!("{folder}.tar"), bytes: archive.into_inner()? })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::{evidence::EvidenceFile, verify::verify};

    const ROOT: &str = include_str!("../../roots/aws-cloudhsm-root-g1.pem");

    #[test]
    fn what_is_packed_unpacks_and_stays_in_its_folder() {
        let mut evidence = Evidence { now: 1_767_225_600, ..Evidence::default() };
        evidence.slots.hsm_certificate = Some(format!("around\n{ROOT}"));
        let report = verify(&evidence);
        // An id that would leave the folder if it could.
        let id = "../../cluster-a; rm -rf ~";
        let packed = evidence_archive(&evidence, &report, id).unwrap();
        assert_eq!(packed.name, "cluster-arm-rf-evidence.tar");
        assert_eq!(packed, evidence_archive(&evidence, &report, id).unwrap());

        let mut archive = tar::Archive::new(packed.bytes.as_slice());
        let unpacked: Vec<_> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let mut entry = entry.unwrap();
                let path = entry.path().unwrap().to_str().unwrap().to_owned();
                let mut content = String::new();
                entry.read_to_string(&mut content).unwrap();
                assert_eq!(
                    entry.header().mode().unwrap() & 0o111 != 0,
                    path.ends_with("verify.sh")
                );
                let name = path.strip_prefix("cluster-arm-rf-evidence/").unwrap();
                EvidenceFile { name: name.to_owned(), content }
            })
            .collect();
        assert_eq!(unpacked, evidence_files(&evidence, &report, id));
    }
}
