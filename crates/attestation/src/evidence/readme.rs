//! The texts of the bundle that people and shells read.

use std::fmt::Write as _;

use super::{FileNames, HandCheck};
use crate::{
    anchor::AnchorKind,
    dates::utc,
    verify::{Report, Slot},
};

/// Values from certificates and callers, fit for one line of Markdown.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '`' | '|' | '<' | '>') { ' ' } else { c })
        .take(300)
        .collect()
}

pub(super) fn readme(report: &Report, names: &FileNames, checks: &[HandCheck]) -> String {
    let mut out = String::from("# Evidence of an HSM's identity\n\n");
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(out, "Result on {}: {}\n", utc(report.now), one_line(&report.headline));
    let _ = writeln!(
        out,
        "Each verdict with its reason is in `verdicts.txt`, and for programs in \
         `verdicts.json`. The certificates are as AWS CloudHSM handed them out:\n"
    );
    for slot in Slot::ALL {
        let _ = writeln!(out, "- `{}`: {}", names.slot(slot), slot.in_words());
    }
    out.push_str(
        "\nA file that is missing was an empty slot. A file `….original.txt` is the slot's whole \
         text, where the certificate was not alone in it.\n\n## Anchors\n\nThe roots that the \
         chains were checked against, and whose word each of them is. Compare the fingerprint of \
         any that is not pinned with its owner's publication.\n\n",
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
         folder: `sh verify.sh` runs all of the following and says which hold. A check holds \
         if each of its commands succeeds.\n",
    );
    for check in checks {
        let _ = writeln!(out, "\n### {}\n\n{}\n", check.title, check.explanation);
        for command in &check.commands {
            let _ = writeln!(out, "    {command}");
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

pub(super) fn script(checks: &[HandCheck]) -> String {
    let mut out = String::from(
        "#!/bin/sh\n# Repeats each check with openssl, and says which hold. Writes its scratch \
         files beside itself.\ncd \"$(dirname \"$0\")\" || exit 2\nfailed=0\n\nrun() {\n    if \
         \"$2\" >/dev/null 2>&1; then\n        echo \"holds          $1\"\n    else\n        \
         echo \"DOES NOT HOLD  $1\"\n        failed=1\n    fi\n}\n",
    );
    for (index, check) in checks.iter().enumerate() {
        let commands = check.commands.join(" &&\n        ");
        // Titles are this crate's own and hold an apostrophe at most.
        let title = check.title.replace('\'', "'\\''");
        let _ = write!(
            out,
            "\ncheck_{index}() {{\n        {commands}\n}}\nrun '{title}' check_{index}\n"
        );
    }
    out.push_str("\nexit $failed\n");
    out
}
