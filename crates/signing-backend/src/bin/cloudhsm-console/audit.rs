//! Where the audit log is, and what opening it found.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use backend_api::{ChainStatus, Mode};
use signing_backend::{
    audit::{AuditLog, FileStore, Opened},
    clock::Clock,
};

use crate::start::StartError;

/// Opens the log, and says what is wrong with it.
pub(crate) fn open(
    named: Option<&Path>,
    mode: Mode,
    clock: Arc<dyn Clock>,
) -> Result<AuditLog, StartError> {
    let path = named.map(Path::to_owned).or_else(|| default_path(mode));
    let path = path.ok_or(StartError::NoAuditPlace)?;
    let Opened { store, verifier, torn } = FileStore::open(&path)?;
    let file = path.display();
    if let Some(torn) = torn {
        let torn = torn.display();
        tracing::warn!(%file, %torn, "the audit log's last line was torn and is moved aside");
    }
    match verifier.status() {
        ChainStatus::Verified { records } => tracing::info!(%file, records, "audit log"),
        ChainStatus::Broken { line, reason } => {
            tracing::error!(%file, line, reason, "the audit log was changed by someone else");
        }
    }
    Ok(AuditLog::new(Box::new(store), &verifier, clock))
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
