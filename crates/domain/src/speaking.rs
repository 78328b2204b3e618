//! The port to whoever speaks: text to a voice note.
//!
//! A mouth is only given words that were composed, guarded and allowed before. Where it fails, the
//! same words are sent as text.

use std::time::Duration;

use async_trait::async_trait;

use crate::{BoxError, Timestamp};

/// How loud a note is along its length, as Telegram draws it: 100 values of 5 bits each, lowest bit
/// first.
pub type Waveform = [u8; 63];

/// What is to be said in one note.
#[derive(Clone, PartialEq, Eq)]
pub struct Words {
    /// The text, speakable: numbers, links and emoji are words already.
    pub text: String,
    /// The language of the text, as a code of ISO 639-1 (`ru`), if it is known.
    pub language: Option<String>,
    /// What the same voice said just before, so that the tone goes on. May be empty.
    pub before: String,
    /// The same seed and words give the same sound, where the provider can promise it.
    pub seed: u64,
}

/// How long it is, since what it says belongs in no log.
impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words")
            .field("characters", &self.text.chars().count())
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

/// A voice note that was spoken.
#[derive(Clone, PartialEq, Eq)]
pub struct Spoken {
    /// The file as Telegram plays it: OGG with Opus inside, 48 kHz, mono.
    pub ogg: Vec<u8>,
    /// How long it is.
    pub duration: Duration,
    /// How loud it is.
    pub waveform: Waveform,
    /// Which mouth spoke: the [`Mouth::name`] of one in a chain.
    pub mouth: String,
    /// How long it took from the question on, waiting and tries that failed included.
    pub took: Duration,
    /// For how many characters its provider charges; zero where nobody does.
    pub charged: u64,
}

/// How long it is, since what it says belongs in no log.
impl std::fmt::Debug for Spoken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spoken")
            .field("bytes", &self.ogg.len())
            .field("duration", &self.duration)
            .field("mouth", &self.mouth)
            .field("took", &self.took)
            .field("charged", &self.charged)
            .finish_non_exhaustive()
    }
}

/// A voice, or several behind one another, that says words.
#[async_trait]
pub trait Mouth: Send + Sync {
    /// What the owner calls it in their settings, e.g. `elevenlabs:eleven_multilingual_v2`. Holds no
    /// secret.
    fn name(&self) -> &str;

    /// The longest text that one note may hold, in characters.
    fn longest(&self) -> usize;

    /// Says the words. It has waited and tried again by itself, within its own time-out, when this
    /// returns an error.
    async fn speak(&self, words: &Words) -> Result<Spoken, MouthError>;

    /// What is wrong with it, or with those behind it: of each what came of asking it last, if that
    /// was no answer.
    fn ailing(&self, _now: Timestamp) -> Vec<AilingMouth> {
        Vec::new()
    }
}

/// A mouth that said nothing when it was last asked.
#[derive(Debug)]
pub struct AilingMouth {
    /// Its [`Mouth::name`].
    pub mouth: String,
    /// When it was asked.
    pub at: Timestamp,
    /// What came of that.
    pub why: MouthError,
    /// Until when it is not asked again; `None` if the next words go to it.
    pub until: Option<Timestamp>,
}

/// Why words were not said.
#[derive(Debug, thiserror::Error)]
pub enum MouthError {
    /// Too many notes at once, more than could be waited for.
    #[error("the voice is asked too often")]
    RateLimited {
        /// When to try again, if the provider says so.
        retry_after: Option<Duration>,
    },
    /// No connection, or the provider is failing or overloaded.
    #[error("the voice cannot be reached")]
    Unavailable(#[source] BoxError),
    /// No answer in time, or one that stopped in the middle.
    #[error("the voice did not answer within {0:?}")]
    TimedOut(Duration),
    /// The same words would be refused again.
    #[error("the voice refused ({refusal}): {reason}")]
    Refused {
        /// What kind of refusal it is.
        refusal: MouthRefusal,
        /// What the provider says about it, shortened, without keys.
        reason: String,
    },
    /// What came is no sound, or not in the form that the provider documents.
    #[error("the voice's answer makes no sense: {0}")]
    Malformed(String),
}

/// Why words would be refused again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouthRefusal {
    /// The key is missing, wrong, or may not do this: set another.
    Key,
    /// The characters of the plan are used up, or there is no money: wait for the next month, or top
    /// it up.
    Money,
    /// The provider has no model of that name: choose another.
    UnknownModel,
    /// The provider has no voice of that name, or it was deleted there: choose another.
    UnknownVoice,
    /// The provider first wants to see that the voice is the owner's: verify it there.
    Unverified,
    /// The plan does not allow it, such as cloning a voice: change the plan.
    Plan,
    /// The text is longer than what one note may hold: divide it, or send it as text.
    TooLong,
    /// No word of the text can be said aloud, such as an emoji alone: nobody was asked.
    NothingToSay,
    /// The provider's filter stopped this text; another may pass.
    Filtered,
    /// Whoever chose this voice may not have the server run it any more: choose another.
    NotAllowed,
    /// Anything else about this request that the provider does not take.
    Request,
}

impl std::fmt::Display for MouthRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Key => "key",
            Self::Money => "no credit",
            Self::UnknownModel => "unknown model",
            Self::UnknownVoice => "unknown voice",
            Self::Unverified => "voice not verified",
            Self::Plan => "not in the plan",
            Self::TooLong => "text too long",
            Self::NothingToSay => "nothing to say",
            Self::Filtered => "content filter",
            Self::NotAllowed => "not allowed any more",
            Self::Request => "bad request",
        })
    }
}

impl MouthError {
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

    /// Whether the same words may be said later, unchanged.
    pub fn is_transient(&self) -> bool {
        !matches!(self, Self::Refused { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_stays_out_of_logs() {
        let words = Words {
            text: "SECRET".to_owned(),
            language: Some("en".to_owned()),
            before: "SECRET before".to_owned(),
            seed: 1,
        };
        let spoken = Spoken {
            ogg: b"SECRET".to_vec(),
            duration: Duration::from_secs(2),
            waveform: [31; 63],
            mouth: "program:piper".to_owned(),
            took: Duration::from_secs(1),
            charged: 0,
        };
        for shown in [format!("{words:?}"), format!("{spoken:?}")] {
            assert!(!shown.contains("SECRET") && !shown.contains("83, 69"), "{shown}");
        }
    }

    #[test]
    fn only_a_refusal_is_final() {
        assert!(MouthError::TimedOut(Duration::from_secs(1)).is_transient());
        let reason = "40 characters are left this month".to_owned();
        let refused = MouthError::Refused { refusal: MouthRefusal::Money, reason };
        assert!(!refused.restated().is_transient());
        let told = "the voice refused (no credit): 40 characters are left this month";
        assert_eq!(refused.to_string(), told);
    }
}
