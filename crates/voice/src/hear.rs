//! Ears: one file for each way to hear.

mod any;
mod chain;
mod messenger;
mod openai;
mod whisper;

pub use any::AnySound;
pub use chain::EarChain;
pub use messenger::MessengerEar;
pub use openai::OpenAiEar;
pub use whisper::WhisperEar;

use crate::note::NoteError;
use crate::problem::{Problem, Refusal};

/// What is wrong with a file.
fn refused(error: NoteError) -> Problem {
    let refusal = match error {
        NoteError::TooLarge { .. } | NoteError::TooLong { .. } => Refusal::TooLong,
        _ => Refusal::NotSound,
    };
    Problem::refused(refusal, error.to_string())
}
