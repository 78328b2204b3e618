//! Voices at ElevenLabs: `GET /models`, `GET /voices`, `GET /user/subscription`, `POST /voices/add` and
//! `DELETE /voices/{voice}`.

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    MouthError, NewVoice, SpeakingModel, StudioVoice, Timestamp, VoiceMade, VoicePlan, VoiceStudio,
};
use http::Method;
use http::header::HeaderValue;
use outward::{Part, form};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::ElevenLabs;
use crate::problem::{Problem, Refusal};
use crate::remote::{Answer, Call};

/// A list of models or voices, or a plan.
const LONGEST_ANSWER: usize = 4 << 20;

#[derive(Deserialize)]
struct Model {
    model_id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    can_do_text_to_speech: bool,
    #[serde(default)]
    maximum_text_length_per_request: Option<usize>,
    #[serde(default)]
    languages: Vec<Language>,
}

#[derive(Deserialize)]
struct Language {
    language_id: String,
}

#[derive(Deserialize)]
struct Voices {
    voices: Vec<Voice>,
}

#[derive(Deserialize)]
struct Voice {
    voice_id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    voice_verification: Option<Verification>,
}

#[derive(Deserialize)]
struct Verification {
    #[serde(default)]
    requires_verification: bool,
    #[serde(default)]
    is_verified: bool,
}

#[derive(Deserialize)]
struct Subscription {
    #[serde(default)]
    tier: String,
    character_count: u64,
    character_limit: u64,
    #[serde(default)]
    next_character_count_reset_unix: Option<i64>,
    #[serde(default)]
    voice_slots_used: u64,
    #[serde(default)]
    voice_limit: u64,
    #[serde(default)]
    can_use_instant_voice_cloning: bool,
}

#[derive(Deserialize)]
struct Added {
    voice_id: String,
    #[serde(default)]
    requires_verification: bool,
}

impl From<Voice> for StudioVoice {
    fn from(voice: Voice) -> Self {
        let verification = voice.voice_verification;
        Self {
            id: voice.voice_id,
            name: voice.name.unwrap_or_default(),
            about: voice.description.unwrap_or_default(),
            is_stock: matches!(voice.category.as_deref(), Some("premade" | "famous")),
            unverified: verification.is_some_and(|of| of.requires_verification && !of.is_verified),
        }
    }
}

impl ElevenLabs {
    async fn get<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Problem> {
        read(&self.call(Method::GET, path, None, &[]).await?.body)
    }

    async fn call(
        &self,
        method: Method,
        path: &[&str],
        body: Option<(Bytes, HeaderValue)>,
        texts: &[&str],
    ) -> Result<Answer, Problem> {
        let once = method == Method::POST;
        let call = Call { method, path, query: &[], body, longest: LONGEST_ANSWER, texts, once };
        self.remote.ask(&call, path.len() as u64).await
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body)
        .map_err(|error| Problem::Malformed(format!("it is not as documented: {error}")))
}

#[async_trait]
impl VoiceStudio for ElevenLabs {
    async fn models(&self) -> Result<Vec<SpeakingModel>, MouthError> {
        let models: Vec<Model> = self.get(&["models"]).await?;
        let speaking = models.into_iter().filter(|model| model.can_do_text_to_speech);
        let model = |model: Model| SpeakingModel {
            name: if model.name.is_empty() { model.model_id.clone() } else { model.name },
            id: model.model_id,
            languages: model.languages.into_iter().map(|known| known.language_id).collect(),
            longest: model.maximum_text_length_per_request,
        };
        Ok(speaking.map(model).collect())
    }

    async fn voices(&self) -> Result<Vec<StudioVoice>, MouthError> {
        let Voices { voices } = self.get(&["voices"]).await?;
        Ok(voices.into_iter().map(Into::into).collect())
    }

    async fn plan(&self) -> Result<VoicePlan, MouthError> {
        let plan: Subscription = self.get(&["user", "subscription"]).await?;
        Ok(VoicePlan {
            name: plan.tier,
            characters_left: plan.character_limit.saturating_sub(plan.character_count),
            characters: plan.character_limit,
            renewed: plan.next_character_count_reset_unix.map(Timestamp::from_secs),
            makes_voices: plan.can_use_instant_voice_cloning,
            voices: plan.voice_slots_used,
            most_voices: plan.voice_limit,
        })
    }

    async fn make(&self, voice: &NewVoice<'_>) -> Result<VoiceMade, MouthError> {
        let NewVoice { name, about, recordings } = *voice;
        let names: Vec<String> =
            (1..=recordings.len()).map(|number| format!("voice-{number}.ogg")).collect();
        let files = names
            .iter()
            .zip(recordings)
            .map(|(name, recording)| Part::File("files", name, "audio/ogg", recording));
        let said = [Part::Text("name", name), Part::Text("description", about)];
        let parts: Vec<Part<'_>> = said.into_iter().chain(files).collect();
        let body = Some(form(&parts));
        let answer = self.call(Method::POST, &["voices", "add"], body, &[name, about]).await?;
        let Added { voice_id, requires_verification } = read(&answer.body)?;
        Ok(VoiceMade { id: voice_id, unverified: requires_verification })
    }

    async fn delete(&self, voice: &str) -> Result<(), MouthError> {
        match self.call(Method::DELETE, &["voices", voice], None, &[]).await {
            // What is looked for by its address here is the voice.
            Ok(_)
            | Err(Problem::Refused {
                refusal: Refusal::UnknownVoice | Refusal::UnknownModel,
                ..
            }) => Ok(()),
            Err(problem) => Err(problem.into()),
        }
    }
}
