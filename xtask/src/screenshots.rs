//! `xtask screenshots`: the README's pictures, taken from a running demo in a headless Chromium, and those of other pages beside them. The
//! work is done by a program of `tests/e2e`, which knows how to drive a browser.

use anyhow::bail;

use crate::shell::{self, cargo};

/// Options of `xtask screenshots`.
#[derive(clap::Args)]
pub(crate) struct Args {}

/// Builds the server and takes the pictures.
pub(crate) fn run(_: &Args) -> anyhow::Result<()> {
    // Without such a font the chats' emoji are empty boxes.
    let emoji = shell::output(shell::command("fc-list").arg(":lang=und-zsye")).unwrap_or_default();
    if emoji.is_empty() {
        bail!(
            "no font has emoji. Run as root:\n    apt-get install fonts-noto-color-emoji fontconfig"
        );
    }
    shell::run(cargo().args(["build", "--locked", "--package", "aitwin"]))?;
    shell::run(cargo().args(["run", "--locked", "--package", "e2e", "--bin", "screenshots"]))
}
