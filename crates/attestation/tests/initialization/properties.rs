//! Cleaning changes no certificate, is done once, and nothing panics.

use std::sync::OnceLock;

use attestation::{Initialization, check_initialization, to_der};
use proptest::prelude::*;

use crate::maker::Maker;

struct Usual {
    csr: String,
    cluster: String,
    ca: String,
}

fn usual() -> &'static Usual {
    static USUAL: OnceLock<Usual> = OnceLock::new();
    USUAL.get_or_init(|| {
        let maker = Maker::new();
        let ca = maker.ca();
        Usual { cluster: maker.cluster(&ca), csr: maker.csr, ca: ca.pem }
    })
}

fn check(signed: &[u8], anchor: &[u8]) -> Initialization {
    check_initialization(Some(&usual().csr), signed, anchor, 1_782_864_000).expect("a CSR")
}

/// What may happen to a text on its way.
fn change() -> impl Strategy<Value = fn(String) -> String> {
    prop::sample::select(vec![
        (|text| text.replace('\n', "\r\n")) as fn(String) -> String,
        |text| text.replace('\n', " \n"),
        |text| text.replace('\n', "\n\t"),
        |text| text.replace('\n', "\n\n"),
        |text| format!("\u{feff}{text}"),
        |text| format!("some text\n{text}and more"),
        |text| text.trim_end().to_owned(),
    ])
}

fn encoded(text: &str, encoding: usize) -> Vec<u8> {
    match encoding {
        0 => text.as_bytes().to_vec(),
        1 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        _ => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn cleaning_changes_no_certificate(
        changes in prop::collection::vec(change(), 0..4),
        encoding in 0..3_usize,
    ) {
        let Usual { cluster, ca, .. } = usual();
        let changed = |pem: &String| {
            encoded(&changes.iter().fold(pem.clone(), |text, change| change(text)), encoding)
        };
        let checked = check(&changed(cluster), &changed(ca));
        prop_assert_eq!(checked.accepted(), Some((cluster.as_str(), ca.as_str())));
        for (file, pem) in [(&checked.signed_certificate, cluster), (&checked.trust_anchor, ca)] {
            let sent = file.pem.as_ref().expect("readable");
            prop_assert_eq!(to_der(sent.as_bytes()), to_der(pem.as_bytes()));
            // Whatever changes is named, and only then.
            prop_assert_eq!(file.cleaned.is_empty(), changed(pem) == sent.as_bytes());
        }
        let again = check(
            checked.signed_certificate.pem.as_ref().expect("readable").as_bytes(),
            checked.trust_anchor.pem.as_ref().expect("readable").as_bytes(),
        );
        prop_assert!(again.signed_certificate.cleaned.is_empty());
        prop_assert_eq!(again.signed_certificate.pem, checked.signed_certificate.pem);
    }

    #[test]
    fn random_bytes(signed in prop::collection::vec(any::<u8>(), 0..600), anchor in any::<Vec<u8>>()) {
        let checked = check(&signed, &anchor);
        prop_assert_eq!(checked.accepted(), None);
    }

    #[test]
    fn random_text(text in "(-----(BEGIN|END) (CERTIFICATE|X)-----|[A-Za-z0-9+/=]{0,40}|\\PC|\n){0,30}") {
        let checked = check(text.as_bytes(), text.as_bytes());
        prop_assert_eq!(checked.accepted(), None);
    }

    #[test]
    fn mutated_certificates(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let Usual { cluster, ca, .. } = usual();
        let mut der = to_der(ca.as_bytes()).expect("readable").remove(0);
        for (at, byte) in changes {
            let at = at.index(der.len());
            der[at] = byte;
        }
        let checked = check(cluster.as_bytes(), &der);
        let same = der == to_der(ca.as_bytes()).expect("readable")[0];
        prop_assert_eq!(checked.accepted().is_some(), same, "{:#?}", checked.findings);
        check(&der, cluster.as_bytes());
    }
}
