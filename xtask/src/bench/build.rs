//! A clean release build: what somebody who installs from source waits for.

use std::fs;
use std::time::Instant;

use super::table::Row;
use crate::shell::{self, cargo};

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    // Downloads are not counted.
    shell::run(cargo().args(["fetch", "--locked"]))?;
    let target = tempfile::tempdir()?;
    let begun = Instant::now();
    shell::run(
        cargo()
            .args(["build", "--locked", "--release", "--package", "aitwin"])
            .env("CARGO_TARGET_DIR", target.path()),
    )?;
    let took = begun.elapsed().as_secs();
    let size = fs::metadata(target.path().join("release/aitwin"))?.len();
    Ok(vec![
        Row::new("clean release build", format!("{} min {:02} s", took / 60, took % 60), ""),
        Row::new("size of the binary", format!("{:.1} MB", size as f64 / 1e6), ""),
    ])
}
