//! The names of a subject alternative name extension.

use x509_parser::extensions::GeneralName;

use crate::{fingerprint::hex_colons, name::Name, oid, printable::printable};

pub(super) fn general_name(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::DNSName(name) => format!("DNS:{}", printable(name)),
        GeneralName::RFC822Name(address) => format!("email:{}", printable(address)),
        GeneralName::URI(uri) => format!("URI:{}", printable(uri)),
        GeneralName::DirectoryName(name) => format!("name:{}", Name::new(name)),
        GeneralName::RegisteredID(oid) => format!("OID:{}", oid::dotted(oid.as_bytes())),
        GeneralName::IPAddress(bytes) => ip_address(bytes),
        GeneralName::OtherName(oid, value) => {
            format!("other {}:{}", oid::dotted(oid.as_bytes()), hex_colons(value))
        }
        GeneralName::X400Address(value) | GeneralName::EDIPartyName(value) => {
            format!("other:{}", hex_colons(value.data))
        }
        GeneralName::Invalid(_, value) => format!("unreadable:{}", hex_colons(value)),
    }
}

fn ip_address(bytes: &[u8]) -> String {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        format!("IP:{}", std::net::Ipv4Addr::from(v4))
    } else if let Ok(v6) = <[u8; 16]>::try_from(bytes) {
        format!("IP:{}", std::net::Ipv6Addr::from(v6))
    } else {
        format!("IP:{}", hex_colons(bytes))
    }
}
