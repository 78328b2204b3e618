//! The import of a million messages by the binary, as a user would do it.

use std::fs;

use super::process;
use super::synthetic::{self, Export};
use super::table::{Row, mebibytes};
use crate::shell;

const MESSAGES: u32 = 1_000_000;

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    let binary = process::release_binary()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("result.json");
    synthetic::write(&file, &Export { messages: MESSAGES, chats: 400, seed: 1 })?;
    let size = fs::metadata(&file)?.len() >> 20;
    let taken = process::run(
        shell::command(binary)
            .arg("import")
            .arg(&file)
            .arg("--data")
            .arg(folder.path().join("data")),
    )?;
    Ok(vec![
        Row::new(
            format!("import of {MESSAGES} messages ({size} MiB of JSON)"),
            format!("{:.1} s", taken.time.as_secs_f64()),
            "under 30 s",
        ),
        Row::new("its peak memory", mebibytes(taken.peak), "under 300 MB"),
    ])
}
