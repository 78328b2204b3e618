//! What the owner has chosen to hear and to speak with, and the port to whoever makes it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    ChoiceError, Ear, KeyPlace, ModelKeys, Mouth, NoSound, NoteMeasure, Recorded, VoiceStudio,
};

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

    /// The place where voices are made of recordings: that of a choice whose provider does it, else the
    /// one that is known to.
    fn studio_place(&self, choice: &VoiceChoice) -> KeyPlace;

    /// How a choice names a model at such a place that speaks; `None` is the one that is taken if nobody says
    /// which.
    fn mouth_at(&self, place: &str, model: Option<&str>) -> String;

    /// Whether a mouth of a choice speaks at such a place.
    fn mouth_is_at(&self, mouth: &str, place: &str) -> bool;

    /// Whoever makes voices of recordings at such a place.
    fn studio(&self, place: &str, keys: &ModelKeys) -> Result<Arc<dyn VoiceStudio>, ChoiceError>;

    /// How a voice note sounds. Takes some tenths of a second for a minute: not for where others wait.
    fn measure(&self, note: &[u8]) -> Result<NoteMeasure, NoSound>;

    /// What a browser recorded, or a file of sound, as a voice note. Takes as long.
    fn record(&self, recording: &[u8]) -> Result<Recorded, NoSound>;
}
