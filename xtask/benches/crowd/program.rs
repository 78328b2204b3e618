//! A program that runs beside the benchmark, and what it takes of the machine.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::Context as _;

use crate::memory::memory;
use crate::processor::processor_time;

/// How long it may take until it runs.
const START: Duration = Duration::from_secs(180);

/// Killed when dropped.
pub(crate) struct Running {
    child: Child,
    lines: mpsc::Receiver<String>,
    /// The rest of the line that told that it runs.
    pub(crate) told: String,
}

impl Running {
    /// Starts a program and returns once it prints a line that begins with `sign`.
    pub(crate) fn start(command: &mut Command, sign: &str) -> anyhow::Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start it")?;
        let output = child.stdout.take().context("no output to read")?;
        let (printed, lines) = mpsc::channel();
        // Reads to the end, so that the program never waits for its reader.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = printed.send(line);
            }
        });
        let mut running = Self { child, lines, told: String::new() };
        running.told = running.says(sign)?;
        Ok(running)
    }

    /// Waits for a line that begins with `sign`; returns its rest.
    pub(crate) fn says(&mut self, sign: &str) -> anyhow::Result<String> {
        loop {
            let line = self.lines.recv_timeout(START).context("it does not start")?;
            if let Some(rest) = line.strip_prefix(sign) {
                return Ok(rest.to_owned());
            }
        }
    }

    /// Its resident memory, in KiB.
    pub(crate) fn memory(&self) -> anyhow::Result<u64> {
        memory(&self.child.id().to_string(), "VmRSS")
    }

    /// For how long it has kept the processors busy.
    pub(crate) fn busy(&self) -> anyhow::Result<Duration> {
        processor_time(&self.child.id().to_string())
    }

    /// Ends it at once, as `kill -9` does.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // An error says that it has ended already.
        let _ = self.kill();
    }
}
