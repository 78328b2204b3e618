//! What must not be said, one file for each rule. The rules are code: whatever proposes an answer,
//! here the owner's own past, has no say in them.

mod dated;
mod elsewhere;
mod facts;
mod hour;
mod invisible;
mod links;
mod names;
mod promises;
mod repetition;
mod secrets;

use domain::PeerId;
use style::Learner;

use crate::burst::Burst;

pub(crate) use facts::needs_facts;
pub(crate) use invisible::clean;

/// An answer that might be given.
pub(crate) struct Candidate<'a> {
    /// What it would answer.
    burst: &'a Burst,
    /// What it says, cleaned.
    bubbles: &'a [String],
    /// The words of that.
    words: Vec<String>,
    /// Where it would be given.
    chat: PeerId,
    /// Whether it was learnt in that chat.
    same_chat: bool,
    /// What was learnt of the owner.
    learner: &'a Learner,
}

impl<'a> Candidate<'a> {
    /// The answer `bubbles` to `burst` in `chat`.
    pub(crate) fn new(
        burst: &'a Burst,
        bubbles: &'a [String],
        chat: PeerId,
        same_chat: bool,
        learner: &'a Learner,
    ) -> Self {
        Self { burst, bubbles, words: words_of(bubbles), chat, same_chat, learner }
    }
}

/// Each says whether it refuses a candidate; one refusal is enough.
const RULES: [fn(&Candidate<'_>) -> bool; 9] = [
    empty,
    secrets::refuses,
    links::refuses,
    dated::refuses,
    promises::refuses,
    names::refuses,
    elsewhere::refuses,
    hour::refuses,
    repetition::refuses,
];

/// Whether an answer may be given.
pub(crate) fn allows(candidate: &Candidate<'_>) -> bool {
    !RULES.iter().any(|refuses| refuses(candidate))
}

fn empty(candidate: &Candidate<'_>) -> bool {
    candidate.bubbles.iter().all(|bubble| bubble.trim().is_empty())
}

pub(crate) fn words_of(texts: &[String]) -> Vec<String> {
    texts.iter().flat_map(|text| style::language::words(text)).collect()
}

/// Whether words hold a phrase, given as words with single spaces between them. A `*` at the end of
/// a word of the phrase stands for any ending.
fn holds(words: &[String], phrase: &str) -> bool {
    (0..words.len()).any(|start| {
        let mut rest = words[start..].iter();
        phrase.split(' ').all(|pattern| {
            rest.next().is_some_and(|word| match pattern.strip_suffix('*') {
                Some(beginning) => word.starts_with(beginning),
                None => word == pattern,
            })
        })
    })
}

/// [`holds`] for any of several phrases.
fn holds_any(words: &[String], phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| holds(words, phrase))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Whether a rule refuses `answer` to `asked`, learnt in the same chat.
    pub(in crate::guard) fn refused(
        rule: fn(&Candidate<'_>) -> bool,
        asked: &str,
        answer: &str,
    ) -> bool {
        let burst = Burst::saying(asked);
        let bubbles = [answer.to_owned()];
        rule(&Candidate::new(&burst, &bubbles, PeerId(7), true, &Learner::new()))
    }

    #[test]
    fn phrases_are_found_as_whole_words_or_by_their_beginning() {
        let words = style::language::words("Скинь мне номер карты!");
        assert!(holds(&words, "номер карт*"));
        assert!(!holds(&words, "карт"));
        assert!(holds_any(&words, &["пароль", "скинь"]));
    }
}
