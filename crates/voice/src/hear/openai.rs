//! OpenAI's transcriptions, and every server that speaks as OpenAI does.

use async_trait::async_trait;
use domain::{AilingEar, Ear, EarError, Heard, Note, Timestamp};
use http::Method;
use outward::{Part, form};
use serde::Deserialize;

use crate::problem::{Problem, Refusal};
use crate::remote::{Call, KeyHeader, Remote, Site};

/// `POST /audio/transcriptions`.
pub struct OpenAiEar {
    name: String,
    model: String,
    remote: Remote,
}

impl OpenAiEar {
    /// Where OpenAI is.
    pub const ADDRESS: &str = "https://api.openai.com/v1";
    /// What is asked if the owner names no model. `whisper-1` and the gpt-4o-transcribe family end in
    /// February 2027.
    pub const MODEL: &str = "gpt-transcribe";
    /// The variable that may hold OpenAI's key. It is for that address only.
    pub const KEY_VARIABLE: &str = "OPENAI_API_KEY";
    /// The largest file that OpenAI takes, in bytes.
    pub const LARGEST: usize = 25_000_000;

    /// An ear of that name, which asks for a model.
    pub fn new(name: impl Into<String>, model: impl Into<String>, site: Site) -> Self {
        let header = KeyHeader { name: "authorization", prefix: "Bearer " };
        Self { name: name.into(), model: model.into(), remote: Remote::new(site, header) }
    }

    async fn ask(&self, note: &Note) -> Result<String, Problem> {
        /// An hour of speech is about 60,000 characters.
        const LONGEST_ANSWER: usize = 1 << 20;
        if note.ogg.len() > Self::LARGEST {
            let megabytes = note.ogg.len() / 1_000_000;
            let reason = format!("the note has {megabytes} MB, and 25 are taken at most");
            return Err(Problem::refused(Refusal::TooLong, reason));
        }
        // The name's ending says what is inside.
        let mut parts = vec![
            Part::File("file", "voice.ogg", "audio/ogg", &note.ogg),
            Part::Text("model", &self.model),
            Part::Text("response_format", "json"),
        ];
        if let Some(language) = &note.language {
            parts.push(Part::Text("language", language));
        }
        let call = Call {
            method: Method::POST,
            path: &["audio", "transcriptions"],
            query: &[],
            body: Some(form(&parts)),
            longest: LONGEST_ANSWER,
            once: false,
            texts: &[],
        };
        let answer = self.remote.ask(&call, note.ogg.len() as u64).await?;
        let transcript: Transcript = serde_json::from_slice(&answer.body)
            .map_err(|error| Problem::Malformed(format!("it has no text: {}", place(&error))))?;
        let words: Vec<&str> = transcript.text.split_whitespace().collect();
        Ok(words.join(" "))
    }
}

/// Where the answer stopped making sense, without repeating it.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

#[derive(Deserialize)]
struct Transcript {
    text: String,
}

#[async_trait]
impl Ear for OpenAiEar {
    fn name(&self) -> &str {
        &self.name
    }

    async fn hear(&self, note: &Note) -> Result<Heard, EarError> {
        let started = self.remote.clock().now();
        let text = self.ask(note).await?;
        Ok(Heard {
            text,
            language: note.language.clone(),
            ear: self.name.clone(),
            took: self.remote.clock().now().since(started),
            charged: note.duration,
        })
    }

    fn ailing(&self, now: Timestamp) -> Vec<AilingEar> {
        let ailing = self.remote.ailing(now).map(|(at, why, until)| AilingEar {
            ear: self.name.clone(),
            at,
            why: why.into(),
            until,
        });
        ailing.into_iter().collect()
    }
}
