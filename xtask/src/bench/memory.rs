//! The memory of a server with one account connected, which has learnt the demo's history and has
//! nothing to do.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use anyhow::bail;

use super::process::{self, Running};
use super::table::{Row, mebibytes};
use crate::shell;

/// How long the memory must stay as it is to count as idle, and how often it is looked at.
const STILL: Duration = Duration::from_secs(2);

/// A server that never comes to rest.
const ROUNDS: usize = 60;

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    let binary = process::release_binary()?;
    let folder = tempfile::tempdir()?;
    let start = |arguments: &[&str], data: &Path, settings: &[(&str, &OsStr)], sign: &str| {
        let mut command = shell::command(&binary);
        command.args(arguments).arg("--data").arg(data).envs(settings.iter().copied());
        Running::start(&mut command, sign)
    };
    let (data, telegram) = (folder.path(), folder.path().join("telegram"));
    let any = "127.0.0.1:0";
    // The demo makes the accounts and logs the owner in; then each part runs by itself.
    let demo = ["demo", "--http", any, "--sandbox-listen", any, "--sandbox-control", any];
    drop(start(&demo, data, &[], "open ")?);
    let sandbox = ["sandbox", "--listen", any, "--control", any];
    let sandbox = start(&sandbox, &telegram, &[], "listening on ")?;
    let key = telegram.join("public.pem");
    let settings = [
        ("AITWIN_TELEGRAM__API_ID", OsStr::new("1")),
        ("AITWIN_TELEGRAM__API_HASH", OsStr::new("sandbox")),
        ("AITWIN_TELEGRAM__CUSTOM_DC__ADDRESS", OsStr::new(&sandbox.told)),
        ("AITWIN_TELEGRAM__CUSTOM_DC__PUBLIC_KEY_FILE", key.as_os_str()),
    ];
    let server = start(&["serve", "--http", any], data, &settings, "open ")?;
    let idle = idle(&server)?;
    let peak = server.memory("VmHWM")?;
    Ok(vec![
        Row::new(
            "idle `aitwin serve` with one account, resident memory",
            mebibytes(idle),
            "under 60 MB",
        ),
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
