//! Mouths: one file for each way to speak.

mod chain;
mod elevenlabs;
mod openai;
mod program;
mod sound;

pub use chain::MouthChain;
pub use elevenlabs::{
    ElevenLabs, ElevenLabsModel, ElevenLabsMouth, NewVoice, Subscription, VoiceSettings,
};
pub use openai::{OpenAiMouth, SoundFormat};
pub use program::{Program, ProgramMouth};
