//! Reading a certificate slot or a file: one item or several, in PEM, base64 or DER, with or without
//! text around.

mod error;
mod item;
mod kind;
mod pem;
mod read;
mod reading;
mod utf16;

pub use self::{
    error::InputError,
    item::Item,
    kind::ItemKind,
    pem::to_pem,
    read::{read, to_der},
    reading::Reading,
    utf16::is_utf16,
};
