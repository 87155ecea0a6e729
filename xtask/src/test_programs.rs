//! Running a package's test programs two at a time: most of them wait for a browser most of the time. Each
//! tells what it printed when it has ended, so that nothing is mixed.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    error::{Error, Result},
    interrupt, process,
    step::duration,
    tools,
};

/// A browser test waits a third of its time, so three of them use two processors: all programs took 16
/// minutes instead of 26.
const AT_ONCE: usize = 3;

/// A test program.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Program {
    name: String,
    file: PathBuf,
}

/// Builds and runs the test programs of a package, each within the limit; `alone` are run one after the
/// other, when the others have ended: they build something, for which they take the whole machine.
pub(crate) fn run(package: &str, folder: &Path, limit: Duration, alone: &[&str]) -> Result<()> {
    let mut build = tools::cargo();
    let messages = "--message-format=json-render-diagnostics";
    build.args(["test", "--package", package, "--no-run", messages]);
    let mut programs = Vec::new();
    process::lines(&mut build, |line| programs.extend(program_in(line)))?;
    programs.sort_by(|one, other| one.name.cmp(&other.name));
    let (last, first): (Vec<_>, _) =
        programs.into_iter().partition(|program| alone.contains(&program.name.as_str()));
    let failed = Mutex::<Vec<String>>::default();
    for (programs, at_once) in [(&first, AT_ONCE), (&last, 1)] {
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| {
                    while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed))
                        && interrupt::check().is_ok()
                    {
                        if let Err(error) = run_one(program, folder, limit) {
                            let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                            failed.push(format!("{}: {error}", program.name));
                        }
                    }
                });
            }
        });
    }
    interrupt::check()?;
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if failed.is_empty() { Ok(()) } else { Err(Error::Advice(failed.join("\n"))) }
}

fn run_one(program: &Program, folder: &Path, limit: Duration) -> Result<()> {
    let printed = program.file.with_extension("printed");
    let start = Instant::now();
    let outcome = File::create(&printed).map_err(Error::file(&printed)).and_then(|file| {
        let mut command = Command::new(&program.file);
        process::run_into(limit, command.current_dir(folder), &file)
    });
    let text = fs::read_to_string(&printed).unwrap_or_default();
    let (name, took) = (&program.name, duration(start.elapsed()));
    // In one piece: others print at the same time.
    let _ = write!(io::stderr().lock(), "\n--- {name} ({took})\n{text}");
    outcome
}

/// The test program that a message of cargo tells of.
fn program_in(line: &str) -> Option<Program> {
    let message: Value = serde_json::from_str(line).ok()?;
    if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
        return None;
    }
    let name = message["target"]["name"].as_str()?.to_owned();
    Some(Program { name, file: message["executable"].as_str()?.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_test_programs_are_run() {
        let test = r#"{"reason": "compiler-artifact", "target": {"name": "guard"},
            "profile": {"test": true}, "executable": "/target/debug/deps/guard-1"}"#;
        let expected = Program { name: "guard".into(), file: "/target/debug/deps/guard-1".into() };
        assert_eq!(program_in(test), Some(expected));
        for other in [
            test.replace("true", "false"),
            test.replace("\"/target/debug/deps/guard-1\"", "null"),
            "{\"reason\": \"build-finished\", \"success\": true}".to_owned(),
            "   Compiling guard".to_owned(),
        ] {
            assert_eq!(program_in(&other), None, "{other}");
        }
    }

    #[test]
    fn a_program_that_fails_is_a_failure() {
        let folder = std::env::temp_dir();
        let file = folder.join(format!("xtask-{}", std::process::id()));
        std::os::unix::fs::symlink("/bin/false", &file).unwrap();
        let program = Program { name: "sad".into(), file: file.clone() };
        let error = run_one(&program, &folder, Duration::from_mins(1)).unwrap_err().to_string();
        assert!(error.contains("exit status: 1"), "{error}");
        fs::remove_file(&file).unwrap();
        fs::remove_file(file.with_extension("printed")).unwrap();
    }
}
