//! The parts of the proof as AWS's guide draws them: two roots, two hardware certificates, one HSM
//! certificate, one CSR; and after initialization the cluster certificate and the customer's CA.
//! The position of each part is up to the page.
//!
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/verify-hsm-identity.html>

use serde::{Deserialize, Serialize};

use super::dates::date_problem;
use crate::{
    certificate::Certificate,
    name::Name,
    verify::{CertificateSlot, LinkId, Report, SlotContents, SlotError, Slots},
};

/// A part of the proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// AWS's root.
    AwsRoot,
    /// The manufacturer's root.
    ManufacturerRoot,
    /// The hardware's certificate by AWS.
    AwsHardware,
    /// The hardware's certificate by its manufacturer.
    ManufacturerHardware,
    /// The HSM's certificate.
    Hsm,
    /// The signing request.
    Csr,
    /// The cluster's certificate.
    Cluster,
    /// The customer's CA.
    CustomerCa,
}

/// A part of the proof, as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SheetNode {
    /// Which one.
    pub part: Part,
    /// What it is.
    pub title: String,
    /// Its own name, or the one of the issuer that is missing.
    pub name: Option<String>,
    /// Who supplied it, or why it is missing.
    pub note: Option<String>,
    /// It is there and can be read.
    pub present: bool,
}

pub(super) fn nodes(report: &Report, slots: &Slots, now: i64) -> Vec<SheetNode> {
    let contents = SlotContents::new(slots);
    let root = |part, link, child: &Result<CertificateSlot, SlotError>| {
        root(part, report, link, child.as_ref().ok().map(|slot| &slot.certificate))
    };
    let slot = |part, content: &Result<CertificateSlot, SlotError>| {
        let content = content.as_ref().map(|slot| {
            (&slot.certificate.subject, date_problem(slot.certificate.validity.at(now)))
        });
        of_slot(part, content)
    };
    vec![
        root(Part::AwsRoot, LinkId::AwsHardwareByAwsRoot, &contents.aws),
        root(
            Part::ManufacturerRoot,
            LinkId::ManufacturerHardwareByManufacturerRoot,
            &contents.manufacturer,
        ),
        slot(Part::AwsHardware, &contents.aws),
        slot(Part::ManufacturerHardware, &contents.manufacturer),
        slot(Part::Hsm, &contents.hsm),
        of_slot(Part::Csr, contents.csr.as_ref().map(|csr| (&csr.subject, None))),
        slot(Part::Cluster, &contents.cluster),
        root(Part::CustomerCa, LinkId::ClusterByCustomerCa, &contents.cluster),
    ]
}

fn root(part: Part, report: &Report, link: LinkId, child: Option<&Certificate>) -> SheetNode {
    let anchor = report.link(link).and_then(|link| link.anchor.as_ref());
    let (name, note) = match (anchor, child) {
        (Some(anchor), _) => (Some(anchor.label.clone()), Some(anchor.origin.in_words().into())),
        (None, Some(child)) => {
            (Some(child.issuer.short()), Some("issuer, but no root here signed it".to_owned()))
        }
        (None, None) => (None, None),
    };
    SheetNode { part, title: title(part).to_owned(), name, note, present: anchor.is_some() }
}

fn of_slot(part: Part, content: Result<(&Name, Option<&'static str>), &SlotError>) -> SheetNode {
    let (name, note) = match content {
        Ok((subject, dates)) => (Some(subject.short()), dates),
        Err(SlotError::Empty(_)) => (None, Some("empty slot")),
        Err(SlotError::Unreadable(..)) => (None, Some("unreadable")),
    };
    SheetNode {
        part,
        title: title(part).to_owned(),
        name,
        note: note.map(str::to_owned),
        present: content.is_ok(),
    }
}

fn title(part: Part) -> &'static str {
    match part {
        Part::AwsRoot => "AWS root",
        Part::ManufacturerRoot => "Manufacturer root",
        Part::AwsHardware => "AWS hardware certificate",
        Part::ManufacturerHardware => "Manufacturer hardware certificate",
        Part::Hsm => "HSM certificate",
        Part::Csr => "Cluster CSR",
        Part::Cluster => "Cluster certificate",
        Part::CustomerCa => "Your CA",
    }
}
