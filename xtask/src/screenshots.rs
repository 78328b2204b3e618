//! `xtask screenshots`: the README's pictures, taken from a running demo in a headless Chromium. The
//! work is done by a program of `tests/e2e`, which knows how to drive a browser.

use crate::shell::{self, cargo};

/// Options of `xtask screenshots`.
#[derive(clap::Args)]
pub(crate) struct Args {}

/// Builds the server and takes the pictures.
pub(crate) fn run(_: &Args) -> anyhow::Result<()> {
    shell::run(cargo().args(["build", "--locked", "--package", "aitwin"]))?;
    shell::run(cargo().args([
        "run",
        "--locked",
        "--package",
        "e2e",
        "--bin",
        "screenshots",
    ]))
}
