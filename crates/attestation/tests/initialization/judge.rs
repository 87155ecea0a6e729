//! What openssl says about the files that we would send.

use attestation::Initialization;

use crate::maker::Maker;

/// openssl's word on two texts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// The certificate is for the CSR's key, and verifies under the anchor, dates aside.
    pub(crate) fits: bool,
    /// It verifies at the moment.
    pub(crate) in_time: bool,
}

/// Nothing where a file has no certificate.
pub(crate) fn judge(maker: &Maker, checked: &Initialization, now: i64) -> Option<Judgement> {
    const END: &str = "-----END CERTIFICATE-----\n";
    let signed = checked.signed_certificate.pem.as_ref()?;
    let openssl = &maker.openssl;
    openssl.write("anchor.pem", checked.trust_anchor.pem.as_ref()?);
    openssl.write("cluster.csr", &checked.csr.pem);
    let printed = |arguments: &[&str]| openssl.try_run(arguments).stdout;
    let of_csr = printed(&["req", "-in", "cluster.csr", "-noout", "-pubkey"]);
    let now = now.to_string();
    let verifies = |time: &[&str]| {
        let fixed = ["verify", "-no-CApath", "-no-CAstore", "-CAfile", "anchor.pem"];
        openssl.try_run(&[&fixed, time, &["signed.pem"]].concat()).status.success()
    };
    // openssl looks at the first certificate of a file only.
    let fitting = signed.split_inclusive(END).find(|certificate| {
        openssl.write("signed.pem", certificate);
        printed(&["x509", "-in", "signed.pem", "-noout", "-pubkey"]) == of_csr
            && verifies(&["-no_check_time"])
    });
    let in_time = fitting.is_some() && verifies(&["-attime", &now]);
    Some(Judgement { fits: fitting.is_some(), in_time })
}
