//! A gzipped tar archive that depends on nothing but what is in it: sorted, one time, no owner.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    compress,
    error::{Error, Result},
};

/// An archive that is being gathered.
#[derive(Debug)]
pub(super) struct Archive {
    root: String,
    time: u64,
    files: BTreeMap<String, (u32, Vec<u8>)>,
}

impl Archive {
    /// An archive of one folder, whose files all are of this time.
    pub(super) fn new(root: &str, time: u64) -> Self {
        Self { root: root.to_owned(), time, files: BTreeMap::new() }
    }

    /// Adds a file.
    pub(super) fn file(&mut self, name: &str, path: &Path) -> Result<()> {
        self.add(name, path, 0o644)
    }

    /// Adds a file that can be run.
    pub(super) fn program(&mut self, name: &str, path: &Path) -> Result<()> {
        self.add(name, path, 0o755)
    }

    /// Adds everything below a folder.
    pub(super) fn folder(&mut self, name: &str, path: &Path) -> Result<()> {
        for entry in fs::read_dir(path).map_err(Error::file(path))? {
            let entry = entry.map_err(Error::file(path))?;
            let below = entry.file_name().to_string_lossy().into_owned();
            let below = if name.is_empty() { below } else { format!("{name}/{below}") };
            if entry.path().is_dir() {
                self.folder(&below, &entry.path())?;
            } else {
                let script = entry.path().extension().is_some_and(|extension| extension == "sh");
                self.add(&below, &entry.path(), if script { 0o755 } else { 0o644 })?;
            }
        }
        Ok(())
    }

    fn add(&mut self, name: &str, path: &Path, mode: u32) -> Result<()> {
        let content = fs::read(path).map_err(Error::file(path))?;
        self.files.insert(format!("{}/{name}", self.root), (mode, content));
        Ok(())
    }

    /// Writes the archive, and beside it a file for `sha256sum --check`.
    pub(super) fn write(&self, path: &Path) -> Result<PathBuf> {
        let bytes = compress::gzip(&self.tar().map_err(Error::file(path))?);
        fs::write(path, &bytes).map_err(Error::file(path))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let sums = path.with_file_name(format!("{name}.sha256"));
        let sum = super::names::sha256(&bytes);
        fs::write(&sums, format!("{sum}  {name}\n")).map_err(Error::file(&sums))?;
        Ok(path.to_path_buf())
    }

    fn tar(&self) -> std::io::Result<Vec<u8>> {
        let mut tar = tar::Builder::new(Vec::new());
        for (name, (mode, content)) in &self.files {
            let mut header = tar::Header::new_gnu();
            header.set_mode(*mode);
            header.set_mtime(self.time);
            header.set_size(content.len() as u64);
            tar.append_data(&mut header, name, content.as_slice())?;
        }
        tar.into_inner()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_make_the_same_archive_whenever_and_in_any_order() {
        let folder = std::env::temp_dir().join(format!("archive-{}", std::process::id()));
        fs::create_dir_all(folder.join("in")).unwrap();
        fs::write(folder.join("in/upload.sh"), "#!/bin/sh\n").unwrap();
        fs::write(folder.join("in/a.txt"), "a").unwrap();
        let made = |first: &str, second: &str, out: &str| {
            let mut archive = Archive::new("x-1.0", 1_700_000_000);
            archive.program(first, &folder.join("in/a.txt")).unwrap();
            archive.program(second, &folder.join("in/a.txt")).unwrap();
            archive.folder("more", &folder.join("in")).unwrap();
            let path = archive.write(&folder.join(out)).unwrap();
            // Also after the files were touched.
            fs::write(folder.join("in/a.txt"), "a").unwrap();
            path
        };
        let one = made("p", "q", "one.tar.gz");
        let two = made("q", "p", "two.tar.gz");
        assert_eq!(fs::read(&one).unwrap(), fs::read(two).unwrap());
        let mut tar = crate::tools::command("tar");
        let listed = crate::process::output(tar.arg("-tvzf").arg(&one)).unwrap();
        assert!(listed.contains("-rwxr-xr-x 0/0") && listed.contains("x-1.0/more/upload.sh"));
        let mut check = crate::tools::command("sha256sum");
        check.current_dir(&folder).args(["--check", "one.tar.gz.sha256"]);
        assert!(crate::process::output(&mut check).is_some());
        fs::remove_dir_all(folder).unwrap();
    }
}
