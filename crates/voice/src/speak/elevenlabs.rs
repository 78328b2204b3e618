//! ElevenLabs: speech in a voice of theirs or of the owner's, and the making of such a voice.

use async_trait::async_trait;
use bytes::Bytes;
use domain::{AilingMouth, Mouth, MouthError, Spoken, Timestamp, Words};
use http::Method;
use http::header::HeaderValue;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::sync::Arc;

use super::sound::understand_aside;
use crate::multipart::{Part, form};
use crate::problem::{Problem, Refusal};
use crate::remote::{Answer, Call, KeyHeader, Remote, Site};

/// The longest answer that is read: a note of ten minutes at 32 kbit/s is 2.4 MB.
const LONGEST_SOUND: usize = 16 << 20;
/// A list of models, or a plan.
const LONGEST_ANSWER: usize = 4 << 20;

/// The account at ElevenLabs.
pub struct ElevenLabs {
    remote: Remote,
}

/// A model of `GET /models` that speaks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ElevenLabsModel {
    /// What it is asked by.
    pub model_id: String,
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// Whether it turns text into speech.
    #[serde(default, rename = "can_do_text_to_speech")]
    pub speaks: bool,
    /// The longest text that it takes, in characters.
    #[serde(default, rename = "maximum_text_length_per_request")]
    pub longest_text: Option<usize>,
    /// The languages that it speaks.
    #[serde(default)]
    languages: Vec<Language>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Language {
    language_id: String,
}

impl ElevenLabsModel {
    /// Whether it speaks a language of this code (ISO 639-1).
    pub fn knows(&self, language: &str) -> bool {
        self.languages.iter().any(|known| known.language_id == language)
    }
}

/// What the plan allows, by `GET /user/subscription`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Subscription {
    /// What the plan is called.
    #[serde(default)]
    pub tier: String,
    /// Characters used in this period.
    pub character_count: u64,
    /// Characters that there are in a period.
    pub character_limit: u64,
    /// When the next period begins, in seconds since the Unix epoch.
    #[serde(default)]
    pub next_character_count_reset_unix: Option<i64>,
    /// Voices that there are.
    #[serde(default)]
    pub voice_slots_used: u64,
    /// Voices that there may be.
    #[serde(default)]
    pub voice_limit: u64,
    /// Whether a voice may be made of recordings.
    #[serde(default)]
    pub can_use_instant_voice_cloning: bool,
}

impl Subscription {
    /// Characters that are left in this period.
    pub fn characters_left(&self) -> u64 {
        self.character_limit.saturating_sub(self.character_count)
    }

    /// Whether a voice can be made of recordings now.
    ///
    /// # Errors
    ///
    /// The plan does not allow it, or every slot is taken.
    pub fn check_cloning(&self) -> Result<(), MouthError> {
        let refused = |reason: String| Err(Problem::refused(Refusal::Plan, reason).into());
        if !self.can_use_instant_voice_cloning {
            return refused(format!("the plan `{}` makes no voices of recordings", self.tier));
        }
        if self.voice_slots_used >= self.voice_limit {
            return refused(format!("all {} voices of the plan are there", self.voice_limit));
        }
        Ok(())
    }
}

/// A voice that was made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NewVoice {
    /// What it is asked by.
    pub voice_id: String,
    /// Whether the provider first wants to see that the voice is the owner's, on its own pages.
    #[serde(default)]
    pub requires_verification: bool,
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

    /// The models that speak.
    ///
    /// # Errors
    ///
    /// The provider does not answer, or the key is wrong.
    pub async fn models(&self) -> Result<Vec<ElevenLabsModel>, MouthError> {
        let models: Vec<ElevenLabsModel> = self.get(&["models"]).await?;
        Ok(models.into_iter().filter(|model| model.speaks).collect())
    }

    /// What the plan allows, and what of it is used.
    ///
    /// # Errors
    ///
    /// As of [`Self::models`].
    pub async fn subscription(&self) -> Result<Subscription, MouthError> {
        Ok(self.get(&["user", "subscription"]).await?)
    }

    /// Makes a voice of recordings: voice notes as they are, all of one person, who has agreed. Look
    /// first whether the plan allows it ([`Subscription::check_cloning`]).
    ///
    /// # Errors
    ///
    /// As of [`Self::models`], and the provider may not take the recordings.
    pub async fn clone_voice(
        &self,
        name: &str,
        recordings: &[Vec<u8>],
    ) -> Result<NewVoice, MouthError> {
        let names: Vec<String> =
            (1..=recordings.len()).map(|number| format!("voice-{number}.ogg")).collect();
        let files = names
            .iter()
            .zip(recordings)
            .map(|(name, recording)| Part::File("files", name, "audio/ogg", recording));
        let parts: Vec<Part<'_>> = std::iter::once(Part::Text("name", name)).chain(files).collect();
        let body = Some(form(&parts));
        let answer = self.call(Method::POST, &["voices", "add"], body, name).await?;
        Ok(read(&answer.body)?)
    }

    /// Deletes a voice there. One that is not there is deleted.
    ///
    /// # Errors
    ///
    /// As of [`Self::models`].
    pub async fn delete_voice(&self, voice_id: &str) -> Result<(), MouthError> {
        match self.call(Method::DELETE, &["voices", voice_id], None, "").await {
            Ok(_) | Err(Problem::Refused { refusal: Refusal::UnknownVoice, .. }) => Ok(()),
            Err(problem) => Err(problem.into()),
        }
    }

    async fn get<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Problem> {
        read(&self.call(Method::GET, path, None, "").await?.body)
    }

    async fn call(
        &self,
        method: Method,
        path: &[&str],
        body: Option<(Bytes, HeaderValue)>,
        text: &str,
    ) -> Result<Answer, Problem> {
        let call = Call { method, path, query: &[], body, longest: LONGEST_ANSWER, texts: &[text] };
        self.remote.ask(&call, path.len() as u64).await
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body)
        .map_err(|error| Problem::Malformed(format!("it is not as documented: {error}")))
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
