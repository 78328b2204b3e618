//! An ear that takes whatever sound people send.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{AilingEar, Ear, EarError, Heard, Note, Timestamp};

use super::refused;
use crate::note::{self, Limits, NoteError};
use crate::problem::{Problem, Refusal};
use crate::sound::to_note;

/// Gives another ear, which hears voice notes, the sound of round videos and files as such: of a video it
/// gets nothing but what is said.
pub struct AnySound {
    ear: Arc<dyn Ear>,
    limits: Limits,
}

impl AnySound {
    /// What is given to `ear` is no more than this.
    pub fn new(ear: Arc<dyn Ear>, limits: Limits) -> Self {
        Self { ear, limits }
    }

    async fn made(&self, note: &Note) -> Result<Note, Problem> {
        let (file, limits) = (note.ogg.clone(), self.limits);
        let made = tokio::task::spawn_blocking(move || {
            let ogg = to_note(&file, limits)?;
            let duration = note::duration(&ogg, limits)?;
            Ok::<_, NoteError>((ogg, duration))
        });
        let (ogg, duration) = made
            .await
            .map_err(|_| Problem::refused(Refusal::NotSound, "the file was the end of the codec"))?
            .map_err(refused)?;
        let (language, message) = (note.language.clone(), note.message.clone());
        Ok(Note { ogg, duration, language, message })
    }
}

#[async_trait]
impl Ear for AnySound {
    fn name(&self) -> &str {
        self.ear.name()
    }

    async fn hear(&self, note: &Note) -> Result<Heard, EarError> {
        if note::is_note(&note.ogg) {
            return self.ear.hear(note).await;
        }
        self.ear.hear(&self.made(note).await?).await
    }

    fn ailing(&self, now: Timestamp) -> Vec<AilingEar> {
        self.ear.ailing(now)
    }
}
