//! The harness of the end-to-end tests.
//!
//! Owns: starting the real programs (the backend with its emulator, Chromium, Firefox, moto, boto3,
//! AWS's SDK for JavaScript) and looking at them as their users do: pages by role and visible text,
//! programs by command line and wire.
//! Must not know: how the programs are built inside. It uses no function of theirs, only the types
//! of their wires.
#![warn(missing_docs)]
// Everything here runs inside a test, where a panic with a good message is the right answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc)]
#![allow(clippy::print_stderr, clippy::print_stdout)]

mod acting;
pub mod artifacts;
mod axe;
mod browser;
mod chromium;
mod complaints;
mod deadline;
mod death;
mod devtools;
mod emulating;
mod emulator;
mod every_view;
mod find;
mod firefox;
mod holding;
mod http;
mod javascript;
mod nginx;
mod openssl;
mod python;
mod reading;
mod ready;
mod receiver;
mod recorder;
mod requests;
mod reverse_proxy;
mod stack;
mod static_host;
mod tree;
mod turn;
mod view;
mod webdriver;

pub use browser::{Browser, with_browser, with_firefox, with_network_log};
pub use emulator::{Control, Emulator, Keys, KnownKeys, REGIONS};
pub use find::{Name, Role};
pub use holding::{Asked, Holding};
pub use http::{Answer, Http};
pub use javascript::javascript;
pub use openssl::Openssl;
pub use python::{Moto, Python};
pub use receiver::{Received, Receiver};
pub use recorder::{PRE_CO_PASSWORD, RECORDED_CLUSTER, ROLE_SECRET, ROLE_TOKEN, Recorder};
pub use requests::{confirmation, permit};
pub use reverse_proxy::ReverseProxy;
pub use stack::{Stack, StackOptions};
pub use static_host::{BASE, Server, Site, StaticHost};
pub use test_limits::{
    PATIENCE, Program, Run, allow, eventually, eventually_or, eventually_within, in_time,
};
pub use tree::Thing;
pub use view::{Scheme, View};
