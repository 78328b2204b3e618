//! A Piper voice in this process.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{AilingMouth, Clock, Mouth, MouthError, Spoken, Timestamp, Words};
use outward::within;
use parking_lot::Mutex;

use super::elevenlabs::too_long;
use super::sound::{Sound, encode};
use crate::piper::{Espeak, NoPhonemes, Piper, letters, sentences};
use crate::problem::{Problem, Refusal};

/// How long espeak-ng may take for a whole note.
const PATIENCE: Duration = Duration::from_secs(60);

/// Speaks on this machine, one note after another whoever asks: each takes a whole processor.
pub struct PiperMouth {
    name: String,
    piper: Arc<Piper>,
    speaker: i32,
    espeak: Espeak,
    clock: Arc<dyn Clock>,
    failed: Mutex<Option<(Timestamp, Problem)>>,
}

impl PiperMouth {
    /// A mouth of that name, with the voice of one of its speakers.
    pub fn new(
        name: impl Into<String>,
        piper: Arc<Piper>,
        speaker: i32,
        espeak: Espeak,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { name: name.into(), piper, speaker, espeak, clock, failed: Mutex::default() }
    }

    async fn say(&self, words: &Words) -> Result<Sound, Problem> {
        let sentences = sentences(&words.text);
        let phonemes = match self.piper.reads_letters() {
            true => letters(&sentences),
            false => {
                let deadline = self.clock.now() + PATIENCE;
                let asked = self.espeak.phonemes(&sentences, self.piper.tongue());
                let told = within(self.clock.as_ref(), deadline, asked).await;
                told.ok_or(Problem::TimedOut(PATIENCE))?.map_err(without)?
            }
        };
        let turn = self.piper.turn().await;
        let (piper, speaker) = (Arc::clone(&self.piper), self.speaker);
        tokio::task::spawn_blocking(move || {
            // It works on where nobody waits for it any more: only then is it another's turn.
            let _turn = turn;
            encode(&piper.say(&phonemes, speaker).map_err(Problem::Malformed)?)
        })
        .await
        .map_err(|_| Problem::Malformed("the text was the end of the voice".to_owned()))?
    }
}

/// What is wrong where there are no phonemes.
fn without(error: NoPhonemes) -> Problem {
    match error {
        NoPhonemes::Io(error) => Problem::Unavailable(error.into()),
        NoPhonemes::Nothing => Problem::Malformed(error.to_string()),
        NoPhonemes::Missing(_) | NoPhonemes::Failed { .. } => {
            Problem::refused(Refusal::Request, error.to_string())
        }
    }
}

#[async_trait]
impl Mouth for PiperMouth {
    fn name(&self) -> &str {
        &self.name
    }

    fn longest(&self) -> usize {
        4_000
    }

    async fn speak(&self, words: &Words) -> Result<Spoken, MouthError> {
        let started = self.clock.now();
        too_long(words, self.longest())?;
        let spoken = self.say(words).await;
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
