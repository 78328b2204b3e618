//! What is said in voice notes and round videos, as an operator decides.

use super::Control;
use crate::Error;
use crate::api::announce;
use crate::transcripts::{Transcript, TranscriptionSettings};

impl Control {
    /// Decides what is said in a file, until the process ends. Until then whoever asks is told to wait;
    /// those who have asked are told the words by an update.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchFile`].
    pub fn transcribe(&self, file: i64, transcript: Transcript) -> Result<(), Error> {
        self.file(file).ok_or(Error::NoSuchFile(file))?;
        let (text, pending) = (transcript.text.clone(), transcript.pending);
        for wanted in self.server.transcripts.decide(file, transcript) {
            announce::transcribed(&self.server, wanted, &text, pending);
        }
        Ok(())
    }

    /// What accounts without Premium may have transcribed.
    pub fn transcription_settings(&self) -> TranscriptionSettings {
        self.server.transcripts.settings.lock().clone()
    }

    /// Allows this from now on, until the process ends.
    pub fn set_transcription_settings(&self, settings: TranscriptionSettings) {
        *self.server.transcripts.settings.lock() = settings;
    }
}
