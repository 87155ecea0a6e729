//! A cluster's certificates as openssl makes them, and the comparison of all verdicts.

use std::time::{SystemTime, UNIX_EPOCH};

use attestation::{
    AnchorKind, Evidence, LinkId, Method, Obstacle, Report, Slots, SuppliedAnchor, SuppliedBy,
    Verdict, evidence_files, manual_checks, verify,
};

use crate::openssl::{Issue, OpenSsl};

pub(crate) const AWS_ROOT: &str = "/O=Test/CN=aws root";
pub(crate) const MANUFACTURER_ROOT: &str = "/O=Test/CN=manufacturer root";
const DAY: i64 = 24 * 3600;

/// The parts of a proof; change one, and see.
pub(crate) struct Fleet {
    pub(crate) openssl: OpenSsl,
    pub(crate) aws_root: String,
    pub(crate) manufacturer_root: String,
    pub(crate) customer_ca: String,
    pub(crate) csr: String,
    pub(crate) hsm: String,
    pub(crate) aws_hardware: String,
    pub(crate) manufacturer_hardware: String,
    pub(crate) cluster: String,
}

/// What differs from an ordinary fleet.
#[derive(Clone, Copy)]
pub(crate) struct Plan<'a> {
    pub(crate) algorithm: &'static str,
    pub(crate) customer: &'static str,
    pub(crate) root: Issue<'a>,
    pub(crate) hardware: Issue<'a>,
    pub(crate) hsm: Issue<'a>,
    pub(crate) cluster: Issue<'a>,
}

impl Default for Plan<'_> {
    fn default() -> Self {
        let leaf = Issue { extensions: None, ..Issue::default() };
        Self {
            algorithm: "RSA:2048",
            customer: "RSA:2048",
            root: Issue::default(),
            hardware: Issue::default(),
            hsm: leaf,
            cluster: leaf,
        }
    }
}

impl Fleet {
    pub(crate) fn new(plan: Plan<'_>) -> Self {
        let openssl = OpenSsl::new();
        let algorithm = plan.algorithm;
        let aws_root = openssl.root(AWS_ROOT, "aws", algorithm, plan.root);
        let manufacturer_root =
            openssl.root(MANUFACTURER_ROOT, "manufacturer", algorithm, plan.root);
        let customer_ca =
            openssl.root("/O=Customer/CN=customer CA", "customer", plan.customer, plan.root);
        let hardware = openssl.request("/O=Test/CN=hardware", "hardware", algorithm);
        let aws_hardware =
            openssl.certificate(&hardware, &aws_root, ("aws", algorithm), plan.hardware);
        let manufacturer_hardware = openssl.certificate(
            &hardware,
            &manufacturer_root,
            ("manufacturer", algorithm),
            plan.hardware,
        );
        let csr = openssl.request("/O=Test/CN=hsm", "hsm", algorithm);
        let hsm = openssl.certificate(&csr, &aws_hardware, ("hardware", algorithm), plan.hsm);
        let cluster =
            openssl.certificate(&csr, &customer_ca, ("customer", plan.customer), plan.cluster);
        Self {
            openssl,
            aws_root,
            manufacturer_root,
            customer_ca,
            csr,
            hsm,
            aws_hardware,
            manufacturer_hardware,
            cluster,
        }
    }

    pub(crate) fn evidence(&self) -> Evidence {
        let anchor = |kind, pem: &String| SuppliedAnchor {
            label: "from the test".to_owned(),
            supplied_by: SuppliedBy::User,
            kind,
            pem: pem.clone(),
        };
        Evidence {
            slots: Slots {
                cluster_csr: Some(self.csr.clone()),
                hsm_certificate: Some(self.hsm.clone()),
                aws_hardware_certificate: Some(self.aws_hardware.clone()),
                manufacturer_hardware_certificate: Some(self.manufacturer_hardware.clone()),
                cluster_certificate: Some(self.cluster.clone()),
            },
            hsm_type: Some("hsm1.medium".to_owned()),
            anchors: vec![
                anchor(AnchorKind::Aws, &self.aws_root),
                anchor(AnchorKind::Manufacturer, &self.manufacturer_root),
                anchor(AnchorKind::CustomerCa, &self.customer_ca),
            ],
            now: today(),
        }
    }

    /// Asserts that openssl says the same about each chain, with and without dates, and that the
    /// commands of the evidence bundle say the same about each link.
    pub(crate) fn agrees(&self) -> Report {
        self.agrees_at(today())
    }

    pub(crate) fn agrees_at(&self, now: i64) -> Report {
        let report = self.report_at(now);
        for (name, links, chain, leaf) in self.chains() {
            let holds = links.iter().all(|id| link(&report, *id).is_verified());
            let in_time = links.iter().all(|id| link(&report, *id).dates_valid);
            let text = report.to_text();
            assert_eq!(self.openssl.accepts(&chain, leaf, None), holds, "{name}\n{text}");
            assert_eq!(
                self.openssl.accepts(&chain, leaf, Some(now)),
                holds && in_time,
                "{name} on the date\n{text}"
            );
        }
        report
    }

    /// The report, after its bundle's commands were found to say the same.
    pub(crate) fn report_at(&self, now: i64) -> Report {
        let evidence = Evidence { now, ..self.evidence() };
        let report = verify(&evidence);
        self.repeats_by_hand(&evidence, &report);
        report
    }

    fn repeats_by_hand(&self, evidence: &Evidence, report: &Report) {
        let id = "cluster-2222222222a";
        for file in evidence_files(evidence, report, id) {
            self.openssl.write(&file.name, &file.content);
        }
        for check in manual_checks(evidence, report, id) {
            let Method::Commands { commands, .. } = check.method else { continue };
            let line = commands.join(" && ");
            let verified = link(report, check.link).is_verified();
            assert_eq!(self.openssl.shell(&line), verified, "{line}\n{}", report.to_text());
        }
        let (status, printed) = self.openssl.script("verify.sh");
        let needed = |link: &attestation::Link| {
            !matches!(link.verdict, Verdict::NotCheckable { obstacle: Obstacle::SlotEmpty { .. } })
        };
        let all =
            report.links.iter().filter(|link| needed(link)).all(attestation::Link::is_verified);
        assert_eq!(status == 0, all, "{printed}\n{}", report.to_text());
    }

    /// Name, the links that it consists of, and what openssl needs to verify it.
    pub(crate) fn chains(&self) -> [(&'static str, Vec<LinkId>, String, &str); 3] {
        let chain = |hardware: &String, root: &String| format!("{hardware}\n{root}");
        [
            (
                "AWS",
                vec![LinkId::HsmByAwsHardware, LinkId::AwsHardwareByAwsRoot],
                chain(&self.aws_hardware, &self.aws_root),
                &self.hsm,
            ),
            (
                "manufacturer",
                vec![
                    LinkId::HsmByManufacturerHardware,
                    LinkId::ManufacturerHardwareByManufacturerRoot,
                ],
                chain(&self.manufacturer_hardware, &self.manufacturer_root),
                &self.hsm,
            ),
            (
                "customer",
                vec![LinkId::ClusterByCustomerCa],
                self.customer_ca.clone(),
                &self.cluster,
            ),
        ]
    }
}

pub(crate) fn link(report: &Report, id: LinkId) -> &attestation::Link {
    report.link(id).expect("every link is in the report")
}

/// Certificates are made with the present as their beginning.
pub(crate) fn today() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("fits")
}

pub(crate) fn in_days(days: i64) -> i64 {
    today() + days * DAY
}
