//! Any program that speaks: the text on its standard input, a WAV file on its standard output.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{AilingMouth, Clock, Mouth, MouthError, Spoken, Timestamp, Words};
use outward::within;
use parking_lot::Mutex;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

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

/// Whether there is a program of that path, or of that name on the `PATH`, which may be run.
pub fn is_program(command: &str) -> bool {
    let command = Path::new(command);
    // Only a bare name is looked for.
    if command.components().count() != 1 || command.has_root() {
        return may_run(command);
    }
    let places = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&places).any(|place| may_run(&place.join(command)))
}

#[cfg(unix)]
fn may_run(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|of| of.is_file() && of.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn may_run(path: &Path) -> bool {
    path.is_file()
}

/// A program that speaks. It finds the text's language, where it is known, in `AITWIN_LANGUAGE`; of the server's
/// own environment, which may hold keys, it is given nothing but `PATH` and `LANG`.
pub struct ProgramMouth {
    name: String,
    program: Program,
    clock: Arc<dyn Clock>,
    places: Semaphore,
    failed: Mutex<Option<(Timestamp, Problem)>>,
}

/// The largest WAV that is read: 16 bits at 48 kHz for nine minutes.
const LARGEST: u64 = 50 << 20;
/// What it takes to find other programs and to write in the right letters.
const KEPT: [&str; 2] = ["PATH", "LANG"];

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
        let talk = talk(&mut child, &words.text);
        let ended = within(self.clock.as_ref(), deadline, talk).await;
        let ended = ended.unwrap_or_else(|| Err(timed_out()));
        if ended.is_err() {
            // It may have ended by itself, which is no error here.
            child.kill().await.ok();
        }
        ended
    }

    fn start(&self, language: Option<&str>) -> Result<Child, Problem> {
        let mut command = Command::new(&self.program.command);
        command
            .args(&self.program.arguments)
            .env_clear()
            .envs(KEPT.iter().filter_map(|name| Some((*name, std::env::var_os(name)?))))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What it complains of may be the text, in its own words.
            .stderr(Stdio::null())
            // Also where nobody waits for it any more.
            .kill_on_drop(true);
        if let Some(language) = language {
            command.env("AITWIN_LANGUAGE", language);
        }
        command.spawn().map_err(|error| {
            let reason = format!("{} cannot be started: {error}", self.program.command);
            Problem::refused(Refusal::Request, reason)
        })
    }
}

/// Gives a program its text, takes its sound, and waits for its end.
async fn talk(child: &mut Child, text: &str) -> Result<Vec<u8>, Problem> {
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Problem::Malformed("it has no pipes".to_owned()));
    };
    // At once, so that neither side waits for the other to read.
    let writing = async move {
        // A program that has heard enough closes its end.
        stdin.write_all(text.as_bytes()).await.ok();
        drop(stdin);
        Ok::<(), Problem>(())
    };
    let reading = async move {
        let mut sound = Vec::new();
        let read = stdout.take(LARGEST + 1).read_to_end(&mut sound).await;
        read.map_err(|error| Problem::Unavailable(error.into()))?;
        if sound.len() as u64 > LARGEST {
            let reason = format!("it wrote more than {} MB", LARGEST >> 20);
            return Err(Problem::Malformed(reason));
        }
        Ok(sound)
    };
    let ((), sound) = tokio::try_join!(writing, reading)?;
    match child.wait().await {
        Ok(status) if status.success() => Ok(sound),
        Ok(status) => Err(Problem::Malformed(format!("the program ended with {status}"))),
        Err(error) => Err(Problem::Unavailable(error.into())),
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
