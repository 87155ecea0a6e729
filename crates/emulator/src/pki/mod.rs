//! The certificates: what AWS, the manufacturer, the hardware and a customer would have issued.
//!
//! Every key is checked in (`keys/`), so every certificate is the same for the same time of start,
//! and none of them is worth anything outside the emulator.
//! Must not know clusters or regions.

mod authority;
mod cluster_certificate;
mod keys;

use cloudhsm_api::Certificates;
use time::OffsetDateTime;

use authority::{Authority, Holder, Kind};
pub(crate) use cluster_certificate::check_cluster_certificate;

/// A root that certificates of the emulator chain to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Whose it is, for people.
    pub label: String,
    /// Which of the two chains ends here.
    pub kind: AnchorKind,
    /// The certificate.
    pub pem: String,
}

/// Which of the two chains of an HSM certificate ends at an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchorKind {
    /// The chain through `AwsHardwareCertificate`.
    Aws,
    /// The chain through `ManufacturerHardwareCertificate`.
    Manufacturer,
}

/// What one HSM of the pool shows.
#[derive(Debug)]
struct Evidence {
    csr: String,
    hsm: String,
    aws_hardware: String,
    manufacturer_hardware: String,
    /// Right subject, wrong key: the HSM certificate does not verify under it.
    swapped_hardware: String,
    cluster: String,
    holder: Holder,
}

/// All certificates of an emulator, issued once at the start.
#[derive(Debug)]
pub(crate) struct Pki {
    aws_root: String,
    manufacturer_root: String,
    customer_ca: String,
    customer: Authority,
    now: OffsetDateTime,
    pool: Vec<Evidence>,
}

impl Pki {
    pub(crate) fn new(now: OffsetDateTime) -> Result<Self, rcgen::Error> {
        let aws_root = Authority::root(Kind::Aws, keys::AWS_ROOT, now)?;
        let manufacturer_root = Authority::root(Kind::Manufacturer, keys::MANUFACTURER_ROOT, now)?;
        let customer_ca = Authority::root(Kind::Customer, keys::CUSTOMER_CA, now)?;
        let pool = keys::HSMS.iter().enumerate().map(|(index, key)| {
            let hardware = Holder::hardware(index, keys::HARDWARE)?;
            let swapped = Holder::hardware(index, keys::SWAPPED_HARDWARE)?;
            let hsm = Holder::hsm(index, key)?;
            Ok(Evidence {
                csr: hsm.request()?,
                hsm: hardware.issue_hsm_certificate(&hsm, now)?,
                aws_hardware: aws_root.issue_hardware_certificate(&hardware, now)?,
                manufacturer_hardware: manufacturer_root
                    .issue_hardware_certificate(&hardware, now)?,
                swapped_hardware: manufacturer_root.issue_hardware_certificate(&swapped, now)?,
                cluster: customer_ca.issue_cluster_certificate(&hsm, &[], now)?,
                holder: hsm,
            })
        });
        Ok(Self {
            pool: pool.collect::<Result<_, rcgen::Error>>()?,
            aws_root: aws_root.pem()?,
            manufacturer_root: manufacturer_root.pem()?,
            customer_ca: customer_ca.pem()?,
            customer: customer_ca,
            now,
        })
    }

    /// How many different HSMs there are.
    pub(crate) fn pool_size(&self) -> usize {
        self.pool.len()
    }

    pub(crate) fn anchors(&self) -> Vec<Anchor> {
        let anchor = |label: &str, kind, pem: &str| Anchor {
            label: label.to_owned(),
            kind,
            pem: pem.to_owned(),
        };
        vec![
            anchor("Emulator (AWS CloudHSM root)", AnchorKind::Aws, &self.aws_root),
            anchor(
                "Emulator (manufacturer root)",
                AnchorKind::Manufacturer,
                &self.manufacturer_root,
            ),
        ]
    }

    pub(crate) fn customer_ca(&self) -> &str {
        &self.customer_ca
    }

    /// What an uninitialized cluster shows once it has an HSM.
    pub(crate) fn before_initialization(&self, key: usize) -> Certificates {
        let evidence = self.evidence(key);
        Certificates { cluster_csr: Some(evidence.csr.clone()), ..Self::hardware(evidence) }
    }

    /// The same, with a manufacturer's certificate that does not belong to the hardware.
    pub(crate) fn swapped(&self, key: usize) -> Certificates {
        let evidence = self.evidence(key);
        Certificates {
            cluster_csr: Some(evidence.csr.clone()),
            manufacturer_hardware_certificate: Some(evidence.swapped_hardware.clone()),
            ..Self::hardware(evidence)
        }
    }

    /// What an initialized cluster shows.
    pub(crate) fn initialized(&self, key: usize) -> Certificates {
        Certificates {
            cluster_certificate: Some(self.evidence(key).cluster.clone()),
            ..Certificates::default()
        }
    }

    /// The same, with a certificate of its own: two of the pool's clusters would be relatives
    /// otherwise. Takes a signature.
    pub(crate) fn initialized_as(&self, key: usize, cluster_id: &str) -> Certificates {
        let number = cluster_id.bytes().rev().take(11).collect::<Vec<_>>();
        let holder = &self.evidence(key).holder;
        let own = self.customer.issue_cluster_certificate(holder, &number, self.now).ok();
        Certificates { cluster_certificate: own, ..self.initialized(key) }
    }

    /// An initialized cluster that still shows the hardware's certificates.
    pub(crate) fn initialized_with_hardware(&self, key: usize) -> Certificates {
        let evidence = self.evidence(key);
        Certificates {
            cluster_certificate: Some(evidence.cluster.clone()),
            ..Self::hardware(evidence)
        }
    }

    fn hardware(evidence: &Evidence) -> Certificates {
        Certificates {
            hsm_certificate: Some(evidence.hsm.clone()),
            aws_hardware_certificate: Some(evidence.aws_hardware.clone()),
            manufacturer_hardware_certificate: Some(evidence.manufacturer_hardware.clone()),
            ..Certificates::default()
        }
    }

    fn evidence(&self, key: usize) -> &Evidence {
        &self.pool[key % self.pool.len()]
    }
}
