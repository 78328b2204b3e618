//! The messenger's own speech recognition.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{AilingEar, Clock, Ear, EarError, EarRefusal, Heard, MessengerError, Note, Timestamp};
use parking_lot::Mutex;

/// Asks the messenger what is said in a message of its own. It costs nothing, where the account pays for the
/// messenger; else there is a trial of a few notes a week.
pub struct MessengerEar {
    name: String,
    clock: Arc<dyn Clock>,
    /// What came of asking it last, if that was no answer.
    failed: Mutex<Option<(Timestamp, EarError)>>,
}

impl MessengerEar {
    /// An ear of that name.
    pub fn new(name: impl Into<String>, clock: Arc<dyn Clock>) -> Self {
        Self { name: name.into(), clock, failed: Mutex::default() }
    }

    async fn ask(&self, note: &Note) -> Result<String, EarError> {
        let Some(of) = &note.message else {
            return Err(refusal(EarRefusal::NotAMessage, "it is no message"));
        };
        of.messenger.transcribe(of.chat, of.id).await.map_err(meaning)
    }
}

fn refusal(refusal: EarRefusal, reason: impl Into<String>) -> EarError {
    EarError::Refused { refusal, reason: reason.into() }
}

/// What the messenger's error means to who wants to hear.
fn meaning(error: MessengerError) -> EarError {
    match error {
        MessengerError::FloodWait(wait) => EarError::RateLimited { retry_after: Some(wait) },
        MessengerError::Refused { reason } => {
            let kind = match &*reason {
                "PREMIUM_ACCOUNT_REQUIRED" => EarRefusal::Premium,
                "MSG_VOICE_TOO_LONG" => EarRefusal::TooLong,
                "MSG_VOICE_MISSING" | "MSG_ID_INVALID" => EarRefusal::NotAMessage,
                "TRANSCRIPTION_FAILED" => EarRefusal::Unintelligible,
                _ => EarRefusal::Request,
            };
            refusal(kind, reason)
        }
        MessengerError::Restricted { reason } => refusal(EarRefusal::Request, reason),
        MessengerError::LoggedOut { reason } => EarError::Unavailable(reason.into()),
        MessengerError::Unreachable(source)
        | MessengerError::Session(source)
        | MessengerError::Lost(source) => EarError::Unavailable(source),
    }
}

#[async_trait]
impl Ear for MessengerEar {
    fn name(&self) -> &str {
        &self.name
    }

    async fn hear(&self, note: &Note) -> Result<Heard, EarError> {
        let started = self.clock.now();
        let answer = self.ask(note).await;
        let now = self.clock.now();
        *self.failed.lock() = match &answer {
            // Of one note that is none of its own nothing follows for others.
            Err(EarError::Refused { refusal: EarRefusal::NotAMessage, .. }) | Ok(_) => None,
            Err(error) => Some((now, error.restated())),
        };
        let took = now.since(started);
        let (ear, charged) = (self.name.clone(), Duration::ZERO);
        answer.map(|text| Heard { text, language: None, ear, took, charged })
    }

    fn ailing(&self, _now: Timestamp) -> Vec<AilingEar> {
        let failed = self.failed.lock();
        let ailing = failed.as_ref().map(|(at, why)| AilingEar {
            ear: self.name.clone(),
            at: *at,
            why: why.restated(),
            until: None,
        });
        ailing.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_messenger_refuses_has_a_name_of_ours() {
        let of = |reason: &str| meaning(MessengerError::Refused { reason: reason.to_owned() });
        for (reason, expected) in [
            ("PREMIUM_ACCOUNT_REQUIRED", EarRefusal::Premium),
            ("MSG_VOICE_TOO_LONG", EarRefusal::TooLong),
            ("MSG_VOICE_MISSING", EarRefusal::NotAMessage),
            ("TRANSCRIPTION_FAILED", EarRefusal::Unintelligible),
            ("PEER_ID_INVALID", EarRefusal::Request),
        ] {
            assert!(
                matches!(of(reason), EarError::Refused { refusal, .. } if refusal == expected),
                "{reason}"
            );
        }
        let wait = Duration::from_secs(30);
        let told = meaning(MessengerError::FloodWait(wait));
        assert!(matches!(told, EarError::RateLimited { retry_after: Some(told) } if told == wait));
        let cut = meaning(MessengerError::Unreachable("cut".into()));
        assert!(cut.is_transient());
    }
}
