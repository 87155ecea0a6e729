//! The items of an input.

use super::{error::InputError, item::Item};
use crate::{certificate::Certificate, request::CertificateRequest};

/// What was found in an input.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The items in the order of the input; never empty.
    pub items: Vec<Item>,
    /// There was text before, between or after the PEM blocks.
    pub extra_text: bool,
}

impl Reading {
    /// The certificates, where certificates are expected.
    pub fn certificates(&self) -> Result<Vec<&Certificate>, InputError> {
        let found: Vec<_> = self
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Certificate(certificate) => Some(certificate),
                Item::Request(_) => None,
            })
            .collect();
        if found.is_empty() { Err(InputError::CertificateExpected) } else { Ok(found) }
    }

    /// The first request, where a request is expected.
    pub fn request(&self) -> Result<&CertificateRequest, InputError> {
        self.items
            .iter()
            .find_map(|item| match item {
                Item::Request(request) => Some(request),
                Item::Certificate(_) => None,
            })
            .ok_or(InputError::RequestExpected)
    }
}
