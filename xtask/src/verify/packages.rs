//! Programs that the tests need beyond Rust: PostgreSQL, a browser with its driver, Python, and what plays
//! voice notes.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::postgres;
use crate::python;
use crate::shell::{self, say};

/// A browser that tests can drive.
pub(super) struct Browser {
    pub(super) chromium: PathBuf,
    pub(super) chromedriver: PathBuf,
}

/// The browser and its driver, by any of the names that distributions give them.
pub(super) fn browser() -> anyhow::Result<Browser> {
    let chromium = shell::which(&[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/snap/bin/chromium",
    ])
    .context("no Chromium found")?;
    let chromedriver = shell::which(&[
        "chromedriver",
        "chromium.chromedriver",
        "/usr/lib/chromium/chromedriver",
        "/usr/lib/chromium-browser/chromedriver",
        "/snap/bin/chromium.chromedriver",
    ])
    .context("no chromedriver found")?;
    Ok(Browser { chromium, chromedriver })
}

/// Installs what is missing, where we may; else says which command does.
pub(super) fn install() -> anyhow::Result<()> {
    install_missing(missing)
}

/// The same for programs that only some checks need, each with the package that has it.
pub(super) fn install_also(programs: &[(&str, &str)]) -> anyhow::Result<()> {
    install_missing(|| {
        let missing = programs.iter().filter(|(program, _)| shell::which(&[*program]).is_none());
        missing.map(|(_, package)| (*package).to_owned()).collect()
    })
}

fn install_missing(what: impl Fn() -> Vec<String>) -> anyhow::Result<()> {
    let missing = what();
    if missing.is_empty() {
        return Ok(());
    }
    let apt = ["apt-get", "install", "-y", "--no-install-recommends"];
    let by_hand = format!("apt-get update && {} {}", apt.join(" "), missing.join(" "));
    let as_root: &[&str] = if is_root() {
        &[]
    } else if shell::succeeds(shell::command("sudo").args(["-n", "true"])) {
        &["sudo", "-n"]
    } else {
        bail!("the tests need: {}. Run as root:\n    {by_hand}", missing.join(", "));
    };
    if shell::which(&["apt-get"]).is_none() {
        bail!(
            "the tests need PostgreSQL 15 or later, Chromium with chromedriver, Python 3 with venv, \
             and opus-tools, and there is no apt-get to install them. On Debian they are: {}",
            missing.join(", ")
        );
    }
    say(format_args!("installing {}", missing.join(", ")));
    let run = |words: &[&str]| {
        let words: Vec<&str> = as_root
            .iter()
            .chain(["env", "DEBIAN_FRONTEND=noninteractive"].iter())
            .chain(words)
            .copied()
            .collect();
        shell::run(shell::command(words[0]).args(&words[1..]))
    };
    run(&["apt-get", "update"])?;
    let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
    run(&[&apt[..], &missing[..]].concat())
        .with_context(|| format!("install them by hand, as root:\n    {by_hand}"))?;
    match what() {
        still if still.is_empty() => Ok(()),
        still => bail!("still missing after the installation: {}", still.join(", ")),
    }
}

/// The Debian or Ubuntu packages of what cannot be found.
fn missing() -> Vec<String> {
    let ubuntu = fs::read_to_string("/etc/os-release")
        .is_ok_and(|release| release.lines().any(|line| line == "ID=ubuntu"));
    let mut packages = Vec::new();
    if postgres::programs().is_none() {
        packages.push("postgresql");
    }
    if browser().is_err() {
        packages.extend(if ubuntu {
            ["chromium-browser", "chromium-chromedriver"]
        } else {
            ["chromium", "chromium-driver"]
        });
    }
    if shell::which(&["opusdec"]).is_none() || shell::which(&["opusinfo"]).is_none() {
        packages.push("opus-tools");
    }
    if python::interpreter().is_none() {
        packages.extend(["python3", "python3-venv"]);
    }
    packages.into_iter().map(str::to_owned).collect()
}

/// Whether we run as root.
pub(super) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}
