//! An audit log of any length, as the backend writes it.

use std::{
    fmt::Write as _,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{BufWriter, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

/// The backend puts a file of this size aside.
const FULL: u64 = 16 * 1024 * 1024;

/// A log in a folder of its own, which goes when this is dropped.
pub(crate) struct LogFile {
    folder: PathBuf,
}

impl LogFile {
    /// Writes a log with so many records.
    pub(crate) fn write(folder: PathBuf, records: u64) -> Result<Self> {
        let _ = fs::remove_dir_all(&folder);
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        made.map_err(Error::file(&folder))?;
        let log = Self { folder };
        let path = log.path();
        log.fill(records).map_err(Error::file(path))?;
        Ok(log)
    }

    /// The file that the backend writes to.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join("audit.jsonl")
    }

    /// Makes the backend forget which parts it has verified.
    pub(crate) fn forget(&self) -> Result<()> {
        let path = self.folder.join("audit.jsonl.verified");
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::file(path)(error))
            }
            _ => Ok(()),
        }
    }

    fn fill(&self, records: u64) -> std::io::Result<()> {
        let mut file = private(&self.path())?;
        let (mut length, mut previous) = (0, "0".repeat(64));
        for sequence in 1..=records {
            if length >= FULL {
                file.flush()?;
                let aside = format!("audit.jsonl.to-{:012}", sequence - 1);
                fs::rename(self.path(), self.folder.join(aside))?;
                file = private(&self.path())?;
                length = 0;
            }
            let line = line(sequence, &previous);
            file.write_all(line.as_bytes())?;
            file.write_all(b"\n")?;
            length += line.len() as u64 + 1;
            previous.clear();
            for byte in Sha256::digest(line.as_bytes()) {
                let _ = write!(previous, "{byte:02x}");
            }
        }
        file.flush()
    }
}

impl Drop for LogFile {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn private(path: &Path) -> std::io::Result<BufWriter<File>> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path).map(BufWriter::new)
}

/// Intents, that AWS accepted them, and that the resource is gone, by turns: no attempt stays open but
/// the last.
fn line(sequence: u64, previous: &str) -> String {
    let attempt = sequence.div_ceil(3);
    let outcome = match sequence % 3 {
        1 => None,
        2 => Some("accepted"),
        _ => Some("gone"),
    };
    let event = if outcome.is_none() { "intent" } else { "outcome" };
    let outcome = outcome.map_or_else(String::new, |word| {
        format!(r#""requestId":"{attempt:08x}-0000-4000-8000-000000000000","outcome":"{word}","#)
    });
    format!(
        r#"{{"sequence":{sequence},"time":"2026-01-01T00:00:00Z","event":"{event}","attempt":"{attempt:016x}","who":"arn:aws:iam::123456789012:user/Alice","session":"0123456789ab","region":"us-east-1","operation":"DeleteBackup","resource":"backup-aaaaaaaaaaa","cluster":"cluster-aaaaaaaaaaa","planDigest":"{digest}","confirmationMatched":true,"acknowledged":["last-backup"],{outcome}"previous":"{previous}"}}"#,
        digest = "d".repeat(64),
    )
}
