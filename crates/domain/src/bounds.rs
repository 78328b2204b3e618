//! What an owner keeps to themselves: words that their twin never sends, and topics that it leaves to them.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// The most phrases of a list.
pub const MOST_PHRASES: usize = 100;
/// The longest phrase, in characters.
pub const LONGEST_PHRASE: usize = 80;

/// What a twin may not do by itself, whatever its mode. A phrase stands for itself in all its forms and
/// disguises, however it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bounds {
    /// Words and phrases that are never sent.
    pub never_say: Vec<String>,
    /// Topics that are the owner's: what touches them is asked of the owner, and answered by them only.
    pub left_to_owner: Vec<String>,
}

/// Why a list of phrases cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPhrase {
    /// There are more than [`MOST_PHRASES`].
    #[error("more than {MOST_PHRASES} phrases")]
    TooMany,
    /// One is longer than [`LONGEST_PHRASE`].
    #[error("a phrase is longer than {LONGEST_PHRASE} characters")]
    TooLong {
        /// Which.
        phrase: String,
    },
    /// One would match nearly everything: a mark or a single letter.
    #[error("a phrase says too little")]
    TooShort {
        /// Which.
        phrase: String,
    },
}

/// A list of phrases as it is kept: without blanks around them, each once, none empty.
pub fn phrases<'a>(given: impl IntoIterator<Item = &'a str>) -> Result<Vec<String>, BadPhrase> {
    let mut kept: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    for phrase in given {
        let phrase = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
        if phrase.is_empty() {
            continue;
        }
        if phrase.chars().count() > LONGEST_PHRASE {
            return Err(BadPhrase::TooLong { phrase });
        }
        if !known.insert(phrase.to_lowercase()) {
            continue;
        }
        let letters = phrase.chars().filter(|c| c.is_alphanumeric()).count();
        // An emoji may well be what is never to be sent.
        let is_emoji = letters == 0 && phrase.chars().any(|c| !c.is_ascii() && !c.is_control());
        if letters < 2 && !is_emoji {
            return Err(BadPhrase::TooShort { phrase });
        }
        kept.push(phrase);
        if kept.len() > MOST_PHRASES {
            return Err(BadPhrase::TooMany);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_kept_once_and_without_blanks() {
        let kept = phrases(["  зая  моя ", "", "Зая моя", "😂", "деньги"]);
        assert_eq!(kept.unwrap(), ["зая моя", "😂", "деньги"]);
    }

    #[test]
    fn what_would_match_everything_or_nothing_is_not_taken() {
        assert_eq!(phrases(["а"]), Err(BadPhrase::TooShort { phrase: "а".to_owned() }));
        assert_eq!(phrases(["..."]), Err(BadPhrase::TooShort { phrase: "...".to_owned() }));
        let long = "о".repeat(LONGEST_PHRASE + 1);
        assert_eq!(phrases([long.as_str()]), Err(BadPhrase::TooLong { phrase: long.clone() }));
        let many: Vec<String> = (10..=10 + MOST_PHRASES).map(|n| n.to_string()).collect();
        assert_eq!(phrases(many.iter().map(String::as_str)), Err(BadPhrase::TooMany));
    }
}
