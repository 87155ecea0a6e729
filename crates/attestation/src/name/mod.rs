//! Distinguished names: how they read and when two are the same.

mod attribute;

use std::fmt;

use x509_parser::x509::X509Name;

use self::attribute::Attribute;

/// A distinguished name, such as a certificate's subject.
///
/// Its display is RFC 4514's order, the most telling part first, with a blank after the comma.
#[derive(Debug, Clone)]
pub struct Name {
    raw: Vec<u8>,
    /// In the encoded order; an inner list has several members only in multi-valued RDNs.
    rdns: Vec<Vec<Attribute>>,
}

impl Name {
    pub(crate) fn new(name: &X509Name<'_>) -> Self {
        let rdns = name.iter().map(|rdn| rdn.iter().map(Attribute::new).collect()).collect();
        Self { raw: name.as_raw().to_vec(), rdns }
    }

    /// The last common name that is not blank, fit to be shown.
    pub fn common_name(&self) -> Option<&str> {
        self.rdns
            .iter()
            .flatten()
            .rev()
            .find(|attribute| attribute.oid == "2.5.4.3" && !attribute.value.trim().is_empty())
            .map(|attribute| attribute.shown.as_str())
    }

    /// The common name; the whole name where there is none.
    pub(crate) fn short(&self) -> String {
        self.common_name().map_or_else(|| self.to_string(), str::to_owned)
    }

    /// Whether it has no parts.
    pub fn is_empty(&self) -> bool {
        self.rdns.is_empty()
    }

    /// Whether both name the same entity: equal parts in equal order, where text is compared
    /// without regard to its encoding, ASCII case and repeated blanks (RFC 5280, 7.1).
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.raw == other.raw || self.canonical() == other.canonical()
    }

    fn canonical(&self) -> Vec<Vec<(&str, String)>> {
        let fold = |attribute: &Attribute| {
            let words = attribute.value.split_whitespace().map(str::to_ascii_lowercase);
            words.collect::<Vec<_>>().join(" ")
        };
        self.rdns
            .iter()
            .map(|rdn| {
                let mut parts: Vec<_> = rdn.iter().map(|a| (a.oid.as_str(), fold(a))).collect();
                parts.sort();
                parts
            })
            .collect()
    }

    /// `C = US, O = Example, CN = name`: openssl's form, in the encoded order.
    pub(crate) fn openssl(&self) -> String {
        let rdn = |rdn: &Vec<Attribute>| {
            let parts = rdn.iter().map(|a| format!("{} = {}", a.label(), a.quoted()));
            parts.collect::<Vec<_>>().join(" + ")
        };
        self.rdns.iter().map(rdn).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rdns.iter().all(Vec::is_empty) {
            // Parts have an equals sign, so no name equals this.
            return f.write_str("(empty name)");
        }
        for (index, rdn) in self.rdns.iter().rev().enumerate() {
            f.write_str(if index == 0 { "" } else { ", " })?;
            for (index, attribute) in rdn.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { "+" })?;
                write!(f, "{}={}", attribute.label(), attribute.escaped())?;
            }
        }
        Ok(())
    }
}
