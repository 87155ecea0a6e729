//! Which files of a folder may be served: regular ones that are inside it, and none that are
//! hidden.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use percent_encoding::percent_decode_str;

/// The page that every path leads to which is not a file.
pub(super) const PAGE: &str = "index.html";

/// A folder whose files are served.
#[derive(Debug)]
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    /// Whether what is found for this path of a URL may be served. What does not exist may: it is
    /// missing, or the page.
    pub(super) fn may_be_served(&self, path: &str) -> bool {
        let Ok(path) = percent_decode_str(path).decode_utf8() else { return false };
        let mut found = self.0.clone();
        for name in path.split('/').filter(|name| !name.is_empty()) {
            if name.starts_with('.') {
                return false;
            }
            found.push(name);
        }
        if found.is_dir() {
            found.push(PAGE);
        }
        [&found, &self.0.join(PAGE)].into_iter().all(|file| self.is_one_of_ours(file))
    }

    /// Whether the file, and what it was compressed to beside it, are missing or regular files
    /// inside the folder. To open a pipe would hang; a link could lead anywhere.
    fn is_one_of_ours(&self, file: &Path) -> bool {
        let Ok(folder) = self.0.canonicalize() else { return false };
        ["", ".br", ".gz"].into_iter().all(|ending| {
            let mut name = OsString::from(file);
            name.push(ending);
            match Path::new(&name).canonicalize() {
                Ok(found) => found.starts_with(&folder) && found.is_file(),
                // What can't be found can't be opened either.
                Err(_) => true,
            }
        })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::{fs::symlink, net::UnixListener};

    use super::*;

    #[test]
    fn only_regular_files_inside_of_the_folder() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret"), "").unwrap();
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder(dir.path().to_owned());
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir_all(at("assets/.cache")).unwrap();
        for file in [PAGE, "boot.js", "assets/a.js", "assets/.cache/b.js", ".env", "piped.js"] {
            std::fs::write(at(file), "").unwrap();
        }
        symlink(outside.path().join("secret"), at("secret.js")).unwrap();
        symlink(outside.path(), at("outside")).unwrap();
        symlink(outside.path().join("secret"), at("boot2.js.br")).unwrap();
        std::fs::write(at("boot2.js"), "").unwrap();
        // As a mounted configuration is: a link to a file beside it.
        symlink(at("boot.js"), at("config.json")).unwrap();
        let _socket = UnixListener::bind(at("socket")).unwrap();
        let _compressed = UnixListener::bind(at("piped.js.gz")).unwrap();
        for good in ["/", "/boot.js", "/assets/a.js", "/assets", "/config.json", "/clusters/c-1"] {
            assert!(folder.may_be_served(good), "{good}");
        }
        for bad in [
            "/.env",
            "/%2eenv",
            "/assets/.cache/b.js",
            "/../secret",
            "/secret.js",
            "/outside/secret",
            "/boot2.js",
            "/socket",
            "/piped.js",
            "/%ff",
        ] {
            assert!(!folder.may_be_served(bad), "{bad}");
        }
    }
}
