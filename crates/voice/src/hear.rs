//! Ears: one file for each way to hear.

mod chain;
mod openai;
mod whisper;

pub use chain::EarChain;
pub use openai::OpenAiEar;
pub use whisper::WhisperEar;
