//! `cargo xtask test`: every check of the project, one after the other, with a summary.

use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::{
    arrows, dist,
    error::{Error, Result},
    interrupt, process, setup, size,
    step::duration,
    test_programs, tools, words, workspace,
};

/// Options of the checks.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Run only these checks.
    #[arg(long, value_delimiter = ',', conflicts_with = "skip")]
    only: Vec<Check>,
    /// Leave these checks out.
    #[arg(long, value_delimiter = ',')]
    skip: Vec<Check>,
}

/// One check, or something that later checks need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Check {
    /// Install what is missing.
    Setup,
    /// `cargo fmt --check`.
    Format,
    /// Imports between modules and packages: no circles, none against the table of rooms.
    Arrows,
    /// Phrases in texts and comments that were rewritten and must not come back.
    Words,
    /// clippy on everything, natively.
    Lint,
    /// clippy on the console, for wasm.
    LintWasm,
    /// Licences, bans and sources of all dependencies.
    Dependencies,
    /// What is known against the dependencies, where the network gives the list.
    Advisories,
    /// Build the console as it is released, into dist/.
    Console,
    /// The size of the first load.
    Size,
    /// All native tests.
    Unit,
    /// The backend with the console inside it.
    OneBinary,
    /// Build the signing backend and the emulator.
    Backend,
    /// The real parts together: Chromium, Firefox, boto3, AWS's SDKs for JavaScript and Rust, moto,
    /// schemathesis, openssl, curl.
    EndToEnd,
}

impl Check {
    /// Checks that can't tell anything unless these went well.
    fn needs(self) -> &'static [Self] {
        match self {
            Self::Size | Self::OneBinary => &[Self::Console],
            Self::Dependencies | Self::Advisories => &[Self::Setup],
            // The crates' tests leave tables that the browser's verdicts are held against.
            Self::EndToEnd => &[Self::Setup, Self::Console, Self::Unit, Self::Backend],
            _ => &[],
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Runs it; answers why it could not look, if it could not.
    fn run(self) -> Result<Option<&'static str>> {
        let done = match self {
            Self::Advisories => return advisories(),
            Self::Setup => {
                setup::run(&setup::Options { browser: true, peers: true })?;
                setup::linters()
            }
            Self::Format => cargo(&["fmt", "--all", "--check"]),
            Self::Arrows => arrows::run(),
            Self::Words => words::run(),
            Self::Lint => lint(&["--workspace", "--all-targets"]),
            Self::LintWasm => lint(&["--package=console-page", "--target=wasm32-unknown-unknown"]),
            Self::Dependencies => {
                // Those of other systems too: no build here has brought them.
                cargo(&["fetch", "--locked"])?;
                cargo(&["deny", "--workspace", "--offline", "check", "licenses", "bans", "sources"])
            }
            Self::Console => dist::build_console(),
            Self::Size => size::run(&size::Options::default()),
            Self::Unit => tests(&["test", "--workspace", "--exclude=end-to-end", "--no-fail-fast"]),
            Self::OneBinary => tests(&[
                "test",
                "--package=signing-backend",
                "--features=embedded-console",
                "--test=backend",
                "embedded::",
            ]),
            Self::Backend => build_backend(),
            Self::EndToEnd => {
                test_programs::run("end-to-end", &workspace::root().join("tests"), TESTS, &BUILDERS)
            }
        };
        done.map(|()| None)
    }
}

/// What RustSec's list knows against the dependencies. The list is not in the checkout, where it would be
/// old the day after, so where there is no way to it nothing is known, and that is said.
fn advisories() -> Result<Option<&'static str>> {
    if process::output(tools::cargo().args(["deny", "fetch", "db"])).is_none() {
        return Ok(Some(NO_LIST));
    }
    cargo(&["deny", "--workspace", "--offline", "check", "advisories"])?;
    Ok(None)
}

const NO_LIST: &str =
    "can't download RustSec's list. Run `cargo deny check advisories` where you can.";

fn lint(what: &[&str]) -> Result<()> {
    cargo(&[&["clippy"], what, &["--", "-D", "warnings"]].concat())
}

/// Builds the signing backend and the emulator.
pub(crate) fn build_backend() -> Result<()> {
    cargo(&[
        "build",
        "--package=signing-backend",
        "--bin=cloudhsm-console",
        "--package=emulator",
        "--bin=cloudhsm-emulator",
    ])
}

/// Every wait in them has a limit of its own; this is for what none of those ends.
const TESTS: Duration = Duration::from_mins(90);

/// Tests that build the console or the backend.
const BUILDERS: [&str; 2] = ["gallery", "out_of_the_door"];

fn tests(arguments: &[&str]) -> Result<()> {
    process::run_within(TESTS, tools::cargo().args(arguments))
}

fn cargo(arguments: &[&str]) -> Result<()> {
    process::run(tools::cargo().args(arguments))
}

/// What came of a check.
enum Outcome {
    Passed(Duration),
    /// It could not look. No failure, and no success that anybody should rest on.
    NotChecked(&'static str),
    Failed(Duration),
    NotRun(Check),
}

/// Runs all checks, also after a failure, so that one run tells everything.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut results: Vec<(Check, Outcome)> = Vec::new();
    for check in chosen(options) {
        let failed = |needed: &Check| {
            results
                .iter()
                .any(|(check, outcome)| check == needed && !matches!(outcome, Outcome::Passed(_)))
        };
        let outcome = match check.needs().iter().copied().find(failed) {
            Some(needed) => Outcome::NotRun(needed),
            None => timed(check)?,
        };
        results.push((check, outcome));
    }
    summary(&results)
}

fn chosen(options: &Options) -> impl Iterator<Item = Check> {
    Check::value_variants().iter().copied().filter(|check| {
        !options.skip.contains(check) && (options.only.is_empty() || options.only.contains(check))
    })
}

fn timed(check: Check) -> Result<Outcome> {
    eprintln!("\n=== {}", check.name());
    let start = Instant::now();
    let outcome = check.run();
    interrupt::check()?;
    Ok(match outcome {
        Ok(None) => Outcome::Passed(start.elapsed()),
        Ok(Some(why)) => Outcome::NotChecked(why),
        Err(error) => {
            eprintln!("error: {error}");
            Outcome::Failed(start.elapsed())
        }
    })
}

fn summary(results: &[(Check, Outcome)]) -> Result<()> {
    println!();
    let mut failures = 0;
    for (check, outcome) in results {
        let told = match outcome {
            Outcome::Passed(took) => format!("ok      {}", duration(*took)),
            Outcome::NotChecked(why) => format!("NOT CHECKED: {why}"),
            Outcome::Failed(took) => format!("FAILED  {}", duration(*took)),
            Outcome::NotRun(needed) => format!("not run, because it needs {}", needed.name()),
        };
        let failed = matches!(outcome, Outcome::Failed(_) | Outcome::NotRun(_));
        failures += usize::from(failed);
        println!("{:<12} {told}", check.name());
    }
    match failures {
        0 => Ok(()),
        1 => Err(Error::Advice("a check did not pass".to_owned())),
        many => Err(Error::Advice(format!("{many} checks did not pass"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_check_needs_runs_before_it() {
        let order = Check::value_variants();
        for (position, check) in order.iter().enumerate() {
            assert!(check.needs().iter().all(|needed| order[..position].contains(needed)));
        }
    }

    #[test]
    fn a_failure_is_never_a_success() {
        let took = Duration::ZERO;
        assert!(summary(&[(Check::Size, Outcome::Passed(took))]).is_ok());
        assert!(summary(&[(Check::Advisories, Outcome::NotChecked("no list"))]).is_ok());
        assert!(summary(&[(Check::Size, Outcome::NotRun(Check::Console))]).is_err());
        assert!(
            summary(&[(Check::Size, Outcome::Failed(took)), (Check::Unit, Outcome::Passed(took))])
                .is_err()
        );
    }
}
