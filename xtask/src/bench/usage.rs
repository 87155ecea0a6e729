//! What a process and its children have used, as /proc tells.

use std::{fs, time::Duration};

use crate::error::{Error, Result};

/// The CPU time of a process and its direct children: nginx works in children.
pub(crate) fn cpu_time(pid: u32) -> Result<Duration> {
    let mut ticks = stat(pid)?.ticks;
    for entry in fs::read_dir("/proc").map_err(Error::file("/proc"))?.flatten() {
        let child = entry.file_name().to_str().and_then(|name| name.parse().ok());
        // Processes end while we look.
        if let Some(found) = child.and_then(|child| stat(child).ok()).filter(|it| it.parent == pid)
        {
            ticks += found.ticks;
        }
    }
    let per_second = rustix::param::clock_ticks_per_second();
    Ok(Duration::from_millis(ticks * 1000 / per_second))
}

/// The resident memory of a process, in MiB.
pub(crate) fn resident_mib(pid: u32) -> Result<f64> {
    let path = format!("/proc/{pid}/status");
    let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
    let kib = text.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next());
    let kib: u32 = kib.and_then(|kib| kib.parse().ok()).unwrap_or(0);
    Ok(f64::from(kib) / 1024.0)
}

struct Stat {
    parent: u32,
    ticks: u64,
}

fn stat(pid: u32) -> Result<Stat> {
    let path = format!("/proc/{pid}/stat");
    let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
    parse(&text).ok_or_else(|| Error::Advice(format!("{path} is not what proc(5) says")))
}

/// Fields 4, 14 and 15 of proc(5); the second, a name in brackets, may hold anything.
fn parse(text: &str) -> Option<Stat> {
    let (_, rest) = text.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
    let parent = u32::try_from(number(4)?).ok()?;
    Some(Stat { parent, ticks: number(14)? + number(15)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_brackets_is_no_field() {
        let line = "7 (a b) c) S 3 7 7 0 -1 4194560 1 2 3 4 50 60 7 8 20 0 1 0 9 10 11";
        let found = parse(line).unwrap();
        assert_eq!((found.parent, found.ticks), (3, 110));
    }

    #[test]
    fn our_own_memory_is_more_than_nothing() {
        assert!(resident_mib(std::process::id()).unwrap() > 0.1);
    }
}
