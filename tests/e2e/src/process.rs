//! A program that runs beside the test.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, ensure};
use tokio::sync::mpsc;

use crate::wait::in_time;

/// A running program; killed when dropped. What it said is printed then, where the test harness
/// shows it only if the test fails.
pub struct Process {
    name: String,
    child: Child,
    lines: mpsc::UnboundedReceiver<String>,
    said: Arc<Mutex<Vec<String>>>,
}

impl Process {
    /// Starts a program.
    ///
    /// # Errors
    ///
    /// The program cannot be started.
    pub fn start(mut command: Command) -> anyhow::Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let said = Arc::default();
        let (sender, lines) = mpsc::unbounded_channel();
        let output = child.stdout.take().context("no output to read")?;
        let errors = child.stderr.take().context("no errors to read")?;
        read_lines(output, Arc::clone(&said), Some(sender));
        read_lines(errors, Arc::clone(&said), None);
        Ok(Self { name, child, lines, said })
    }

    /// Waits for a line of its output of which `pick` makes something.
    ///
    /// # Errors
    ///
    /// The program ended, or printed no such line in time; the error quotes what it said.
    pub async fn line<T>(&mut self, pick: impl Fn(&str) -> Option<T>) -> anyhow::Result<T> {
        let reading = async {
            while let Some(line) = self.lines.recv().await {
                if let Some(picked) = pick(&line) {
                    return Some(picked);
                }
            }
            None
        };
        let picked = in_time("a line of its output", reading).await;
        picked
            .and_then(|picked| picked.context("it ended"))
            .with_context(|| format!("{} said:\n{}", self.name, self.said()))
    }

    /// Everything it has said so far, on both of its streams.
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }

    /// Ends it at once, as `kill -9` does, and returns when it is gone.
    ///
    /// # Errors
    ///
    /// The system refuses to kill it.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to end, as Ctrl-C does, and returns when it is gone.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        self.signal("TERM")?;
        self.child.wait()?;
        Ok(())
    }

    /// Sends it a signal by its name, such as `STOP`.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub fn signal(&self, name: &str) -> anyhow::Result<()> {
        let id = self.id().to_string();
        let status = Command::new("kill").args(["-s", name, &id]).status()?;
        ensure!(status.success(), "no signal {name} for {}", self.name);
        Ok(())
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    #[expect(clippy::print_stderr, reason = "the harness shows it where a test has failed")]
    fn drop(&mut self) {
        // Errors say that it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        eprintln!("--- {} said:\n{}\n---", self.name, self.said());
    }
}

/// Reads a stream to its end, so that the program never waits for its reader.
fn read_lines(
    stream: impl Read + Send + 'static,
    said: Arc<Mutex<Vec<String>>>,
    sender: Option<mpsc::UnboundedSender<String>>,
) {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            said.lock().unwrap_or_else(PoisonError::into_inner).push(line.clone());
            if let Some(sender) = &sender {
                // Nobody waits for a line any more.
                let _ = sender.send(line);
            }
        }
    });
}
