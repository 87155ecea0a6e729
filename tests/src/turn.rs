//! Whose turn it is to have a browser. Test binaries run at once, so this is settled by files and not in
//! one process; a process that ends gives its turn back in any case.

use std::{
    fs::{self, File},
    time::Duration,
};

use test_limits::{eventually_within, restart};

use crate::artifacts;

/// More of them would wait for each other on a small machine.
const AT_ONCE: u8 = 2;
/// Each of those before has the limit of its own test.
const PATIENCE: Duration = Duration::from_mins(40);

/// The right to have a browser, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn(#[expect(dead_code, reason = "it is locked while it is open")] File);

impl Turn {
    /// Waits for it. The time does not count as the test's own.
    pub(crate) async fn wait() -> Self {
        let folder = artifacts::target().join("browsers");
        fs::create_dir_all(&folder).expect("the target folder is writable");
        let place = |number: u8| {
            File::create(folder.join(number.to_string())).expect("the target folder is writable")
        };
        let places: Vec<File> = (0..AT_ONCE).map(place).collect();
        let what = "a turn: other tests have the browsers";
        let free = async || places.iter().position(|place| place.try_lock().is_ok());
        let mine = eventually_within(PATIENCE, what, free).await;
        restart();
        Self(places.into_iter().nth(mine).expect("one of the places"))
    }
}
