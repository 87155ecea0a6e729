//! The README of the bundle.

use std::fmt::Write as _;

use super::{
    file_names::FileNames,
    manual_check::{ManualCheck, Method},
};
use crate::{
    anchor::AnchorKind,
    dates::utc,
    printable::printable,
    verify::{NoteKind, Report, Slot},
};

/// Values from certificates and callers, fit for one line of Markdown.
fn one_line(text: &str) -> String {
    printable(text)
        .chars()
        .map(|c| if matches!(c, '`' | '|' | '<' | '>') { ' ' } else { c })
        .take(600)
        .collect()
}

pub(super) fn readme(report: &Report, names: &FileNames, checks: &[ManualCheck]) -> String {
    let mut out = String::from("# Evidence of an HSM's identity\n\n");
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(out, "Result on {}: {}\n", utc(report.now), one_line(&report.headline));
    let _ = writeln!(
        out,
        "Each verdict with its reason is in `verdicts.txt`, and for programs in \
         `verdicts.json`. The certificates are as AWS CloudHSM returned them:\n"
    );
    for slot in Slot::ALL {
        let _ = writeln!(out, "- `{}`: {}", names.slot(slot), slot.in_words());
    }
    out.push_str(
        "\nIf a file is missing, its slot was empty. A file `….original.txt` is the full text of a \
         slot that had more than the certificate.\n",
    );
    for note in report.notes.iter().filter(|note| note.kind == NoteKind::PrivateKey) {
        let _ = writeln!(out, "\n{}", one_line(&note.words));
    }
    out.push_str(
        "\n## Roots\n\nThe roots that the chains were checked against, and who supplied each of \
         them. Compare the fingerprint of any that is not pinned with its owner's \
         publication.\n\n",
    );
    for (index, anchor) in report.anchors.iter().enumerate() {
        let chain = match anchor.kind {
            AnchorKind::Aws => "chain of AWS",
            AnchorKind::Manufacturer => "chain of the manufacturer",
            AnchorKind::CustomerCa => "customer's CA",
        };
        let _ = writeln!(
            out,
            "- `{}`: {}, {}, {chain}; valid until {}; SHA-256 `{}`",
            FileNames::anchor(index),
            one_line(&anchor.label),
            anchor.origin.in_words(),
            utc(anchor.validity.not_after),
            anchor.sha256
        );
    }
    out.push_str(
        "\n## Repeating the checks by hand\n\nWith OpenSSL 1.1.1 or later, in a copy of this \
         folder: `sh verify.sh` runs all of the following, names each link, and exits with\n\n\
         - 0 if each link of the proof is verified,\n- 1 if one failed or is refused,\n- 3 if \
         none failed, but one could not be checked.\n\nA link is verified if each of its commands \
         succeeds.\n",
    );
    for check in checks {
        let _ = writeln!(out, "\n### {}\n", check.title);
        match &check.method {
            Method::Commands { commands, explanation } => {
                let _ = writeln!(out, "{explanation}\n");
                for command in commands {
                    let _ = writeln!(out, "    {command}");
                }
            }
            Method::Refused { words } => {
                let _ = writeln!(out, "Refused by the console: {}.", one_line(words));
            }
            Method::NotCheckable { words } => {
                let _ = writeln!(out, "Not checkable: {}.", one_line(words));
            }
            Method::NotRequired { words } => {
                let _ = writeln!(out, "Not required: {}.", one_line(words));
            }
        }
    }
    out.push_str(
        "\n### Dates\n\n    openssl x509 -noout -subject -dates -in FILE\n\nAn expired \
         certificate or root is a finding of its own: what it signed while it was valid is still \
         signed.\n\n### As AWS's guide writes it\n\nThe guide checks each chain with one `openssl \
         verify -CAfile CHAIN HSM-CERTIFICATE`, where CHAIN is the hardware certificate and its \
         root. OpenSSL 3 refuses that with \"invalid CA certificate\" where a hardware \
         certificate lacks `CA:TRUE`, as genuine ones may; the commands above check the same \
         signatures one by one.\n",
    );
    out
}
