//! The memory of a server that has the demo's history and nothing to do.

use std::sync::mpsc;
use std::time::Duration;

use anyhow::bail;

use super::process::{self, Running};
use super::table::{Row, mebibytes};
use crate::shell;

/// How long the memory must stay as it is to count as idle, and how often it is looked at.
const STILL: Duration = Duration::from_secs(1);

/// A server that never comes to rest.
const ROUNDS: usize = 60;

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    let binary = process::release_binary()?;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    shell::run(shell::command(&binary).args(["import", "demo/result.json", "--data"]).arg(&data))?;
    let server = Running::start(
        shell::command(&binary).args(["serve", "--http", "127.0.0.1:0", "--data"]).arg(&data),
    )?;
    let idle = idle(&server)?;
    let peak = server.memory("VmHWM")?;
    Ok(vec![
        Row::new("idle `aitwin serve`, resident memory", mebibytes(idle), "under 60 MB"),
        Row::new("its peak since the start", mebibytes(peak), ""),
    ])
}

/// The resident memory once it no longer changes.
fn idle(server: &Running) -> anyhow::Result<u64> {
    // Nobody sends: the timeout is the interval.
    let (_keep, interval) = mpsc::channel::<()>();
    let mut before = server.memory("VmRSS")?;
    for _ in 0..ROUNDS {
        let _ = interval.recv_timeout(STILL);
        let now = server.memory("VmRSS")?;
        if now == before {
            return Ok(now);
        }
        before = now;
    }
    bail!("the memory of the idle server never came to rest");
}
