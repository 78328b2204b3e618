//! Whisper, OpenAI's model that hears, in this process: nothing leaves the machine and nothing is paid.
//!
//! It is written here in full, over the matrix products of `rten-gemm`. Weights are read from a file of
//! whisper.cpp's form (`ggml-base.bin`), which holds the vocabulary too; it is pulled by the owner and
//! never by a build. What is known of it:
//!
//! - It was trained on windows of 30 s, most of which are silence for a voice note. The encoder's work
//!   grows with the window, so ours is as long as the note and eight seconds more. With four it misheard
//!   a twentieth more words, with one another fifth; all thirty take more than twice the time.
//! - Of silence it makes up words that end films. So it is asked how likely nobody speaks.
//! - Now and then it says the last words for ever, or is sure of nothing. So a text may be only so long,
//!   and one that goes in a circle or is not likely is heard again with the whole window, then with more
//!   and more chance, as OpenAI's own program does.
//! - It hears better when it also says when each part was said, though nobody reads that.
//! - The weights of the decoder, which are read once for each token of five texts that are written
//!   beside each other, are kept in 8 bits: reading them is what takes the time. The encoder's stay in
//!   32, where arithmetic does.

mod circle;
mod decoder;
mod encoder;
mod ggml;
mod matrix;
mod mel;
mod pieces;
mod search;
mod tokens;
mod transcribe;

use std::path::Path;
use std::sync::Arc;

use decoder::Decoder;
use encoder::Encoder;
use mel::Mel;
use tokens::Tokens;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use ggml::WeightsError;

/// Samples a second of what is heard.
pub const RATE: usize = 16_000;

/// A model that is loaded: about 150 MB for `base`. It is shared between threads.
pub struct Whisper {
    mel: Mel,
    encoder: Encoder,
    decoder: Decoder,
    tokens: Tokens,
    turn: Arc<Semaphore>,
}

/// What was heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcript {
    /// The words, on one line; empty if nobody speaks.
    pub text: String,
    /// The language, as a code of ISO 639-1, as it was given or found.
    pub language: String,
    /// How likely it is that nobody speaks in the first half minute, 0 to 1.
    pub silence: f32,
}

impl Whisper {
    /// Loads the weights of a file, such as whisper.cpp's `ggml-base.bin`.
    ///
    /// # Errors
    ///
    /// It cannot be read, or holds no such weights.
    pub fn load(path: &Path) -> Result<Self, WeightsError> {
        let mut weights = ggml::Weights::open(path)?;
        let shape = weights.shape;
        let tokens = Tokens::new(std::mem::take(&mut weights.vocabulary), shape.vocabulary)?;
        Ok(Self {
            mel: Mel::new(&weights.filters),
            encoder: Encoder::load(&mut weights)?,
            decoder: Decoder::load(&mut weights)?,
            tokens,
            turn: Arc::new(Semaphore::new(1)),
        })
    }

    /// Waits until no other note is heard with these weights.
    pub(crate) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.turn).acquire_owned().await.ok()
    }

    /// Whether it knows more languages than English.
    pub fn is_multilingual(&self) -> bool {
        self.tokens.is_multilingual()
    }
}
