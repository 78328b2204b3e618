//! `xtask audit`: known weaknesses of what we depend on, by cargo-audit.
//!
//! The database of them is a repository on GitHub and in none of the registries that `cargo verify` uses, so
//! it is a chore of its own, for machines that reach it or have a copy.

use std::path::PathBuf;

use anyhow::Context as _;

use crate::{python, shell};

/// Options of `xtask audit`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A copy of the database, instead of fetching it: a clone of <https://github.com/RustSec/advisory-db>.
    #[arg(long, value_name = "FOLDER")]
    db: Option<PathBuf>,
}

/// Looks every dependency up.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut audit = python::program("cargo-audit", "audit-venv", "xtask/src/verify/audit.txt")?;
    audit.args(["audit", "--deny", "warnings"]);
    if let Some(db) = &args.db {
        audit.args(["--no-fetch", "--db"]).arg(db);
    }
    shell::run(&mut audit).with_context(|| {
        if args.db.is_some() {
            "cargo-audit found what is told above, or the folder is no clone of advisory-db"
        } else {
            "cargo-audit found what is told above, or could not fetch its database from GitHub: then clone \
             https://github.com/RustSec/advisory-db where that is reached, and name the folder with --db"
        }
    })
}
