//! The evidence bundle: the files with which someone else, with nothing but openssl, can repeat
//! each check later, when AWS no longer provides the certificates. Writes no file: names, texts and
//! the bytes of an archive only.

mod archive;
mod bundle;
mod commands;
mod file_names;
mod manual_check;
mod readme;
mod script;

pub use self::{
    archive::{Archive, evidence_archive},
    bundle::{EvidenceFile, evidence_files},
    manual_check::{ManualCheck, Method, manual_checks},
};
