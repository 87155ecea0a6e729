//! What people read: names that can't mislead, and dates that are told in the right words.

use attestation::{Evidence, LinkId, Mark, NoteKind, evidence_files, sheet, verify};

use crate::{
    fleet::{Fleet, Plan, in_days, link},
    has_note,
    openssl::{CA, Issue},
};

const MARVELL_2024: &str = include_str!("../../roots/marvell-liquidsecurity-2024.pem");

/// A name with a line of its own, and one that ends the quotes and turns the direction of writing.
#[test]
fn names_forge_no_lines_and_no_quotes() {
    for name in ["CA\n[verified] everything", "CA\u{201d} signed it \u{202e}yb"] {
        let fleet = Fleet::new(Plan::default());
        let issue = Issue::default();
        let subject = format!("/O=Customer/CN={name}");
        let ca = fleet.openssl.root(&subject, "customer", "RSA:2048", issue);
        let issuer = ("customer", "RSA:2048");
        let cluster = fleet.openssl.certificate(&fleet.csr, &ca, issuer, issue);
        let mut evidence = fleet.evidence();
        evidence.hsm_type = Some(name.to_owned());
        evidence.anchors[0].label = name.to_owned();
        evidence.anchors.truncate(2);
        // Found in the slot, so that its name is its label.
        evidence.slots.cluster_certificate = Some(format!("{cluster}{ca}"));
        let report = verify(&evidence);
        assert!(link(&report, LinkId::ClusterByCustomerCa).is_verified());
        let files = evidence_files(&evidence, &report, name);
        let text = |name: &str| {
            let file = files.iter().find(|file| file.name == name);
            file.expect("the bundle has it").content.clone()
        };
        let mut texts = vec![text("README.md"), text("verify.sh"), text("verdicts.txt")];
        let sheet = sheet(&evidence);
        texts.extend(sheet.links.iter().map(|link| link.words.clone()));
        texts.extend(sheet.facts.iter().map(|fact| format!("{}\n{}", fact.verdict, fact.words)));
        texts.extend(sheet.notes.clone());
        texts.extend(sheet.roots.iter().map(|root| format!("{}{}", root.label, root.subject)));
        texts.extend(sheet.nodes.iter().filter_map(|node| node.name.clone()));
        for text in texts {
            assert!(!text.lines().any(|line| line.starts_with("[verified] everything")), "{text}");
            assert!(!text.contains('\u{202e}'), "{text}");
            assert!(!text.contains("CA\u{201d} signed"), "{text}");
        }
    }
}

#[test]
fn empty_names_leave_no_gap() {
    let fleet = Fleet::new(Plan::default());
    let nameless = fleet.openssl.root("/", "impostor", "RSA:2048", Issue::default());
    let issuer = ("impostor", "RSA:2048");
    let hsm = fleet.openssl.certificate(&fleet.csr, &nameless, issuer, Issue::default());
    let report = verify(&Fleet { hsm, ..fleet }.evidence());
    let words = &link(&report, LinkId::HsmByAwsHardware).words;
    assert!(words.contains("its issuer is (empty name), but"), "{words}");
}

/// Below a root that expired, each link says so and none is green.
#[test]
fn links_below_an_expired_root_say_so() {
    let days = |days, extensions| Issue { days, extensions, ..Issue::default() };
    let fleet = Fleet::new(Plan { root: days(300, Some(CA)), ..Plan::default() });
    let evidence = Evidence { now: in_days(400), ..fleet.evidence() };
    let sheet = sheet(&evidence);
    for link in &sheet.links {
        let words = if link.id.compares_keys() { "keys match" } else { "signature valid" };
        assert_eq!(link.verdict, format!("{words}, root expired"), "{}", link.title);
        assert_eq!(link.mark, Mark::OutsideDates);
        assert!(link.dates.iter().any(|dates| dates.contains("expired")), "{:?}", link.dates);
    }
    assert_eq!(sheet.verdict, "Proven by a root you supplied, but a root is expired");
    assert!(sheet.roots.iter().any(|root| root.trusted_by.ends_with(", expired")));
}

/// What matters first is as bad as the worst of what it sums up.
#[test]
fn a_chain_is_as_good_as_its_worst_link() {
    let fleet = Fleet::new(Plan::default());
    let facts = |evidence: &Evidence| {
        let facts = sheet(evidence).facts.into_iter();
        facts.map(|fact| (fact.mark, fact.words)).collect::<Vec<_>>()
    };
    let whole = facts(&fleet.evidence());
    assert!(whole[..3].iter().all(|(mark, _)| *mark == Some(Mark::Supplied)), "{whole:?}");
    let root = "from the test: supplied by the user, not pinned";
    assert!(whole[..2].iter().all(|(_, words)| words == root), "{whole:?}");
    assert_eq!(whole[3].0, None);

    // After initialization, without what proves the hardware.
    let mut evidence = fleet.evidence();
    evidence.slots.cluster_csr = None;
    evidence.slots.aws_hardware_certificate = None;
    let part = facts(&evidence);
    assert_eq!((part[0].0, part[1].0), (Some(Mark::NotCheckable), Some(Mark::Supplied)));

    // Somebody else's HSM certificate: the roots still fit the hardware certificates.
    let other = fleet.openssl.root("/CN=other", "impostor", "RSA:2048", Issue::default());
    let issuer = ("impostor", "RSA:2048");
    let hsm = fleet.openssl.certificate(&fleet.csr, &other, issuer, Issue::default());
    let broken = sheet(&Fleet { hsm, ..fleet }.evidence());
    let of = |id| broken.links.iter().find(|link| link.id == id).expect("each is there");
    let (root, below) = (of(LinkId::AwsHardwareByAwsRoot), of(LinkId::HsmByAwsHardware));
    assert_eq!(root.mark, Mark::Supplied);
    assert_ne!(below.mark, Mark::Supplied);
    assert_eq!((broken.facts[0].mark, &broken.facts[0].words), (Some(below.mark), &below.words));
}

#[test]
fn not_yet_valid_is_not_called_expired() {
    let fleet = Fleet::new(Plan::default());
    let evidence = Evidence { now: in_days(-1), ..fleet.evidence() };
    let sheet = sheet(&evidence);
    let link = sheet.links.iter().find(|link| link.id == LinkId::HsmByAwsHardware);
    assert_eq!(link.expect("it is there").verdict, "verified, but not yet valid");
    assert_eq!(sheet.slots[1].items[0].outside_dates.as_deref(), Some("not yet valid"));
    assert!(sheet.verdict.ends_with("but not yet valid"), "{}", sheet.verdict);
}

/// Both issues of Marvell's root have one key and one name, so each verifies under the other: the
/// nearest to a genuine chain that there is without a genuine HSM.
#[test]
fn a_root_of_another_hsm_type_is_noted() {
    for (hsm_type, noted) in
        [(Some("hsm1.medium"), false), (Some("hsm2m.medium"), true), (None, true)]
    {
        let mut evidence = Evidence { now: 1_767_225_600, ..Evidence::default() };
        evidence.hsm_type = hsm_type.map(str::to_owned);
        evidence.slots.manufacturer_hardware_certificate = Some(MARVELL_2024.to_owned());
        let report = verify(&evidence);
        assert!(link(&report, LinkId::ManufacturerHardwareByManufacturerRoot).is_verified());
        assert_eq!(has_note(&report, NoteKind::RootOfOtherHsmType), noted, "{hsm_type:?}");
    }
}
