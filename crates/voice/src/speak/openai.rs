//! OpenAI's speech, and every server that speaks as OpenAI does.

use async_trait::async_trait;
use domain::{AilingMouth, Mouth, MouthError, Spoken, Timestamp, Words};
use http::Method;
use http::header::HeaderValue;
use serde_json::json;

use super::elevenlabs::too_long;
use super::sound::understand_aside;
use crate::problem::Problem;
use crate::remote::{Answer, Call, KeyHeader, Remote, Site};

/// In what form the sound is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SoundFormat {
    /// OGG with Opus inside, which is sent on as it is.
    #[default]
    Opus,
    /// WAV, for servers that have no Opus.
    Wav,
}

/// `POST /audio/speech`.
pub struct OpenAiMouth {
    name: String,
    model: String,
    voice: String,
    format: SoundFormat,
    remote: Remote,
}

impl OpenAiMouth {
    /// Where OpenAI is.
    pub const ADDRESS: &str = "https://api.openai.com/v1";
    /// What is asked if the owner names no model.
    pub const MODEL: &str = "gpt-4o-mini-tts";
    /// The variable that may hold OpenAI's key. It is for that address only.
    pub const KEY_VARIABLE: &str = "OPENAI_API_KEY";
    /// The longest text that it takes, in characters.
    const LONGEST: usize = 4_096;

    /// A mouth of that name, with a model and a voice of the provider.
    pub fn new(
        name: impl Into<String>,
        model: impl Into<String>,
        voice: impl Into<String>,
        format: SoundFormat,
        site: Site,
    ) -> Self {
        let header = KeyHeader { name: "authorization", prefix: "Bearer " };
        let remote = Remote::new(site, header);
        Self { name: name.into(), model: model.into(), voice: voice.into(), format, remote }
    }

    async fn ask(&self, words: &Words) -> Result<Answer, Problem> {
        /// Ten minutes of WAV at 24 kHz.
        const LONGEST_SOUND: usize = 32 << 20;
        too_long(words, Self::LONGEST)?;
        let format = match self.format {
            SoundFormat::Opus => "opus",
            SoundFormat::Wav => "wav",
        };
        let body = json!({
            "model": self.model,
            "voice": self.voice,
            "input": words.text,
            "response_format": format,
        });
        let call = Call {
            method: Method::POST,
            path: &["audio", "speech"],
            query: &[],
            body: Some((body.to_string().into(), HeaderValue::from_static("application/json"))),
            longest: LONGEST_SOUND,
            once: false,
            texts: &[&words.text],
        };
        self.remote.ask(&call, words.seed).await
    }
}

#[async_trait]
impl Mouth for OpenAiMouth {
    fn name(&self) -> &str {
        &self.name
    }

    fn longest(&self) -> usize {
        Self::LONGEST
    }

    async fn speak(&self, words: &Words) -> Result<Spoken, MouthError> {
        let started = self.remote.clock().now();
        let answer = self.ask(words).await?;
        let sound = understand_aside(answer.body).await?;
        Ok(Spoken {
            ogg: sound.ogg,
            duration: sound.duration,
            waveform: sound.waveform,
            mouth: self.name.clone(),
            took: self.remote.clock().now().since(started),
            charged: words.text.chars().count() as u64,
        })
    }

    fn ailing(&self, now: Timestamp) -> Vec<AilingMouth> {
        let ailing = self.remote.ailing(now).map(|(at, why, until)| AilingMouth {
            mouth: self.name.clone(),
            at,
            why: why.into(),
            until,
        });
        ailing.into_iter().collect()
    }
}
