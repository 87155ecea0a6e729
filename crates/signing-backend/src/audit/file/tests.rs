//! The log in files: rotation, torn lines, room, and what somebody else does to it.

use std::{
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
};

use backend_api::ChainStatus;

use super::*;
use crate::audit::{Verifier, chain::Unhurried, parts, verify_files};

fn line(sequence: u64, previous: &str) -> Vec<u8> {
    format!(
        r#"{{"sequence":{sequence},"time":"t","event":"intent","attempt":"a{sequence}","who":"w","session":"s","region":"r","operation":"DeleteCluster","resource":"c","confirmationMatched":true,"previous":"{previous}"}}"#
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

/// A file that only this user can read, as the log writes them.
fn write_private(path: &Path, text: &[u8]) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn a_full_file_is_put_aside_and_the_chain_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("state").join("audit.jsonl");
    let opened = FileStore::open(&path).unwrap();
    let mut store = opened.store.with_full(600);
    fill(&mut store, &opened.verifier, 10);
    let files = parts(&path).unwrap();
    assert!(files.len() > 2, "{files:?}");
    drop(store);
    let opened = FileStore::open(&path).unwrap();
    assert_eq!(opened.verifier.status(), ChainStatus::Verified { records: 10 });
    let mut store = opened.store;
    fill(&mut store, &opened.verifier, 3);
    let (status, _) = verify_files(&parts(&path).unwrap()).unwrap();
    assert_eq!(status, ChainStatus::Verified { records: 13 });
    // Without an older part the chain has no start.
    std::fs::remove_file(&files[0]).unwrap();
    let (status, file) = verify_files(&parts(&path).unwrap()).unwrap();
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
    let files = parts(&path).unwrap();
    assert!(files.len() > 2 && !files.contains(&opened.torn.unwrap()), "{files:?}");
    let (status, _) = verify_files(&files).unwrap();
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
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn torn_lines_are_moved_aside_and_none_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("audit.jsonl");
    let whole = line(1, chain::FIRST_PREVIOUS);
    for (number, tail) in [&b"{\"seq"[..], &b"\xff\xfe"[..]].into_iter().enumerate() {
        let text = [&whole[..], b"\n", tail].concat();
        write_private(&path, &text);
        let opened = FileStore::open(&path).unwrap();
        let torn = opened.torn.unwrap();
        assert!(torn.to_string_lossy().ends_with(&format!(".torn-{}", number + 1)));
        assert_eq!(std::fs::read(&torn).unwrap(), tail);
        assert_eq!(std::fs::metadata(&torn).unwrap().mode() & 0o777, 0o600);
        assert_eq!(opened.verifier.status(), ChainStatus::Verified { records: 1 });
    }
}

#[test]
fn what_others_can_read_write_or_replace_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("audit.jsonl");
    let opened = FileStore::open(&path).unwrap();
    let mut store = opened.store.with_full(600);
    fill(&mut store, &opened.verifier, 10);
    drop(store);
    drop(FileStore::open(&path).unwrap());
    let refusal = || FileStore::open(&path).map(drop).unwrap_err().to_string();
    let set_mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let part = parts(&path).unwrap().remove(0);
    let remembered = dir.path().join("audit.jsonl.verified");
    for file in [&path, &part, &remembered] {
        assert!(FileStore::open(&path).is_ok());
        set_mode(file, 0o666);
        assert!(refusal().contains("its mode is 0666"), "{}: {}", file.display(), refusal());
        set_mode(file, 0o600);
        let moved = dir.path().join("moved");
        std::fs::rename(file, &moved).unwrap();
        std::os::unix::fs::symlink(&moved, file).unwrap();
        assert!(refusal().contains("a symbolic link"), "{}: {}", file.display(), refusal());
        std::fs::rename(&moved, file).unwrap();
    }
    set_mode(dir.path(), 0o777);
    assert!(refusal().contains("can replace files in its folder"), "{}", refusal());
    set_mode(dir.path(), 0o700);
    assert!(FileStore::open(&path).is_ok());
}

/// What the file takes on the disk beyond its length, in bytes.
fn room_of(store: &FileStore) -> u64 {
    let found = store.file.metadata().unwrap();
    (found.blocks() * 512).saturating_sub(found.len())
}

#[test]
fn room_is_allocated_out_of_sight_moves_on_with_the_file_and_is_given_back() {
    const ROOM: u64 = 100_000;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("audit.jsonl");
    let opened = FileStore::open(&path).unwrap();
    let mut store = opened.store.with_full(400);
    fill(&mut store, &opened.verifier, 2);
    store.make_room(ROOM).unwrap();
    assert!(room_of(&store) >= ROOM - 4096, "{}", room_of(&store));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.ends_with("}\n"));
    // The third one is in a new file.
    let previous = chain::hash(text.lines().last().unwrap().as_bytes());
    fill(&mut store, &Verifier::after(2, 2, previous), 1);
    let files = parts(&path).unwrap();
    assert_eq!(files.len(), 2);
    let full = std::fs::metadata(&files[0]).unwrap();
    assert!(full.blocks() * 512 < ROOM, "the full file gave its room back");
    assert!(room_of(&store) >= ROOM - 4096 - 1000, "{}", room_of(&store));
    store.give_back();
    assert!(room_of(&store) < 4096 * 2, "{}", room_of(&store));
    assert!(store.check().is_ok());
    assert_eq!(verify_files(&files).unwrap().0, ChainStatus::Verified { records: 3 });
}

#[test]
fn where_room_is_spaces_lines_take_their_place_and_nobody_takes_them_for_a_line() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("audit.jsonl");
    let opened = FileStore::open(&path).unwrap();
    let mut store = opened.store.with_padding();
    store.make_room(5000).unwrap();
    fill(&mut store, &opened.verifier, 2);
    store.check().unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 5000);
    let verified = || verify_files(&parts(&path).unwrap()).unwrap().0;
    assert_eq!(verified(), ChainStatus::Verified { records: 2 });
    let end = store.tail().unwrap().end();
    let mut reader = store.verified().unwrap();
    assert_eq!(reader.advance(&end, &Unhurried).unwrap(), ChainStatus::Verified { records: 2 });
    // The process ends here; the next one gives the room back.
    drop(store);
    let opened = FileStore::open(&path).unwrap();
    assert!(opened.torn.is_none());
    assert!(std::fs::read_to_string(&path).unwrap().ends_with("}\n"));
    let mut store = opened.store.with_padding();
    store.make_room(100).unwrap();
    store.give_back();
    assert!(std::fs::read_to_string(&path).unwrap().ends_with("}\n"));
}

#[test]
fn a_file_that_somebody_else_changed_is_noticed_before_a_line_is_written() {
    type Change = fn(&Path);
    let change: [(&str, Change); 4] = [
        ("was removed", |path| std::fs::remove_file(path).unwrap()),
        ("was removed", |path| std::fs::rename(path, path.with_extension("old")).unwrap()),
        ("was replaced", |path| {
            let text = std::fs::read(path).unwrap();
            std::fs::remove_file(path).unwrap();
            // So that the new file doesn't get the inode of the old one.
            write_private(&path.with_extension("other"), b"");
            write_private(path, &text);
        }),
        ("bytes", |path| {
            let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
            file.set_len(100).unwrap();
        }),
    ];
    for (words, change) in change {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("audit.jsonl");
        let opened = FileStore::open(&path).unwrap();
        let mut store = opened.store;
        fill(&mut store, &opened.verifier, 2);
        store.check().unwrap();
        change(&path);
        let found = store.check().unwrap_err().to_string();
        assert!(found.contains(words), "{found}");
    }
}
