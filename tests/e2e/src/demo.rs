//! `aitwin demo`, all in one process.

use std::path::Path;

use anyhow::ensure;

use crate::process::Process;
use crate::program::aitwin;

/// A running demo.
pub struct Demo {
    _process: Process,
    /// Its start page without the last slash, e.g. `http://127.0.0.1:8080`.
    pub base: String,
}

impl Demo {
    /// Starts the demo on free ports; returns once its pages are open.
    ///
    /// # Errors
    ///
    /// It does not come up.
    pub async fn start(data: &Path) -> anyhow::Result<Self> {
        Self::start_with(data, &[]).await
    }

    /// Starts it with settings, given as variables.
    ///
    /// # Errors
    ///
    /// It does not come up.
    pub async fn start_with(data: &Path, settings: &[(&str, &str)]) -> anyhow::Result<Self> {
        let any = "127.0.0.1:0";
        let mut command = aitwin(&["demo", "--http", any, "--sandbox-listen", any])?;
        command.args(["--sandbox-control", any]).arg("--data").arg(data);
        command.envs(settings.iter().copied());
        let mut process = Process::start(command)?;
        let base = process.line(|line| line.strip_prefix("open ").map(str::to_owned)).await?;
        ensure!(process.said().contains("sandbox  "), "it does not say where its Telegram is");
        Ok(Self { _process: process, base: base.trim_end_matches('/').to_owned() })
    }
}
