//! What must have been built or installed before, and how to get it.

use std::{
    env,
    net::TcpListener,
    path::{Path, PathBuf},
};

/// The folder of the checkout.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ has a parent").to_path_buf()
}

/// Cargo's target folder: the nearest one above this program that cargo has marked.
pub fn target() -> PathBuf {
    let program = env::current_exe().expect("a test has a file");
    let marked = |folder: &&Path| folder.join("CACHEDIR.TAG").is_file();
    program.ancestors().find(marked).expect("tests run from cargo's target folder").to_path_buf()
}

/// The backend's binary.
pub fn backend() -> PathBuf {
    there(target().join("debug/cloudhsm-console"), "backend")
}

/// The emulator's binary.
pub fn emulator() -> PathBuf {
    there(target().join("debug/cloudhsm-emulator"), "backend")
}

/// The project's own commands.
pub fn xtask() -> PathBuf {
    there(target().join("debug/xtask"), "backend")
}

/// A port that nobody listens on, for programs that take no port 0.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    listener.local_addr().expect("a listener has an address").port()
}

/// The built console.
pub fn dist() -> PathBuf {
    there(repository().join("dist/index.html"), "console").parent().unwrap().to_path_buf()
}

/// What the tests of a crate left for others.
pub fn left_by_unit_tests(name: &str) -> PathBuf {
    there(target().join("tmp").join(name), "unit")
}

/// A program of the Python environment.
pub fn venv(program: &str) -> PathBuf {
    there(target().join("venv/bin").join(program), "setup")
}

/// axe-core.
pub fn axe() -> PathBuf {
    there(target().join("node/node_modules/axe-core/axe.min.js"), "setup")
}

/// The packages of AWS's SDK for JavaScript.
pub fn javascript_sdk() -> PathBuf {
    there(target().join("javascript/node_modules"), "setup")
}

/// A script or file that the tests bring along.
pub fn peer(name: &str) -> PathBuf {
    repository().join("tests/peers").join(name)
}

/// Where a failing browser test leaves its pictures.
pub fn failures() -> PathBuf {
    let folder = target().join("screenshots");
    std::fs::create_dir_all(&folder).expect("the target folder is writable");
    folder
}

fn there(path: PathBuf, step: &str) -> PathBuf {
    assert!(
        path.exists(),
        "{} is missing: run `cargo xtask test --only {step}` first",
        path.display()
    );
    path
}
