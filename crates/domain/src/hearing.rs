//! The port to whoever hears voice notes: speech to text.
//!
//! An ear is only asked what was said. What it answers is a stranger's text like any other: it is
//! stored, shown and answered by the same rules as a message that was typed.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::{BoxError, MessageId, Messenger, PeerId, Timestamp};

/// A voice note to be heard, or something else to listen to.
#[derive(Clone)]
pub struct Note {
    /// The file as Telegram keeps it: of a voice note OGG with Opus inside, of a round video MP4, of a file
    /// of sound whatever somebody sent.
    pub ogg: Vec<u8>,
    /// How long it is, as Telegram says.
    pub duration: Duration,
    /// The language that is spoken, as a code of ISO 639-1 (`ru`); `None` lets the ear find out.
    pub language: Option<String>,
    /// The message that it is, for an ear which is Telegram's own.
    pub message: Option<OfMessage>,
}

/// The message that a note is, and whom to ask about it.
#[derive(Clone)]
pub struct OfMessage {
    /// The connected account that has it.
    pub messenger: Arc<dyn Messenger>,
    /// The chat.
    pub chat: PeerId,
    /// Its number there.
    pub id: MessageId,
}

/// How long it is, since what it says belongs in no log.
impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Note")
            .field("bytes", &self.ogg.len())
            .field("duration", &self.duration)
            .field("language", &self.language)
            .finish()
    }
}

/// What was heard in a note.
#[derive(Clone, PartialEq, Eq)]
pub struct Heard {
    /// What was said, on one line, without white space around it. Empty if nobody speaks in the note.
    pub text: String,
    /// The language that was spoken, as a code of ISO 639-1, if the ear says so.
    pub language: Option<String>,
    /// Which ear heard it: the [`Ear::name`] of one in a chain.
    pub ear: String,
    /// How long it took from the question on, waiting and tries that failed included.
    pub took: Duration,
    /// For how much sound its provider charges; zero where nobody does.
    pub charged: Duration,
}

/// How much was heard, since what it says belongs in no log.
impl std::fmt::Debug for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Heard")
            .field("characters", &self.text.chars().count())
            .field("language", &self.language)
            .field("ear", &self.ear)
            .field("took", &self.took)
            .field("charged", &self.charged)
            .finish()
    }
}

/// Something, or several things behind one another, that write down what is said in a note.
#[async_trait]
pub trait Ear: Send + Sync {
    /// What the owner calls it in their settings, e.g. `openai:gpt-transcribe`. Holds no secret.
    fn name(&self) -> &str;

    /// Hears a note. It has waited and tried again by itself, within its own time-out, when this
    /// returns an error.
    async fn hear(&self, note: &Note) -> Result<Heard, EarError>;

    /// What is wrong with it, or with those behind it: of each what came of asking it last, if that
    /// was no answer.
    fn ailing(&self, _now: Timestamp) -> Vec<AilingEar> {
        Vec::new()
    }
}

/// An ear that heard nothing when it was last asked.
#[derive(Debug)]
pub struct AilingEar {
    /// Its [`Ear::name`].
    pub ear: String,
    /// When it was asked.
    pub at: Timestamp,
    /// What came of that.
    pub why: EarError,
    /// Until when it is not asked again; `None` if the next note goes to it.
    pub until: Option<Timestamp>,
}

/// Why a note was not heard.
#[derive(Debug, thiserror::Error)]
pub enum EarError {
    /// Too many notes at once.
    #[error("the ear is asked too often")]
    RateLimited {
        /// When to try again, if the provider says so.
        retry_after: Option<Duration>,
    },
    /// No connection, or the provider is failing or overloaded.
    #[error("the ear cannot be reached")]
    Unavailable(#[source] BoxError),
    /// No answer in time, or one that stopped in the middle.
    #[error("the ear did not answer within {0:?}")]
    TimedOut(Duration),
    /// The same note would be refused again.
    #[error("the ear refused ({refusal}): {reason}")]
    Refused {
        /// What kind of refusal it is.
        refusal: EarRefusal,
        /// What the provider says about it, shortened, without keys.
        reason: String,
    },
    /// An answer came that is none: no text, or not in the form that the provider documents.
    #[error("the ear's answer makes no sense: {0}")]
    Malformed(String),
}

/// Why a note would be refused again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarRefusal {
    /// The key is missing, wrong, or may not use this model: set another.
    Key,
    /// The account has no money left, or its trial is over: top it up, or choose another ear.
    Money,
    /// The provider has no model of that name: choose another.
    UnknownModel,
    /// The note is longer, or larger, than what this ear takes: another may take it.
    TooLong,
    /// What was sent is no sound that can be read, or is damaged.
    NotSound,
    /// The ear is the messenger's own and hears for paying accounts only, or their trial is over: pay there,
    /// wait, or choose another ear.
    Premium,
    /// The ear is the messenger's own, and what it is asked about is none of its voice notes or round
    /// videos.
    NotAMessage,
    /// The ear has listened, and cannot make out a word.
    Unintelligible,
    /// Whoever chose this ear may not have the server run it any more: choose another.
    NotAllowed,
    /// Anything else about this request that the provider does not take.
    Request,
}

impl std::fmt::Display for EarRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Key => "key",
            Self::Money => "no credit",
            Self::UnknownModel => "unknown model",
            Self::TooLong => "note too long",
            Self::NotSound => "not a voice note",
            Self::Premium => "for paying accounts only",
            Self::NotAMessage => "not a message with speech",
            Self::Unintelligible => "no words made out",
            Self::NotAllowed => "not allowed any more",
            Self::Request => "bad request",
        })
    }
}

impl EarError {
    /// The same again, with what lies behind it in words only.
    #[must_use]
    pub fn restated(&self) -> Self {
        match self {
            Self::RateLimited { retry_after } => Self::RateLimited { retry_after: *retry_after },
            Self::Unavailable(source) => Self::Unavailable(source.to_string().into()),
            Self::TimedOut(after) => Self::TimedOut(*after),
            Self::Refused { refusal, reason } => {
                Self::Refused { refusal: *refusal, reason: reason.clone() }
            }
            Self::Malformed(what) => Self::Malformed(what.clone()),
        }
    }

    /// Whether the same note may be heard later, unchanged.
    pub fn is_transient(&self) -> bool {
        !matches!(self, Self::Refused { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_stays_out_of_logs() {
        let note = Note {
            ogg: b"SECRET".to_vec(),
            duration: Duration::from_secs(3),
            language: Some("ru".to_owned()),
            message: None,
        };
        let heard = Heard {
            text: "SECRET".to_owned(),
            language: Some("ru".to_owned()),
            ear: "whisper:base".to_owned(),
            took: Duration::from_secs(1),
            charged: Duration::ZERO,
        };
        for shown in [format!("{note:?}"), format!("{heard:?}")] {
            assert!(!shown.contains("SECRET") && !shown.contains("83, 69"), "{shown}");
        }
    }

    #[test]
    fn only_a_refusal_is_final() {
        assert!(EarError::RateLimited { retry_after: None }.is_transient());
        let refused =
            EarError::Refused { refusal: EarRefusal::TooLong, reason: "26 MB".to_owned() };
        assert!(!refused.restated().is_transient());
        assert_eq!(refused.to_string(), "the ear refused (note too long): 26 MB");
    }
}
