use super::*;
use std::os::unix::fs::{PermissionsExt as _, symlink};

fn refusal(path: &Path) -> String {
    open(path, Access::Append).unwrap_err().to_string()
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn only_a_regular_file_is_opened() {
    let dir = tempfile::tempdir().unwrap();
    assert!(refusal(Path::new("/dev/null")).contains("a character device"));
    assert!(refusal(Path::new("/dev/full")).contains("a character device"));
    assert!(refusal(dir.path()).contains("a folder"));
    let fifo = dir.path().join("fifo");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &fifo,
        rustix::fs::FileType::Fifo,
        Mode::RUSR | Mode::WUSR,
        0,
    )
    .unwrap();
    assert!(refusal(&fifo).contains("a FIFO"));
    let socket = dir.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    assert!(refusal(&socket).contains("a socket"));
}

#[test]
fn links_are_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("target");
    for exists in [false, true] {
        let link = dir.path().join(format!("link-{exists}"));
        symlink(&target, &link).unwrap();
        assert!(refusal(&link).contains("symbolic link"));
        assert_eq!(target.exists(), exists);
        std::fs::write(&target, "").unwrap();
    }
}

#[test]
fn a_file_that_others_have_access_to_is_refused_and_a_new_one_is_private() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    drop(open(&path, Access::Append).unwrap());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    for mode in [0o640, 0o604, 0o620, 0o602, 0o666] {
        set_mode(&path, mode);
        assert!(refusal(&path).contains(&format!("{mode:04o}")), "{mode:o}");
    }
    set_mode(&path, 0o400);
    assert!(open(&path, Access::Read).is_ok());
}

#[test]
fn a_folder_that_others_can_write_to_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    for (mode, private) in
        [(0o700, true), (0o755, true), (0o770, false), (0o707, false), (0o1777, false)]
    {
        set_mode(dir.path(), mode);
        assert_eq!(check_folder_of(&path).is_ok(), private, "{mode:o}");
    }
}
