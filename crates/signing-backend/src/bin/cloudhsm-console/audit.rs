//! Where the audit log is, what opening it found, and `audit verify`.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use backend_api::{AuditRecord, ChainStatus, Mode};
use signing_backend::{
    audit::{AuditLog, FileStore, Opened, parts, verify_files},
    clock::Clock,
};

use crate::error::StartError;

/// The open log.
pub(crate) struct Audit {
    pub(crate) log: AuditLog,
    /// The last words of what a process before this one announced and did not live to tell the end of.
    pub(crate) last_words: Vec<AuditRecord>,
}

/// Opens the log, and says what is wrong with it.
pub(crate) fn open(
    named: Option<&Path>,
    mode: Mode,
    clock: Arc<dyn Clock>,
) -> Result<Audit, StartError> {
    let path = path(named, mode)?;
    let Opened { store, verifier, torn, last_words } = FileStore::open(&path)?;
    let file = path.display();
    if let Some(torn) = torn {
        let torn = torn.display();
        tracing::warn!(%file, %torn, "the audit log's last line was incomplete and was moved to \
                                      another file");
    }
    match verifier.status() {
        ChainStatus::Verified { records } => tracing::info!(%file, records, "audit log"),
        ChainStatus::Broken { line, reason } => {
            tracing::error!(%file, line, reason, "the audit log was changed by someone else");
        }
    }
    Ok(Audit { log: AuditLog::new(Box::new(store), &verifier, clock), last_words })
}

/// The named file, or the usual place.
pub(crate) fn path(named: Option<&Path>, mode: Mode) -> Result<PathBuf, StartError> {
    named.map(Path::to_owned).or_else(|| default_path(mode)).ok_or(StartError::NoAuditPlace)
}

fn default_path(mode: Mode) -> Option<PathBuf> {
    let absolute = |path: PathBuf| path.is_absolute().then_some(path);
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).and_then(absolute);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    // What the emulator lost is nobody's loss: it must not stand among what was.
    let name = match mode {
        Mode::Aws => "audit.jsonl",
        Mode::Emulator => "audit-emulator.jsonl",
    };
    Some(state.or_else(home)?.join("cloudhsm-console").join(name))
}

/// `audit verify`: exit code 0 when the chain holds, 1 when it does not.
pub(crate) fn verify(files: &[PathBuf]) -> Result<ExitCode, StartError> {
    let mut all = Vec::new();
    for file in files {
        let parts = parts(file).map_err(|error| StartError::Read(file.clone(), error))?;
        all.extend(parts.into_iter().filter(|part| !all.contains(part)).collect::<Vec<_>>());
    }
    let unreadable = |error| StartError::Read(files.first().cloned().unwrap_or_default(), error);
    let (status, broken) = verify_files(&all).map_err(unreadable)?;
    let mut stdout = std::io::stdout().lock();
    Ok(match status {
        ChainStatus::Verified { records } => {
            let _ =
                writeln!(stdout, "{records} records in {} file(s): integrity verified", all.len());
            ExitCode::SUCCESS
        }
        ChainStatus::Broken { line, reason } => {
            let file = broken.unwrap_or_default();
            let _ = writeln!(stdout, "{}:{line}: {reason}", file.display());
            ExitCode::FAILURE
        }
    })
}
