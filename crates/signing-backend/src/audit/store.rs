//! Where the lines of the log go: a file that one process has for itself.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use backend_api::{AuditEvent, AuditRecord};

use super::{chain, chain::Verifier, torn};

/// A full file is put aside, and a new one continues the chain.
const FULL: u64 = 16 * 1024 * 1024;

/// Where lines go. A trait, so that tests can have one that fails.
pub trait Store: Send + std::fmt::Debug {
    /// Appends a line and has it on the disk before it returns. After an error the log is as it was
    /// before.
    fn append(&mut self, line: &[u8], sequence: u64) -> io::Result<()>;

    /// The files with the log's lines, the oldest first.
    fn files(&self) -> io::Result<Vec<PathBuf>>;
}

/// Why the log can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process writes to it.
    #[error("another process has the audit log {0} open; name another file with --audit-file")]
    InUse(PathBuf),
    /// It can't be read or written.
    #[error("the audit log {0} can't be used: {1}")]
    Io(PathBuf, io::Error),
}

/// The log in a file, with its older parts beside it.
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
    file: File,
    length: u64,
    full: u64,
    /// The file may hold a part of a line that could not be taken back.
    dirty: bool,
}

/// What opening a log found.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: FileStore,
    /// The chain as far as the log goes.
    pub verifier: Verifier,
    /// Where a torn last line was moved.
    pub torn: Option<PathBuf>,
    /// The intents that have no outcome: the process ended in between.
    pub unresolved: Vec<AuditRecord>,
}

impl FileStore {
    /// Opens or creates the log, for this process alone.
    pub fn open(path: &Path) -> Result<Opened, OpenError> {
        let refused = |error| OpenError::Io(path.to_owned(), error);
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            create_private_dir(parent).map_err(refused)?;
        }
        let mut file = open_private(path).map_err(refused)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(refused(error)),
        }
        let torn = torn::move_aside(path, &mut file).map_err(refused)?;
        let mut verifier = Verifier::default();
        let mut unresolved = Vec::new();
        for part in parts(path).map_err(refused)? {
            chain::read(&part, &mut verifier, |record| keep_unfinished(&mut unresolved, record))
                .map_err(refused)?;
        }
        let length = file.seek(SeekFrom::End(0)).map_err(refused)?;
        let store = Self { path: path.to_owned(), file, length, full: FULL, dirty: false };
        Ok(Opened { store, verifier, torn, unresolved })
    }

    /// The same with a smaller size of a full file.
    #[cfg(test)]
    pub(crate) fn with_full(self, full: u64) -> Self {
        Self { full, ..self }
    }

    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        let mut text = Vec::with_capacity(line.len() + 1);
        text.extend_from_slice(line);
        text.push(b'\n');
        self.file.write_all(&text)?;
        self.file.sync_data()?;
        self.length += text.len() as u64;
        Ok(())
    }

    fn take_back(&mut self) -> io::Result<()> {
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.sync_data()?;
        self.dirty = false;
        Ok(())
    }

    /// Puts the full file aside under the number of its last record.
    fn rotate(&mut self, last_sequence: u64) -> io::Result<()> {
        let aside = part_name(&self.path, last_sequence);
        std::fs::rename(&self.path, &aside)?;
        let file = open_private(&self.path).and_then(|file| {
            file.try_lock().map_err(io::Error::from)?;
            sync_dir_of(&self.path)?;
            Ok(file)
        });
        match file {
            Ok(file) => {
                self.file = file;
                self.length = 0;
                Ok(())
            }
            Err(error) => {
                std::fs::rename(&aside, &self.path)?;
                Err(error)
            }
        }
    }
}

impl Store for FileStore {
    fn append(&mut self, line: &[u8], sequence: u64) -> io::Result<()> {
        if self.dirty {
            self.take_back()?;
        }
        if self.length >= self.full {
            self.rotate(sequence.saturating_sub(1))?;
        }
        self.write(line).inspect_err(|_| {
            self.dirty = true;
            // Tried again before the next line if it does not work now.
            let _ = self.take_back();
        })
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        parts(&self.path)
    }
}

/// Keeps the newest record of each attempt, and of each of its steps, that is not finished: what the
/// next process takes up.
pub fn keep_unfinished(unresolved: &mut Vec<AuditRecord>, record: AuditRecord) {
    if matches!(record.event, AuditEvent::Refusal | AuditEvent::DryRun) {
        return;
    }
    unresolved.retain(|it| (&it.attempt, &it.resource) != (&record.attempt, &record.resource));
    if record.state().is_open() {
        unresolved.push(record);
    }
}

/// The log's older parts and the log itself, the oldest first.
pub fn parts(path: &Path) -> io::Result<Vec<PathBuf>> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut older = Vec::new();
    for entry in std::fs::read_dir(parent.unwrap_or(Path::new(".")))? {
        let entry = entry?;
        let sequence = entry
            .file_name()
            .to_string_lossy()
            .strip_prefix(&name)
            .and_then(|rest| rest.strip_prefix(".to-")?.parse::<u64>().ok());
        if let Some(sequence) = sequence {
            older.push((sequence, entry.path()));
        }
    }
    older.sort();
    Ok(older.into_iter().map(|(_, path)| path).chain([path.to_owned()]).collect())
}

fn part_name(path: &Path, last_sequence: u64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".to-{last_sequence:012}"));
    name.into()
}

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    sync_dir_of(path)?;
    Ok(file)
}

fn create_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A new name is only on the disk when its directory is.
fn sync_dir_of(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::ChainStatus;

    fn line(sequence: u64, previous: &str) -> Vec<u8> {
        format!(
            r#"{{"sequence":{sequence},"time":"t","event":"intent","attempt":"a","who":"w","session":"s","region":"r","operation":"DeleteCluster","resource":"c","confirmationMatched":true,"previous":"{previous}"}}"#
        )
        .into_bytes()
    }

    /// Appends so many lines to whatever is there.
    fn fill(store: &mut FileStore, verifier: &Verifier, count: u64) {
        let mut previous = verifier.previous().to_owned();
        for sequence in verifier.sequence() + 1..=verifier.sequence() + count {
            let line = line(sequence, &previous);
            store.append(&line, sequence).unwrap();
            previous = chain::hash(&line);
        }
    }

    #[test]
    fn a_full_file_is_put_aside_and_the_chain_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state").join("audit.jsonl");
        let opened = FileStore::open(&path).unwrap();
        let mut store = opened.store.with_full(600);
        fill(&mut store, &opened.verifier, 10);
        let files = store.files().unwrap();
        assert!(files.len() > 2, "{files:?}");
        drop(store);
        let opened = FileStore::open(&path).unwrap();
        assert_eq!(opened.verifier.status(), ChainStatus::Verified { records: 10 });
        let mut store = opened.store;
        fill(&mut store, &opened.verifier, 3);
        let (status, _) = chain::verify_files(&store.files().unwrap()).unwrap();
        assert_eq!(status, ChainStatus::Verified { records: 13 });
        // Without an older part the chain has no start.
        std::fs::remove_file(&files[0]).unwrap();
        let (status, file) = chain::verify_files(&store.files().unwrap()).unwrap();
        assert!(matches!(status, ChainStatus::Broken { line: 1, .. }), "{status:?}");
        assert_eq!(file.as_ref(), Some(&files[1]));
    }

    #[test]
    fn a_torn_line_after_a_rotation_is_mended_and_the_chain_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("audit.jsonl");
        let opened = FileStore::open(&path).unwrap();
        let mut store = opened.store.with_full(600);
        fill(&mut store, &opened.verifier, 7);
        drop(store);
        let text = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&text[..], &b"{\"sequence\":8,\"ti"[..]].concat()).unwrap();
        let opened = FileStore::open(&path).unwrap();
        assert!(opened.torn.is_some());
        let mut store = opened.store.with_full(600);
        fill(&mut store, &opened.verifier, 3);
        let files = store.files().unwrap();
        assert!(files.len() > 2 && !files.contains(&opened.torn.unwrap()), "{files:?}");
        let (status, _) = chain::verify_files(&files).unwrap();
        assert_eq!(status, ChainStatus::Verified { records: 10 });
    }

    #[test]
    fn one_process_has_it_for_itself_and_nobody_else_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("audit.jsonl");
        let first = FileStore::open(&path).unwrap();
        assert!(matches!(FileStore::open(&path), Err(OpenError::InUse(_))));
        drop(first);
        assert!(FileStore::open(&path).is_ok());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn torn_lines_are_moved_aside_and_none_is_lost() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("audit.jsonl");
        let whole = line(1, chain::FIRST_PREVIOUS);
        for (number, tail) in [&b"{\"seq"[..], &b"\xff\xfe"[..]].into_iter().enumerate() {
            let text = [&whole[..], b"\n", tail].concat();
            std::fs::write(&path, &text).unwrap();
            let opened = FileStore::open(&path).unwrap();
            let torn = opened.torn.unwrap();
            assert!(torn.to_string_lossy().ends_with(&format!(".torn-{}", number + 1)));
            assert_eq!(std::fs::read(&torn).unwrap(), tail);
            assert_eq!(opened.verifier.status(), ChainStatus::Verified { records: 1 });
        }
    }
}
