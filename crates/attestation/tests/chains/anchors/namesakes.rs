//! Roots of the same name, and which of them counts.

use attestation::{
    AnchorOrigin, Evidence, Failure, LinkId, Obstacle, Overall, SignatureProblem, SuppliedAnchor,
    SuppliedBy, verify,
};

use crate::{
    failure,
    fleet::{AWS_ROOT, Fleet, Plan, in_days, link, today},
    obstacle,
    openssl::Issue,
};

#[test]
fn another_root_of_the_same_name_does_not_do() {
    let fleet = Fleet::new(Plan::default());
    let aws_root = fleet.openssl.root(AWS_ROOT, "impostor", "RSA:2048", Issue::default());
    let report = Fleet { aws_root, ..fleet }.agrees();
    assert_eq!(
        failure(&report, LinkId::AwsHardwareByAwsRoot),
        &Failure::Signature { problem: SignatureProblem::Invalid }
    );
    assert_eq!(report.overall, Overall::Failed { links: vec![LinkId::AwsHardwareByAwsRoot] });
}

/// In whatever order they came: a root that can't be used might have been the right one.
#[test]
fn a_namesake_that_can_not_be_checked_makes_nothing_worse() {
    let fleet = Fleet::new(Plan::default());
    let id = LinkId::AwsHardwareByAwsRoot;
    let namesake = |algorithm| {
        let issue = Issue::default();
        let pem = fleet.openssl.root(AWS_ROOT, "twin", algorithm, issue);
        SuppliedAnchor { pem, ..fleet.evidence().anchors[0].clone() }
    };
    for algorithm in ["EC:P-521", "EC:P-256"] {
        for before in [true, false] {
            let mut evidence = fleet.evidence();
            let at = if before { 0 } else { evidence.anchors.len() };
            evidence.anchors.insert(at, namesake(algorithm));
            assert!(link(&verify(&evidence), id).is_verified(), "{algorithm} {before}");
        }
    }
    // The signer itself can't be checked; its namesakes can, and did not sign.
    let customer = Fleet::new(Plan { customer: "EC:P-521", ..Plan::default() });
    let mut evidence = customer.evidence();
    let name = "/O=Customer/CN=customer CA";
    for algorithm in ["EC:P-256", "RSA:2048"] {
        let pem = customer.openssl.root(name, "twin", algorithm, Issue::default());
        evidence.anchors.push(SuppliedAnchor { pem, ..evidence.anchors[2].clone() });
        let mut reversed = evidence.clone();
        reversed.anchors.reverse();
        for evidence in [&evidence, &reversed] {
            let report = verify(evidence);
            assert!(matches!(
                obstacle(&report, LinkId::ClusterByCustomerCa),
                Obstacle::Unsupported { .. }
            ));
        }
    }
}

#[test]
fn a_reissue_within_its_dates_wins_over_the_root_that_expired() {
    let fleet = Fleet::new(Plan::default());
    let root = |days| {
        let issue = Issue { days, ..Issue::default() };
        fleet.openssl.root(AWS_ROOT, "aws", "RSA:2048", issue)
    };
    let mut evidence = Evidence { now: in_days(30), ..fleet.evidence() };
    evidence.anchors[0].pem = root(10);
    evidence.anchors[0].supplied_by = SuppliedBy::Operator;
    let reissue = SuppliedAnchor {
        label: "the re-issue".to_owned(),
        supplied_by: SuppliedBy::User,
        pem: root(1000),
        ..evidence.anchors[0].clone()
    };
    evidence.anchors.push(reissue);
    let used = |evidence: &Evidence| {
        let report = verify(evidence);
        let link = link(&report, LinkId::AwsHardwareByAwsRoot);
        (link.anchor.clone().expect("it is verified").origin, link.dates_valid)
    };
    assert_eq!(used(&evidence), (AnchorOrigin::User, true));
    // While both are within their dates, the origin decides.
    evidence.now = today();
    assert_eq!(used(&evidence), (AnchorOrigin::Operator, true));
}

#[test]
fn a_root_of_another_name_does_not_do() {
    let fleet = Fleet::new(Plan::default());
    let other = fleet.openssl.root("/CN=another", "aws", "RSA:2048", Issue::default());
    let hardware = fleet.openssl.request("/O=Test/CN=hardware", "hardware", "RSA:2048");
    let aws_hardware =
        fleet.openssl.certificate(&hardware, &other, ("aws", "RSA:2048"), Issue::default());
    let report = Fleet { aws_hardware, ..fleet }.agrees();
    assert_eq!(
        failure(&report, LinkId::AwsHardwareByAwsRoot),
        &Failure::UntrustedIssuer { issuer: "CN=another".to_owned() }
    );
}
