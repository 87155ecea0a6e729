//! Issuers and holders of certificates.
//!
//! The shape follows AWS's: the HSM certificate is signed by the hardware, and the hardware has two
//! certificates of the same subject and key, one from AWS and one from the manufacturer.

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, SerialNumber,
};
use time::{Duration, OffsetDateTime};

/// Who issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Aws,
    Manufacturer,
    Customer,
}

impl Kind {
    fn name(self) -> DistinguishedName {
        let (organization, common_name) = match self {
            Self::Aws => ("Emulator of Amazon", "Emulator of AWS CloudHSM Root G1 (worthless)"),
            Self::Manufacturer => {
                ("Emulator Manufacturer", "Emulator Manufacturer Root CA (worthless)")
            }
            Self::Customer => ("Emulator Customer", "Emulator Customer Issuing CA (worthless)"),
        };
        distinguished_name(organization, common_name)
    }

    fn serial(self) -> u8 {
        match self {
            Self::Aws => 0x41,
            Self::Manufacturer => 0x4d,
            Self::Customer => 0x43,
        }
    }
}

fn distinguished_name(organization: &str, common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "US");
    name.push(DnType::OrganizationName, organization);
    name.push(DnType::CommonName, common_name);
    name
}

fn key_pair(pem: &str) -> Result<KeyPair, rcgen::Error> {
    KeyPair::from_pem_and_sign_algo(pem, &PKCS_RSA_SHA256)
}

/// Valid from some years before `now` to some years after; whole days, as people issue them.
fn params(
    name: DistinguishedName,
    serial: &[u8],
    now: OffsetDateTime,
    years: (i64, i64),
) -> CertificateParams {
    let day = now.replace_time(time::Time::MIDNIGHT);
    let mut params = CertificateParams::default();
    params.distinguished_name = name;
    params.serial_number = Some(SerialNumber::from_slice(serial));
    params.not_before = day - Duration::days(365 * years.0);
    params.not_after = day + Duration::days(365 * years.1);
    params
}

fn make_ca(params: &mut CertificateParams, constraint: BasicConstraints) {
    params.is_ca = IsCa::Ca(constraint);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
}

/// A self-signed root.
#[derive(Debug)]
pub(super) struct Authority {
    kind: Kind,
    params: CertificateParams,
    key: KeyPair,
}

impl Authority {
    pub(super) fn root(kind: Kind, key: &str, now: OffsetDateTime) -> Result<Self, rcgen::Error> {
        let mut params = params(kind.name(), &[kind.serial()], now, (10, 20));
        make_ca(&mut params, BasicConstraints::Unconstrained);
        Ok(Self { kind, params, key: key_pair(key)? })
    }

    pub(super) fn pem(&self) -> Result<String, rcgen::Error> {
        Ok(self.params.self_signed(&self.key)?.pem())
    }

    fn issuer(&self) -> Issuer<'_, &KeyPair> {
        Issuer::from_params(&self.params, &self.key)
    }

    /// One of the two certificates of a hardware module.
    pub(super) fn issue_hardware_certificate(
        &self,
        hardware: &Holder,
        now: OffsetDateTime,
    ) -> Result<String, rcgen::Error> {
        let mut params = params(
            hardware.name.clone(),
            &[self.kind.serial(), 0x01, hardware.index],
            now,
            (8, 12),
        );
        make_ca(&mut params, BasicConstraints::Constrained(0));
        params.use_authority_key_identifier_extension = true;
        Ok(params.signed_by(&hardware.key, &self.issuer())?.pem())
    }

    /// What the customer's authority makes of an HSM's request.
    pub(super) fn issue_cluster_certificate(
        &self,
        hsm: &Holder,
        number: &[u8],
        now: OffsetDateTime,
    ) -> Result<String, rcgen::Error> {
        let serial = [&[self.kind.serial(), 0x02, hsm.index], number].concat();
        let mut params = params(hsm.name.clone(), &serial, now, (6, 10));
        params.use_authority_key_identifier_extension = true;
        Ok(params.signed_by(&hsm.key, &self.issuer())?.pem())
    }
}

/// A hardware module or an HSM: a name and a key.
#[derive(Debug)]
pub(super) struct Holder {
    name: DistinguishedName,
    key: KeyPair,
    index: u8,
}

impl Holder {
    fn new(index: usize, common_name: &str, key: &str) -> Result<Self, rcgen::Error> {
        let index = u8::try_from(index + 1).unwrap_or(u8::MAX);
        let name = distinguished_name("Emulator Hardware", common_name);
        Ok(Self { name, key: key_pair(key)?, index })
    }

    pub(super) fn hardware(index: usize, key: &str) -> Result<Self, rcgen::Error> {
        Self::new(index, &format!("HSM:{}", serial_text(index)), key)
    }

    pub(super) fn hsm(index: usize, key: &str) -> Result<Self, rcgen::Error> {
        let serial = serial_text(index);
        Self::new(index, &format!("HSM:{serial}:PARTN:{}, for FIPS mode", index + 1), key)
    }

    /// The certificate signing request of a cluster whose first HSM this is.
    pub(super) fn request(&self) -> Result<String, rcgen::Error> {
        let mut params = CertificateParams::default();
        params.distinguished_name = self.name.clone();
        params.serialize_request(&self.key)?.pem()
    }

    /// What the hardware vouches for.
    pub(super) fn issue_hsm_certificate(
        &self,
        hsm: &Holder,
        now: OffsetDateTime,
    ) -> Result<String, rcgen::Error> {
        let own = params(self.name.clone(), &[self.index], now, (8, 12));
        let mut params = params(hsm.name.clone(), &[0x48, self.index], now, (7, 11));
        params.use_authority_key_identifier_extension = true;
        Ok(params.signed_by(&hsm.key, &Issuer::from_params(&own, &self.key))?.pem())
    }
}

/// Looks like a serial number of the hardware, and says what it is.
fn serial_text(index: usize) -> String {
    format!("E0E0E0E0{:08X}", 0x00C0_FFEE + index * 0x0101)
}
