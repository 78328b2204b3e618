//! What people write, as a mouth is given it: in words.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{AilingMouth, Mouth, MouthError, MouthRefusal, Spoken, Timestamp, Words};
use voice::speakable::{Tongue, speakable};

/// A mouth that is given what people write, and says it in words.
pub(super) struct Plain(pub(super) Arc<dyn Mouth>);

#[async_trait]
impl Mouth for Plain {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn longest(&self) -> usize {
        self.0.longest()
    }

    async fn speak(&self, words: &Words) -> Result<Spoken, MouthError> {
        let tongue = Tongue::of(&words.text).unwrap_or(Tongue::English);
        let text = speakable(&words.text, tongue);
        if text.trim().is_empty() {
            let reason = "no word of it can be said aloud".to_owned();
            return Err(MouthError::Refused { refusal: MouthRefusal::NothingToSay, reason });
        }
        let language = Some(tongue.code().to_owned());
        self.0.speak(&Words { text, language, ..words.clone() }).await
    }

    fn ailing(&self, now: Timestamp) -> Vec<AilingMouth> {
        self.0.ailing(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Must not be asked.
    struct Dear;

    #[async_trait]
    impl Mouth for Dear {
        fn name(&self) -> &'static str {
            "dear"
        }

        fn longest(&self) -> usize {
            1_000
        }

        async fn speak(&self, words: &Words) -> Result<Spoken, MouthError> {
            panic!("asked for {words:?}")
        }
    }

    #[tokio::test]
    async fn a_provider_is_not_asked_for_what_cannot_be_said() {
        let text = "\u{1f389}".to_owned();
        let words = Words { text, language: None, before: String::new(), seed: 1 };
        let error = Plain(Arc::new(Dear)).speak(&words).await.unwrap_err();
        let is_told =
            matches!(error, MouthError::Refused { refusal: MouthRefusal::NothingToSay, .. });
        assert!(is_told, "{error}");
    }
}
