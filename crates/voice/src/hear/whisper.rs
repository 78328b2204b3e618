//! Whisper in this process.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{Clock, Ear, EarError, Heard, Note};

use super::refused;
use crate::note::{self, Limits, Rate};
use crate::problem::{Problem, Refusal};
use crate::whisper::{Transcript, Whisper};

/// Hears on this machine, one note after another whoever asks: each takes a whole processor.
pub struct WhisperEar {
    name: String,
    whisper: Arc<Whisper>,
    limits: Limits,
    clock: Arc<dyn Clock>,
}

impl WhisperEar {
    /// An ear of that name.
    pub fn new(
        name: impl Into<String>,
        whisper: Arc<Whisper>,
        limits: Limits,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { name: name.into(), whisper, limits, clock }
    }

    async fn transcribe(&self, note: &Note) -> Result<Transcript, Problem> {
        let turn = self.whisper.turn().await;
        let (whisper, limits) = (Arc::clone(&self.whisper), self.limits);
        let (ogg, language) = (note.ogg.clone(), note.language.clone());
        tokio::task::spawn_blocking(move || {
            // It works on where nobody waits for it any more: only then is it another's turn.
            let _turn = turn;
            let samples = note::decode(&ogg, Rate::Sixteen, limits).map_err(refused)?;
            Ok(whisper.hear(&samples, language.as_deref()))
        })
        .await
        .map_err(|_| Problem::refused(Refusal::NotSound, "the note was the end of the codec"))?
    }
}

#[async_trait]
impl Ear for WhisperEar {
    fn name(&self) -> &str {
        &self.name
    }

    async fn hear(&self, note: &Note) -> Result<Heard, EarError> {
        let started = self.clock.now();
        let transcript = self.transcribe(note).await?;
        let found = Some(transcript.language).filter(|language| !language.is_empty());
        Ok(Heard {
            text: transcript.text,
            language: found.or_else(|| note.language.clone()),
            ear: self.name.clone(),
            took: self.clock.now().since(started),
            charged: std::time::Duration::ZERO,
        })
    }
}
