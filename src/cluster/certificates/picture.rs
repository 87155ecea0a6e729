//! The proof as AWS's guide draws it: from the two roots down to the cluster's key. Beside it stands
//! a table that says the same.

use attestation::{LinkId, Part, Sheet, SheetLink, SheetNode};
use leptos::prelude::*;

use super::verdict::{badge, line};

/// The whole picture; the browser reads it out as one text.
pub(super) fn picture(sheet: &Sheet) -> AnyView {
    let shown = Shown::of(sheet);
    let mut drawn: Vec<AnyView> = Vec::new();
    drawn.extend(sheet.nodes.iter().filter(|node| shown.node(node.part)).map(|part| {
        let own = (part.part == Part::Csr).then(|| find(sheet, LinkId::CsrSelfSigned)).flatten();
        node(part, own, shown.place(area_of(part.part)))
    }));
    let links = sheet.links.iter().filter_map(|link| Some((link, drawn_as(link.id)?)));
    drawn.extend(
        links
            .filter(|(_, (area, _))| shown.area(area))
            .map(|(link, (area, words))| edge(link, words, shown.place(area))),
    );
    view! { <div class="proof" role="img" aria-label=in_words(sheet)>{drawn}</div> }.into_any()
}

/// What of the lower half there is to draw: a CSR before initialization, a cluster certificate after.
#[derive(Clone, Copy)]
struct Shown {
    csr: bool,
    cluster: bool,
}

impl Shown {
    fn of(sheet: &Sheet) -> Self {
        let present = |part| sheet.nodes.iter().any(|node| node.part == part && node.present);
        let cluster = present(Part::Cluster);
        Self { csr: present(Part::Csr) || !cluster, cluster }
    }

    fn node(self, part: Part) -> bool {
        match part {
            Part::Csr => self.csr,
            Part::Cluster | Part::CustomerCa => self.cluster,
            _ => true,
        }
    }

    fn area(self, area: &str) -> bool {
        match area {
            "csr-key" => self.csr,
            "cluster-key" | "ca-link" => self.cluster,
            _ => true,
        }
    }

    /// Alone, the one or the other takes the whole width.
    fn place(self, area: &'static str) -> String {
        let row = match area {
            "csr" | "csr-key" if !self.cluster => Some(area),
            "cluster" | "cluster-key" | "ca" | "ca-link" if !self.csr => Some(area),
            _ => None,
        };
        match row {
            Some(row) => format!("{row}-start / 1 / {row}-end / -1"),
            None => area.to_owned(),
        }
    }
}

/// Areas of the grid, by the names that the style sheet gives them.
fn area_of(part: Part) -> &'static str {
    match part {
        Part::AwsRoot => "aws-root",
        Part::ManufacturerRoot => "maker-root",
        Part::AwsHardware => "aws",
        Part::ManufacturerHardware => "maker",
        Part::Hsm => "hsm",
        Part::Csr => "csr",
        Part::Cluster => "cluster",
        Part::CustomerCa => "ca",
    }
}

/// Where a link is drawn, and what it says. The CSR's own signature stands in the CSR.
fn drawn_as(id: LinkId) -> Option<(&'static str, &'static str)> {
    Some(match id {
        LinkId::AwsHardwareByAwsRoot => ("aws-root-link", "signed"),
        LinkId::ManufacturerHardwareByManufacturerRoot => ("maker-root-link", "signed"),
        LinkId::HardwareCertificatesAgree => ("agree", "one key, one name"),
        LinkId::HsmByAwsHardware => ("aws-link", "signed"),
        LinkId::HsmByManufacturerHardware => ("maker-link", "signed"),
        LinkId::CsrKeyIsHsmKey => ("csr-key", "same key"),
        LinkId::ClusterKeyIsHsmKey => ("cluster-key", "same key"),
        LinkId::ClusterByCustomerCa => ("ca-link", "signed by"),
        LinkId::CsrSelfSigned => return None,
    })
}

fn find(sheet: &Sheet, id: LinkId) -> Option<&SheetLink> {
    sheet.links.iter().find(|link| link.id == id)
}

fn node(node: &SheetNode, own: Option<&SheetLink>, area: String) -> AnyView {
    let class = if node.present { "part" } else { "part absent" };
    let own = own.filter(|_| node.present).map(|link| {
        view! { <span class="own">"own signature "{badge(link.mark, link.verdict.clone())}</span> }
    });
    view! {
        <div class=class style:grid-area=area>
            <strong>{node.title.clone()}</strong>
            {node.name.clone().map(|name| view! { <span class="break">{name}</span> }.into_any())}
            {node.note.clone().map(|note| view! { <span class="small soft">{note}</span> }.into_any())}
            {own}
        </div>
    }
    .into_any()
}

fn edge(link: &SheetLink, words: &'static str, area: String) -> AnyView {
    let class = if link.id == LinkId::HardwareCertificatesAgree { "rung" } else { "" };
    view! {
        <div class=format!("{} {class}", line(link.mark)) style:grid-area=area>
            <span class="small">{words}</span>
            {badge(link.mark, link.verdict.clone())}
        </div>
    }
    .into_any()
}

fn in_words(sheet: &Sheet) -> String {
    let links: Vec<_> =
        sheet.links.iter().map(|link| format!("{}: {}", link.title, link.verdict)).collect();
    format!("The proof, from the roots down to the cluster’s key. {}.", links.join(". "))
}
