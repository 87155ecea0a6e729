//! Extensions that are missing, unknown, duplicated or say no.

use attestation::{LinkId, Slot};

use super::{
    Set,
    difference::Difference,
    workshop::{Chain, Workshop, put},
};
use crate::openssl::{CA, Issue};

const BY_HARDWARE: [LinkId; 2] = [LinkId::HsmByAwsHardware, LinkId::HsmByManufacturerHardware];
const BY_ROOTS: [LinkId; 2] =
    [LinkId::AwsHardwareByAwsRoot, LinkId::ManufacturerHardwareByManufacturerRoot];
const BY_CA: [LinkId; 1] = [LinkId::ClusterByCustomerCa];

fn with(extensions: Option<&'static str>) -> Issue<'static> {
    Issue { extensions, ..Issue::default() }
}

/// Both hardware certificates with these extensions.
fn hardware(name: &str, extensions: Option<&'static str>) -> Set {
    Set::new(format!("hardware certificates with {name}"), move |shop| {
        Chain::BOTH.into_iter().fold(shop.ordinary(), |evidence, chain| {
            put(evidence, chain.slot(), shop.hardware(chain, with(extensions)))
        })
    })
}

/// All three roots with these extensions.
fn roots(name: &str, extensions: Option<&'static str>) -> Set {
    Set::new(format!("roots with {name}"), move |shop: &Workshop| {
        let mut evidence = shop.ordinary();
        let roots = [
            (Chain::Aws.root_name(), "aws"),
            (Chain::Manufacturer.root_name(), "manufacturer"),
            (super::workshop::CUSTOMER_CA, "customer"),
        ];
        for (anchor, (name, key)) in evidence.anchors.iter_mut().zip(roots) {
            anchor.pem = shop.openssl.root(name, key, super::workshop::RSA, with(extensions));
        }
        evidence
    })
}

fn hsm(name: &str, extensions: &'static str) -> Set {
    Set::new(format!("an HSM certificate with {name}"), move |shop| {
        shop.with(Slot::HsmCertificate, shop.hsm(with(Some(extensions))))
    })
}

fn cluster(name: &str, extensions: &'static str) -> Set {
    Set::new(format!("a cluster certificate with {name}"), move |shop| {
        shop.with(Slot::ClusterCertificate, shop.cluster(with(Some(extensions))))
    })
}

/// What is not marked as a CA may be a hardware certificate all the same.
fn unmarked(name: &str, extensions: Option<&'static str>) -> Set {
    hardware(name, extensions).differs(Difference::HardwareWithoutAuthority, &BY_HARDWARE)
}

pub(super) fn sets() -> Vec<Set> {
    let mut sets = authorities();
    sets.extend(critical());
    sets.extend(duplicates());
    sets.extend(identifiers());
    sets
}

fn authorities() -> Vec<Set> {
    vec![
        unmarked("version 1", None),
        unmarked("no Basic Constraints", Some("subjectKeyIdentifier=hash\n")),
        unmarked("CA:FALSE", Some("basicConstraints=CA:FALSE\n")),
        unmarked("critical CA:FALSE", Some("basicConstraints=critical,CA:FALSE\n")),
        unmarked(
            "CA:TRUE and a key usage without Certificate Sign",
            Some("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature\n"),
        ),
        unmarked("only a key usage without Certificate Sign", Some("keyUsage=digitalSignature\n")),
        hardware("only a key usage with Certificate Sign", Some("keyUsage=keyCertSign\n")),
        hardware("CA:TRUE that is not critical", Some("basicConstraints=CA:TRUE\n")),
        hardware("no CA below", Some("basicConstraints=critical,CA:TRUE,pathlen:0\n")),
        hardware(
            "an extended key usage",
            Some("basicConstraints=CA:TRUE\nextendedKeyUsage=serverAuth\n"),
        ),
        roots("version 1", None),
        roots("no Basic Constraints", Some("subjectKeyIdentifier=hash\n")),
        roots("CA:FALSE", Some("basicConstraints=CA:FALSE\n")),
        roots("CA:TRUE that is not critical", Some("basicConstraints=CA:TRUE\n")),
        roots("one CA below", Some("basicConstraints=critical,CA:TRUE,pathlen:1\n")),
        roots(
            "a key usage without Certificate Sign",
            Some("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign\n"),
        ),
        roots("only a key usage with Certificate Sign", Some("keyUsage=keyCertSign\n")),
        roots("a comment", Some("basicConstraints=CA:TRUE\nnsComment=made for a test\n")),
        cluster("CA:TRUE", CA),
        cluster(
            "CA:FALSE and a purpose",
            "basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n",
        ),
        hsm("CA:TRUE", CA),
        hsm("names", "subjectAltName=DNS:hsm.example,IP:10.0.0.1,email:a@b.example\n"),
    ]
}

fn critical() -> Vec<Set> {
    let unknown = "1.2.3.4=critical,ASN1:UTF8String:surprise\n";
    let constraints = "nameConstraints=critical,permitted;email:example.com\n";
    let policies = "certificatePolicies=critical,1.2.3.5\n";
    let root = "basicConstraints=critical,CA:TRUE\n1.2.3.4=critical,ASN1:UTF8String:surprise\n";
    vec![
        hsm("an unknown critical extension", unknown),
        cluster("an unknown critical extension", unknown),
        hardware("an unknown critical extension", Some(root))
            .differs(Difference::IssuerItself, &BY_HARDWARE),
        roots("an unknown critical extension", Some(root)),
        hsm("an unknown extension", "1.2.3.4=ASN1:UTF8String:surprise\n"),
        hsm("critical policies", policies).differs(Difference::CriticalExtension, &BY_HARDWARE),
        cluster("critical policies", policies).differs(Difference::CriticalExtension, &BY_CA),
        hsm("critical name constraints", constraints)
            .differs(Difference::CriticalExtension, &BY_HARDWARE),
        cluster("a critical comment", "nsComment=critical,made for a test\n"),
        hsm("a critical key usage", "keyUsage=critical,digitalSignature\n"),
        hsm("critical names", "subjectAltName=critical,DNS:hsm.example\n"),
        hsm("a critical purpose", "extendedKeyUsage=critical,serverAuth\n"),
        cluster("a critical key identifier", "subjectKeyIdentifier=critical,hash\n"),
    ]
}

/// Extensions as DER has them, each with what openssl calls it in a file.
const CA_TRUE: &[u8] = &[0x30, 12, 6, 3, 0x55, 0x1d, 0x13, 4, 5, 0x30, 3, 1, 1, 0xff];
const CA_FALSE: &[u8] = &[0x30, 9, 6, 3, 0x55, 0x1d, 0x13, 4, 2, 0x30, 0];
const USAGE: &[u8] = &[0x30, 11, 6, 3, 0x55, 0x1d, 0x0f, 4, 4, 3, 2, 7, 0x80];
/// Of an extension that nobody knows.
const UNKNOWN: &[u8] = &[0x30, 9, 6, 3, 0x2a, 0x03, 0x04, 4, 2, 0x0c, 0];

/// Openssl's own commands make no extension twice, so the second one is added by hand.
fn duplicates() -> Vec<Set> {
    let hsm = |name: &str, first: &'static str, second: &'static [u8]| {
        Set::new(format!("an HSM certificate with {name}"), move |shop: &Workshop| {
            let once = shop.hsm(with(Some(first)));
            shop.with(Slot::HsmCertificate, shop.extended(&once, "hardware", second))
        })
    };
    let cluster = |name: &str, first: &'static str, second: &'static [u8]| {
        Set::new(format!("a cluster certificate with {name}"), move |shop: &Workshop| {
            let once = shop.cluster(with(Some(first)));
            shop.with(Slot::ClusterCertificate, shop.extended(&once, "customer", second))
        })
    };
    let hardware = |name: &str, first: &'static str, second: &'static [u8]| {
        Set::new(format!("an AWS hardware certificate with {name}"), move |shop: &Workshop| {
            let once = shop.hardware(Chain::Aws, with(Some(first)));
            shop.with(Slot::AwsHardwareCertificate, shop.extended(&once, "aws", second))
        })
    };
    let root = |name: &str, first: &'static str, second: &'static [u8]| {
        Set::new(format!("an AWS root with {name}"), move |shop: &Workshop| {
            let issue = with(Some(first));
            let once =
                shop.openssl.root(Chain::Aws.root_name(), "aws", super::workshop::RSA, issue);
            let root = shop.extended(&once, "aws", second);
            shop.with_roots(Chain::Aws.kind(), &[&root])
        })
    };
    let (ca, usage) = ("basicConstraints=CA:TRUE\n", "keyUsage=digitalSignature\n");
    let unknown = "1.2.3.4=DER:0c00\n";
    vec![
        hsm("two Basic Constraints", ca, CA_TRUE),
        hsm("two contrary Basic Constraints", ca, CA_FALSE),
        hsm("two key usages", usage, USAGE),
        hsm("two unknown extensions", unknown, UNKNOWN)
            .differs(Difference::DuplicateExtension, &BY_HARDWARE),
        cluster("two Basic Constraints", ca, CA_FALSE),
        cluster("two key usages", usage, USAGE),
        cluster("two unknown extensions", unknown, UNKNOWN)
            .differs(Difference::DuplicateExtension, &BY_CA),
        hardware("two Basic Constraints", ca, CA_TRUE)
            .differs(Difference::IssuerItself, &[LinkId::HsmByAwsHardware]),
        hardware("two contrary Basic Constraints", ca, CA_FALSE)
            .differs(Difference::IssuerItself, &[LinkId::HsmByAwsHardware]),
        root("two Basic Constraints", ca, CA_TRUE),
        root("two unknown extensions", "basicConstraints=CA:TRUE\n1.2.3.4=DER:0c00\n", UNKNOWN)
            .differs(Difference::DuplicateExtension, &[LinkId::AwsHardwareByAwsRoot]),
        hsm("an extension more", ca, UNKNOWN),
    ]
}

fn identifiers() -> Vec<Set> {
    vec![
        hsm("its issuer's serial number", "authorityKeyIdentifier=issuer:always\n")
            .differs(Difference::KeyIdentifier, &[LinkId::HsmByManufacturerHardware]),
        hsm("its issuer's key identifier", "authorityKeyIdentifier=keyid:always\n"),
        hardware(
            "their issuers' key identifiers",
            Some("basicConstraints=CA:TRUE\nauthorityKeyIdentifier=keyid:always\n"),
        ),
        hardware(
            "a foreign key identifier of their issuers",
            Some("basicConstraints=CA:TRUE\n2.5.29.35=DER:30068004aabbccdd\n"),
        )
        .differs(Difference::KeyIdentifier, &BY_ROOTS),
    ]
}
