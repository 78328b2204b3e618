//! Chores of the repository, run as `cargo xtask <chore>`. Each lives in a module of its own.

mod audit;
mod bench;
mod generate;
mod local_model;
mod python;
mod redteam;
mod screenshots;
mod shell;
mod tidy;
mod verify;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Chores of the AI Twin repository.
#[derive(Parser)]
#[command(name = "xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Run every check there is: what `cargo verify` does.
    Verify(verify::Args),
    /// Run a command with what the tests need around it: PostgreSQL, Python, a browser.
    With(verify::WithArgs),
    /// Ask the API everything that schemathesis makes up: what `cargo verify --long` does more.
    Api(verify::ApiArgs),
    /// Look for known weaknesses of what we depend on; needs the database of them, from GitHub.
    Audit(audit::Args),
    /// Check the rules of the house: arrows between crates, words, lengths, licences.
    Tidy(tidy::Args),
    /// Measure speed, memory and size on this machine, and print a table.
    Bench(bench::Args),
    /// Set a hijacked model and strangers' messages on the twin's guard, and print what came of it.
    Redteam(redteam::Args),
    /// Serve a small language model on this machine, to try twins with a model on.
    LocalModel(local_model::Args),
    /// Take the README's pictures from a running demo.
    Screenshots(screenshots::Args),
    /// Write demo/result.json from the hand-written chats in demo/history.
    Generate(generate::Args),
}

fn main() -> ExitCode {
    let done = match Cli::parse().chore {
        Chore::Verify(args) => verify::run(&args),
        Chore::With(args) => verify::with(&args),
        Chore::Api(args) => verify::api(&args),
        Chore::Audit(args) => audit::run(&args),
        Chore::Tidy(args) => tidy::run(&args),
        Chore::Bench(args) => bench::run(&args),
        Chore::Redteam(args) => redteam::run(&args),
        Chore::LocalModel(args) => local_model::run(&args),
        Chore::Screenshots(args) => screenshots::run(&args),
        Chore::Generate(args) => generate::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
