//! What the owner has chosen to hear and to speak with, and the port to whoever makes it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{ChoiceError, Ear, KeyPlace, ModelKeys, Mouth};

/// Who hears voice notes and who speaks replies. Nothing is nobody: notes stay unheard, replies written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VoiceChoice {
    /// Who hears, e.g. `openai:gpt-transcribe`. Empty is nobody.
    pub ear: String,
    /// Those who are asked when that one fails, in this order.
    pub ear_fallback: Vec<String>,
    /// The language that people speak, as a code of ISO 639-1; `None` lets the ear find out.
    pub language: Option<String>,
    /// Who speaks, e.g. `elevenlabs:eleven_multilingual_v2`. Empty is nobody.
    pub mouth: String,
    /// The voice in which they speak, by the provider's name of it.
    pub voice: String,
}

/// An ear and a mouth, ready to be asked.
#[derive(Clone, Default)]
pub struct MadeVoice {
    /// Who hears; `None` if nobody does.
    pub ear: Option<Arc<dyn Ear>>,
    /// Who speaks; `None` if nobody does.
    pub mouth: Option<Arc<dyn Mouth>>,
}

/// Makes what the owner chose.
pub trait VoiceMaker: Send + Sync {
    /// Makes the ear and the mouth of a choice, with the keys that the owner has entered.
    fn make(&self, choice: &VoiceChoice, keys: &ModelKeys) -> Result<MadeVoice, ChoiceError>;

    /// The places whose keys a choice uses, the ear's first.
    fn key_places(&self, choice: &VoiceChoice) -> Result<Vec<KeyPlace>, ChoiceError>;
}
