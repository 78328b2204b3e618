//! Any program that speaks: the text on its standard input, a WAV file on its standard output.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{AilingMouth, Clock, Mouth, MouthError, Spoken, Timestamp, Words};
use outward::{repeats, shortened, within};
use parking_lot::Mutex;
use tokio::sync::{Semaphore, oneshot};

use super::elevenlabs::too_long;
use super::sound::understand_aside;
use crate::problem::{Problem, Refusal};

/// How a program is started. No shell sees any of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The program, by its path or by its name on the `PATH`.
    pub command: String,
    /// What it is given. The text is not among it: it comes by standard input, in UTF-8.
    pub arguments: Vec<String>,
    /// How long it may take.
    pub patience: Duration,
    /// How many of it may run at once.
    pub at_once: usize,
}

impl Program {
    /// A program that has a minute, one at a time.
    pub fn new(command: impl Into<String>, arguments: Vec<String>) -> Self {
        let (command, patience) = (command.into(), Duration::from_secs(60));
        Self { command, arguments, patience, at_once: 1 }
    }
}

/// A program that speaks. It finds the text's language, where it is known, in `AITWIN_LANGUAGE`.
pub struct ProgramMouth {
    name: String,
    program: Program,
    clock: Arc<dyn Clock>,
    places: Semaphore,
    failed: Mutex<Option<(Timestamp, Problem)>>,
}

/// The largest WAV that is read: 16 bits at 48 kHz for nine minutes.
const LARGEST: u64 = 50 << 20;
/// How much of what it complains about is read.
const LONGEST_COMPLAINT: u64 = 64 << 10;

/// Killed when it is not waited for any more.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which is no error here.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

impl ProgramMouth {
    /// A mouth of that name.
    pub fn new(name: impl Into<String>, program: Program, clock: Arc<dyn Clock>) -> Self {
        let places = Semaphore::new(program.at_once.max(1));
        Self { name: name.into(), program, clock, places, failed: Mutex::default() }
    }

    async fn run(&self, words: &Words) -> Result<Vec<u8>, Problem> {
        let deadline = self.clock.now() + self.program.patience;
        let timed_out = || Problem::TimedOut(self.program.patience);
        let place = within(self.clock.as_ref(), deadline, self.places.acquire()).await;
        let _place = place.ok_or_else(timed_out)?;

        let mut child = self.start(words.language.as_deref())?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(mut stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(Problem::Malformed("it has no pipes".to_owned()));
        };
        let running = Running(child);

        // Each end on a thread of its own, so that neither side waits for the other to read. They end
        // with the program's pipes, at the latest when it is killed.
        let text = words.text.clone();
        let writing = tokio::task::spawn_blocking(move || {
            // A program that has heard enough closes its end.
            stdin.write_all(text.as_bytes()).ok();
        });
        let complaint = tokio::task::spawn_blocking(move || {
            let mut said = Vec::new();
            stderr.take(LONGEST_COMPLAINT).read_to_end(&mut said).ok();
            String::from_utf8_lossy(&said).into_owned()
        });
        let (told, heard) = oneshot::channel();
        let reading = tokio::task::spawn_blocking(move || {
            let mut sound = Vec::new();
            let read = stdout.take(LARGEST + 1).read_to_end(&mut sound).map(|_| sound);
            told.send(read).ok();
        });
        let sound = within(self.clock.as_ref(), deadline, heard).await.ok_or_else(timed_out)?;
        let sound = match sound {
            Ok(Ok(sound)) => sound,
            Ok(Err(error)) => return Err(Problem::Unavailable(error.into())),
            Err(_) => return Err(Problem::Malformed("its output was lost".to_owned())),
        };
        if sound.len() as u64 > LARGEST {
            let reason = format!("it wrote more than {} MB", LARGEST >> 20);
            return Err(Problem::Malformed(reason));
        }
        let ended = tokio::task::spawn_blocking(move || {
            let mut running = running;
            running.0.wait()
        });
        let status = within(self.clock.as_ref(), deadline, ended).await.ok_or_else(timed_out)?;
        reading.await.ok();
        writing.await.ok();
        match status {
            Ok(Ok(status)) if status.success() => Ok(sound),
            Ok(Ok(status)) => {
                let said = within(self.clock.as_ref(), deadline, complaint).await;
                let said = said.and_then(Result::ok).unwrap_or_default();
                let said = if repeats(&said, &[&words.text]) { String::new() } else { said };
                let said = shortened(&said, None).unwrap_or_default();
                Err(Problem::Malformed(format!("the program ended with {status} {said}")))
            }
            Ok(Err(error)) => Err(Problem::Unavailable(error.into())),
            Err(_) => Err(Problem::Malformed("its end was lost".to_owned())),
        }
    }

    fn start(&self, language: Option<&str>) -> Result<Child, Problem> {
        let mut command = Command::new(&self.program.command);
        command
            .args(&self.program.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(language) = language {
            command.env("AITWIN_LANGUAGE", language);
        }
        command.spawn().map_err(|error| {
            let reason = format!("{} cannot be started: {error}", self.program.command);
            Problem::refused(Refusal::Request, reason)
        })
    }
}

#[async_trait]
impl Mouth for ProgramMouth {
    fn name(&self) -> &str {
        &self.name
    }

    fn longest(&self) -> usize {
        4_000
    }

    async fn speak(&self, words: &Words) -> Result<Spoken, MouthError> {
        let started = self.clock.now();
        too_long(words, self.longest())?;
        let spoken = match self.run(words).await {
            Ok(sound) => understand_aside(sound.into()).await,
            Err(problem) => Err(problem),
        };
        let failed = spoken.as_ref().err().map(|problem| (started, problem.restated()));
        *self.failed.lock() = failed;
        let sound = spoken?;
        Ok(Spoken {
            ogg: sound.ogg,
            duration: sound.duration,
            waveform: sound.waveform,
            mouth: self.name.clone(),
            took: self.clock.now().since(started),
            charged: 0,
        })
    }

    fn ailing(&self, _now: Timestamp) -> Vec<AilingMouth> {
        let failed = self.failed.lock();
        let ailing = failed.as_ref().map(|(at, why)| AilingMouth {
            mouth: self.name.clone(),
            at: *at,
            why: why.restated().into(),
            until: None,
        });
        ailing.into_iter().collect()
    }
}
