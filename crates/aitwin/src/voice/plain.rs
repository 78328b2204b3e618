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
        let tongue = tongue(words);
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

/// The language of what is to be said, by its own letters; where it has none, as in «18:30», that of the talk.
fn tongue(words: &Words) -> Tongue {
    let of_talk = || words.language.as_deref().and_then(Tongue::named);
    Tongue::of(&words.text)
        .or_else(of_talk)
        .or_else(|| Tongue::of(&words.before))
        .unwrap_or(Tongue::English)
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

    #[test]
    fn what_has_no_letters_is_said_in_the_language_of_the_talk() {
        let of = |text: &str, language: Option<&str>, before: &str| {
            let (text, before) = (text.to_owned(), before.to_owned());
            tongue(&Words { text, language: language.map(str::to_owned), before, seed: 1 })
        };
        assert_eq!(of("18:30", Some("ru"), ""), Tongue::Russian);
        assert_eq!(of("18:30", None, "во сколько"), Tongue::Russian);
        assert_eq!(of("https://t.me/x", Some("ru"), ""), Tongue::Russian);
        assert_eq!(of("at 18:30", Some("ru"), ""), Tongue::English);
        assert_eq!(of("10%", None, ""), Tongue::English);
        assert_eq!(of("10%", Some("de"), ""), Tongue::English);
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
