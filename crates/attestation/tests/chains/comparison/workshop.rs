//! Where the sets are made: an ordinary proof, and ways to make any of its parts anew.

use std::sync::OnceLock;

use attestation::{AnchorKind, Evidence, LinkId, Slot, SuppliedAnchor, SuppliedBy};

use crate::{
    fleet::{AWS_ROOT, Fleet, MANUFACTURER_ROOT, Plan},
    openssl::{Issue, OpenSsl},
};

pub(super) const RSA: &str = "RSA:2048";
pub(super) const CUSTOMER_CA: &str = "/O=Customer/CN=customer CA";
pub(super) const HARDWARE: &str = "/O=Test/CN=hardware";
pub(super) const HSM: &str = "/O=Test/CN=hsm";

/// Neither extensions nor a later version than the first.
pub(super) const VERSION_1: Issue<'static> =
    Issue { days: 1000, digest: "sha256", extensions: None, more: &[] };

/// Which of the two chains of the hardware.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chain {
    Aws,
    Manufacturer,
}

impl Chain {
    pub(super) const BOTH: [Self; 2] = [Self::Aws, Self::Manufacturer];

    pub(super) fn slot(self) -> Slot {
        match self {
            Self::Aws => Slot::AwsHardwareCertificate,
            Self::Manufacturer => Slot::ManufacturerHardwareCertificate,
        }
    }

    pub(super) fn kind(self) -> AnchorKind {
        match self {
            Self::Aws => AnchorKind::Aws,
            Self::Manufacturer => AnchorKind::Manufacturer,
        }
    }

    /// The link from the hardware certificate to its root.
    pub(super) fn above(self) -> LinkId {
        match self {
            Self::Aws => LinkId::AwsHardwareByAwsRoot,
            Self::Manufacturer => LinkId::ManufacturerHardwareByManufacturerRoot,
        }
    }

    /// The link from the HSM certificate to the hardware certificate.
    pub(super) fn below(self) -> LinkId {
        match self {
            Self::Aws => LinkId::HsmByAwsHardware,
            Self::Manufacturer => LinkId::HsmByManufacturerHardware,
        }
    }

    pub(super) fn root_name(self) -> &'static str {
        match self {
            Self::Aws => AWS_ROOT,
            Self::Manufacturer => MANUFACTURER_ROOT,
        }
    }

    /// The name of the root's key.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Manufacturer => "manufacturer",
        }
    }
}

/// A folder for openssl, and the ordinary proof, which all share.
pub(super) struct Workshop {
    pub(super) openssl: OpenSsl,
    pub(super) base: &'static Fleet,
}

impl Workshop {
    pub(super) fn new() -> Self {
        static BASE: OnceLock<Fleet> = OnceLock::new();
        let base = BASE.get_or_init(|| Fleet::new(Plan::default()));
        Self { openssl: OpenSsl::new(), base }
    }

    /// The ordinary proof.
    pub(super) fn ordinary(&self) -> Evidence {
        self.base.evidence()
    }

    /// The ordinary proof with something else in one slot.
    pub(super) fn with(&self, slot: Slot, text: impl Into<String>) -> Evidence {
        put(self.ordinary(), slot, text)
    }

    /// The ordinary proof with other roots for one chain.
    pub(super) fn with_roots(&self, kind: AnchorKind, roots: &[&str]) -> Evidence {
        let mut evidence = self.ordinary();
        evidence.anchors.retain(|anchor| anchor.kind != kind);
        evidence.anchors.extend(roots.iter().map(|root| anchor(kind, root)));
        evidence
    }

    pub(super) fn root_of(&self, chain: Chain) -> &str {
        match chain {
            Chain::Aws => &self.base.aws_root,
            Chain::Manufacturer => &self.base.manufacturer_root,
        }
    }

    pub(super) fn hardware_of(&self, chain: Chain) -> &str {
        match chain {
            Chain::Aws => &self.base.aws_hardware,
            Chain::Manufacturer => &self.base.manufacturer_hardware,
        }
    }

    /// The hardware certificate, issued anew.
    pub(super) fn hardware(&self, chain: Chain, issue: Issue<'_>) -> String {
        let request = self.openssl.request(HARDWARE, "hardware", RSA);
        self.openssl.certificate(&request, self.root_of(chain), (chain.key(), RSA), issue)
    }

    /// The HSM certificate, issued anew.
    pub(super) fn hsm(&self, issue: Issue<'_>) -> String {
        let issuer = ("hardware", RSA);
        self.openssl.certificate(&self.base.csr, &self.base.aws_hardware, issuer, issue)
    }

    /// The cluster certificate, issued anew.
    pub(super) fn cluster(&self, issue: Issue<'_>) -> String {
        let issuer = ("customer", RSA);
        self.openssl.certificate(&self.base.csr, &self.base.customer_ca, issuer, issue)
    }

    /// A proof whose customer's CA has a key of this kind.
    pub(super) fn customer(
        &self,
        key: &str,
        algorithm: &'static str,
        root: Issue<'_>,
        cluster: Issue<'_>,
    ) -> Evidence {
        let ca = self.openssl.root(CUSTOMER_CA, key, algorithm, root);
        let cluster = self.openssl.certificate(&self.base.csr, &ca, (key, algorithm), cluster);
        let evidence = self.with_roots(AnchorKind::CustomerCa, &[&ca]);
        put(evidence, Slot::ClusterCertificate, cluster)
    }
}

pub(super) fn anchor(kind: AnchorKind, pem: &str) -> SuppliedAnchor {
    SuppliedAnchor {
        label: "from the test".to_owned(),
        supplied_by: SuppliedBy::User,
        kind,
        pem: pem.to_owned(),
    }
}

pub(super) fn put(mut evidence: Evidence, slot: Slot, text: impl Into<String>) -> Evidence {
    let slots = &mut evidence.slots;
    let place = match slot {
        Slot::ClusterCsr => &mut slots.cluster_csr,
        Slot::HsmCertificate => &mut slots.hsm_certificate,
        Slot::AwsHardwareCertificate => &mut slots.aws_hardware_certificate,
        Slot::ManufacturerHardwareCertificate => &mut slots.manufacturer_hardware_certificate,
        Slot::ClusterCertificate => &mut slots.cluster_certificate,
    };
    *place = Some(text.into());
    evidence
}
