//! Mouths: one file for each way to speak.

mod elevenlabs;
mod openai;
mod piper;
mod program;
mod sound;

pub use elevenlabs::{ElevenLabs, ElevenLabsMouth, VoiceSettings};
pub use openai::{OpenAiMouth, SoundFormat};
pub use piper::PiperMouth;
pub use program::{Program, ProgramMouth, is_program};
