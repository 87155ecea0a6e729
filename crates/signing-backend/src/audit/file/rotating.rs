//! A full file is put aside, and a new one continues the chain.

use std::io;

use super::FileStore;
use crate::{
    audit::{
        parts::part_name,
        room::{self, Means},
    },
    private_file::{self, Access, Identity, Stamp},
};

impl FileStore {
    /// Puts the full file aside under the number of its last record. What is set aside in it is set
    /// aside in the new one.
    pub(super) fn rotate(&mut self, last_sequence: u64) -> io::Result<()> {
        let aside = part_name(&self.path, last_sequence);
        let room = self.reserved - self.length;
        let tail = self.tail.clone();
        let mut end = tail.lock();
        std::fs::rename(&self.path, &aside)?;
        let mut means = Means::default();
        let begun = private_file::open(&self.path, Access::AppendNew)
            .map_err(io::Error::from)
            .and_then(|file| {
                file.try_lock().map_err(io::Error::from)?;
                if room > 0 {
                    room::set_aside(&file, &mut means, 0, 0, room)?;
                }
                private_file::sync_folder_of(&self.path)?;
                let found = file.metadata()?;
                Ok((file, found))
            });
        let (file, found) = match begun {
            Ok(begun) => begun,
            Err(error) => {
                // In the place of the one that was begun.
                std::fs::rename(&aside, &self.path)?;
                return Err(error);
            }
        };
        let full = std::mem::replace(&mut self.file, file);
        let _ = full.set_len(self.length);
        (self.length, self.reserved, self.means) = (0, room, means);
        self.stamp = Stamp::of(&found);
        (end.identity, end.stamp) = (Identity::of(&found), self.stamp);
        (end.length, end.at_most) = (0, self.size());
        Ok(())
    }
}
