//! Chores of the repository, run as `cargo xtask <chore>`. Each lives in a module of its own.

mod generate;

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
    /// Write demo/result.json from the hand-written chats in demo/history.
    Generate(generate::Args),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().chore {
        Chore::Generate(args) => generate::run(&args),
    }
}
