//! A fresh clone of the commit that is checked out here, as somebody gets it who has nothing else.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
    process::Command,
};

use end_to_end::{Run as _, artifacts};

/// The clone; goes with the test.
pub(crate) struct Checkout(PathBuf);

impl Checkout {
    /// Clones what is committed: what only the folder here has is not in it.
    pub(crate) fn fresh() -> Self {
        let original = artifacts::repository();
        // Not below the original, whose files a stranger has not: cargo would take them from above.
        // Always at the same place, so that what cargo keeps of the last walk is used by the next.
        let mut hasher = DefaultHasher::new();
        original.hash(&mut hasher);
        let folder = env::temp_dir().join(format!("cloudhsm-console-{:x}", hasher.finish()));
        let _ = fs::remove_dir_all(&folder);
        let mut clone = Command::new("git");
        clone.args(["clone", "--quiet", "--no-hardlinks"]).arg(original).arg(&folder);
        assert!(clone.finish().status.success(), "{clone:?}");
        Self(folder)
    }

    /// A file of the clone.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The text of a file.
    pub(crate) fn text(&self, name: &str) -> String {
        let path = self.file(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// A command as a document has it, in the clone. It finds what this test was built with: the
    /// dependencies' intermediate results are shared, because building them anew takes minutes and tells
    /// nothing. Everything of the project's own is built from the clone, and its programs are there.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut words = line.split_whitespace();
        let mut command = Command::new(words.next().expect("a command has a word"));
        command.args(words).current_dir(&self.0);
        // Cargo tells the programs that it runs where they are from, and which compiler: that is not the
        // clone.
        for (name, _) in env::vars_os() {
            let told = name.to_string_lossy();
            let of_machine = ["CARGO_HOME", "RUSTUP_HOME", "RUSTUP_AUTO_INSTALL"];
            if (told.starts_with("CARGO") || told.starts_with("RUSTUP"))
                && !of_machine.contains(&&*told)
            {
                command.env_remove(name);
            }
        }
        command.env("CARGO_BUILD_BUILD_DIR", artifacts::target());
        // The demo keeps an audit log; that of whoever runs the tests is not for them.
        command.env("XDG_STATE_HOME", self.file("target/state"));
        command
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        // What failed is there to be looked at.
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}
