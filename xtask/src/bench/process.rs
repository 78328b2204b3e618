//! Runs the release binary and watches its memory.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::table::kibibytes;
use crate::shell::{self, cargo};

/// How often the memory of a running process is read. The kernel keeps the peak by itself, so only
/// a peak in the last moment can be missed.
const WATCH: Duration = Duration::from_millis(20);

/// How long the server may take to start.
const START: Duration = Duration::from_secs(60);

/// Builds the release binary; returns where it is.
pub(super) fn release_binary() -> anyhow::Result<PathBuf> {
    shell::run(cargo().args(["build", "--locked", "--release", "--package", "aitwin"]))?;
    Ok(shell::target_dir().join("release/aitwin"))
}

/// What a process took.
pub(super) struct Taken {
    pub(super) time: Duration,
    /// Peak of the resident memory, in KiB.
    pub(super) peak: u64,
}

/// Runs a command to its end.
pub(super) fn run(command: &mut Command) -> anyhow::Result<Taken> {
    let begun = Instant::now();
    let mut child = command.spawn().context("cannot start the binary")?;
    let status_file = status_file(&child);
    let (ended, ending) = mpsc::channel();
    let waiter = thread::spawn(move || {
        let status = child.wait();
        // The watcher is gone only if it has failed.
        let _ = ended.send(begun.elapsed());
        status
    });
    let mut peak = 0;
    let time = loop {
        match ending.recv_timeout(WATCH) {
            Ok(time) => break time,
            Err(RecvTimeoutError::Timeout) => {
                let status = fs::read_to_string(&status_file).unwrap_or_default();
                peak = peak.max(kibibytes(&status, "VmHWM").unwrap_or(0));
            }
            Err(RecvTimeoutError::Disconnected) => bail!("the waiting thread has ended"),
        }
    };
    let status = waiter.join().expect("waiting does not panic")?;
    if !status.success() {
        bail!("the binary failed: {status}");
    }
    Ok(Taken { time, peak })
}

/// A process that goes on running; killed in the end.
pub(super) struct Running {
    child: Child,
    /// The rest of the line that told that it runs.
    pub(super) told: String,
}

impl Running {
    /// Starts a command and returns once it prints a line that begins with `sign`.
    pub(super) fn start(command: &mut Command, sign: &str) -> anyhow::Result<Self> {
        // In English, whatever the machine speaks.
        command.env("LC_ALL", "C.UTF-8");
        let mut child =
            command.stdout(Stdio::piped()).spawn().context("cannot start the binary")?;
        let output = child.stdout.take().context("no output to read")?;
        let mut running = Self { child, told: String::new() };
        let (lines, printed) = mpsc::channel();
        // Reads to the end, so that the process never waits for its reader.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = lines.send(line);
            }
        });
        let deadline = Instant::now() + START;
        loop {
            let line = printed
                .recv_timeout(deadline.saturating_duration_since(Instant::now()))
                .context("the server did not start")?;
            if let Some(told) = line.strip_prefix(sign) {
                told.clone_into(&mut running.told);
                return Ok(running);
            }
        }
    }

    /// A value of its `/proc/PID/status`, in KiB.
    pub(super) fn memory(&self, name: &str) -> anyhow::Result<u64> {
        let status = fs::read_to_string(status_file(&self.child))?;
        kibibytes(&status, name).with_context(|| format!("the kernel does not tell {name}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // An error says that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn status_file(child: &Child) -> PathBuf {
    PathBuf::from(format!("/proc/{}/status", child.id()))
}
