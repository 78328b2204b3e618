//! ElevenLabs: speech in a voice of theirs or of the owner's. The making of such a voice stands in
//! `studio`.

mod studio;

use async_trait::async_trait;
use bytes::Bytes;
use domain::{AilingMouth, Mouth, MouthError, Spoken, Timestamp, Words};
use http::Method;
use http::header::HeaderValue;
use serde_json::json;
use std::sync::Arc;

use super::sound::understand_aside;
use crate::problem::{Problem, Refusal};
use crate::remote::{Answer, Call, KeyHeader, Remote, Site};

/// The longest answer that is read: a note of ten minutes at 32 kbit/s is 2.4 MB.
const LONGEST_SOUND: usize = 16 << 20;

/// The account at ElevenLabs.
pub struct ElevenLabs {
    remote: Remote,
}

impl ElevenLabs {
    /// Where it is.
    pub const ADDRESS: &str = "https://api.elevenlabs.io/v1";
    /// The variable that may hold its key. It is for that address only.
    pub const KEY_VARIABLE: &str = "ELEVENLABS_API_KEY";
    /// The model that is asked if the owner names none: it speaks Russian and English.
    pub const MODEL: &str = "eleven_multilingual_v2";

    /// The account that the key of a site belongs to.
    pub fn new(site: Site) -> Self {
        Self { remote: Remote::new(site, KeyHeader { name: "xi-api-key", prefix: "" }) }
    }
}

/// How a voice speaks, as the owner sets it. What is `None` is left to the voice.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct VoiceSettings {
    /// How even it is: 0 is moody, 1 monotonous.
    pub stability: Option<f32>,
    /// How near to the recordings it is, 0 to 1.
    pub similarity_boost: Option<f32>,
    /// How much of the recordings' manner it exaggerates, 0 to 1.
    pub style: Option<f32>,
    /// How fast it is: 1 is as recorded.
    pub speed: Option<f32>,
}

/// `POST /text-to-speech/{voice}`.
pub struct ElevenLabsMouth {
    name: String,
    service: Arc<ElevenLabs>,
    voice: String,
    model: String,
    settings: VoiceSettings,
}

impl ElevenLabsMouth {
    /// The longest text of a note: what the smallest plan takes at once, and some minutes of speech.
    const LONGEST: usize = 2_500;

    /// A mouth of that name, with a voice of the account.
    pub fn new(
        name: impl Into<String>,
        service: Arc<ElevenLabs>,
        voice: impl Into<String>,
        model: impl Into<String>,
        settings: VoiceSettings,
    ) -> Self {
        let (name, voice, model) = (name.into(), voice.into(), model.into());
        Self { name, service, voice, model, settings }
    }

    fn body(&self, words: &Words) -> Bytes {
        let mut body = json!({
            "text": words.text,
            "model_id": self.model,
            // The seed has 32 bits there.
            "seed": words.seed & 0xffff_ffff,
        });
        let settings = [
            ("stability", self.settings.stability),
            ("similarity_boost", self.settings.similarity_boost),
            ("style", self.settings.style),
            ("speed", self.settings.speed),
        ];
        let set: serde_json::Map<_, _> = settings
            .into_iter()
            .filter_map(|(name, value)| {
                let rounded = (f64::from(value?) * 100.0).round() / 100.0;
                Some((name.to_owned(), rounded.into()))
            })
            .collect();
        if !set.is_empty() {
            body["voice_settings"] = set.into();
        }
        if !words.before.is_empty() {
            body["previous_text"] = words.before.as_str().into();
        }
        if let Some(language) = words.language.as_deref().filter(|_| takes_language(&self.model)) {
            body["language_code"] = language.into();
        }
        body.to_string().into()
    }

    async fn ask(&self, words: &Words) -> Result<(Answer, u64), Problem> {
        too_long(words, Self::LONGEST)?;
        let call = Call {
            method: Method::POST,
            path: &["text-to-speech", &self.voice],
            query: &[("output_format", "opus_48000_32")],
            body: Some((self.body(words), HeaderValue::from_static("application/json"))),
            longest: LONGEST_SOUND,
            once: false,
            texts: &[&words.text, &words.before],
        };
        let answer = match self.service.remote.ask(&call, words.seed).await {
            // The one thing that is looked for by its address here is the voice.
            Err(Problem::Refused { refusal: Refusal::UnknownModel, reason })
                if !reason.to_lowercase().contains("model") =>
            {
                Err(Problem::Refused { refusal: Refusal::UnknownVoice, reason })
            }
            answer => answer,
        }?;
        let told = answer.headers.get("character-cost").and_then(|cost| cost.to_str().ok());
        let counted = words.text.chars().count() as u64;
        let charged = told.and_then(|cost| cost.trim().parse().ok()).unwrap_or(counted);
        Ok((answer, charged))
    }
}

/// The first multilingual models find the language themselves, and refuse to be told.
fn takes_language(model: &str) -> bool {
    !model.starts_with("eleven_multilingual") && !model.starts_with("eleven_monolingual")
}

pub(super) fn too_long(words: &Words, longest: usize) -> Result<(), Problem> {
    let length = words.text.chars().count();
    if length > longest {
        let reason = format!("the text has {length} characters, and {longest} are taken at most");
        return Err(Problem::refused(Refusal::TooLong, reason));
    }
    Ok(())
}

#[async_trait]
impl Mouth for ElevenLabsMouth {
    fn name(&self) -> &str {
        &self.name
    }

    fn longest(&self) -> usize {
        Self::LONGEST
    }

    async fn speak(&self, words: &Words) -> Result<Spoken, MouthError> {
        let clock = self.service.remote.clock();
        let started = clock.now();
        let (answer, charged) = self.ask(words).await?;
        let sound = understand_aside(answer.body).await?;
        Ok(Spoken {
            ogg: sound.ogg,
            duration: sound.duration,
            waveform: sound.waveform,
            mouth: self.name.clone(),
            took: clock.now().since(started),
            charged,
        })
    }

    fn ailing(&self, now: Timestamp) -> Vec<AilingMouth> {
        let ailing = self.service.remote.ailing(now).map(|(at, why, until)| AilingMouth {
            mouth: self.name.clone(),
            at,
            why: why.into(),
            until,
        });
        ailing.into_iter().collect()
    }
}
