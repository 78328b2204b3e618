//! A reply as the rules look at it, and what it may rest on.

use std::collections::BTreeSet;

use domain::{Author, Message};
use style::language::{stem, words};
use style::vocabulary::{Spread, Vocabulary};

use super::super::recalled::facts::stands_alone;
use super::Made;
use super::fold::{fold, plain};

/// Up to how many words may only press for an answer, and to how many messages before.
const PRESSING_WORDS: usize = 4;
const PRESSED: usize = 2;

/// A reply with its texts folded, and what was said before it.
pub(super) struct Reply<'a> {
    pub(super) made: Made<'a>,
    /// Its messages as they look, case kept.
    pub(super) plain: Vec<String>,
    /// The same in lower case.
    pub(super) folded: Vec<String>,
    /// Its words.
    pub(super) words: Vec<String>,
    /// What is to be answered, folded, a text for each message: empty for one without words.
    pub(super) asked: Vec<String>,
    /// The words of that.
    pub(super) asked_words: Vec<String>,
    /// The same, with those of what the other side said before where this may only press for an
    /// answer to it: "ну?".
    pub(super) pressed: Vec<String>,
    /// All that was said in the conversation, by either side, folded.
    pub(super) said: Vec<String>,
    /// The words of what anybody has said, and of what is supported.
    pub(super) said_words: Vec<String>,
    /// The words of what the owner has said, and of what is supported.
    pub(super) backed: Vec<String>,
    stems: BTreeSet<String>,
    private: BTreeSet<String>,
}

impl<'a> Reply<'a> {
    pub(super) fn new(made: Made<'a>) -> Self {
        let text = |message: &Message| fold(message.content.text().unwrap_or_default());
        let conversation = made.conversation;
        let asked: Vec<String> = conversation.burst.iter().map(text).collect();
        let before = conversation.before.iter().map(|message| (message.author, text(message)));
        let asked_words: Vec<String> = asked.iter().flat_map(|text| words(text)).collect();
        let mut pressed = asked_words.clone();
        if pressed.len() <= PRESSING_WORDS && !stands_alone(&asked_words) {
            let others = conversation.before.iter().rev().filter(|one| one.author == Author::Other);
            for message in others.take(PRESSED) {
                pressed.extend(words(&text(message)));
            }
        }
        let (mut said, mut backed): (Vec<String>, Vec<String>) = (asked.clone(), Vec::new());
        for (author, text) in before {
            if author != Author::Other {
                backed.extend(words(&text));
            }
            said.push(text);
        }
        let supported: Vec<String> =
            made.supported.iter().flat_map(|text| words(&fold(text))).collect();
        backed.extend(supported.iter().cloned());
        let mut said_words: Vec<String> = said.iter().flat_map(|text| words(text)).collect();
        said_words.extend(supported);
        let plain: Vec<String> = made.bubbles.iter().map(|bubble| plain(bubble)).collect();
        let folded: Vec<String> = made.bubbles.iter().map(|bubble| fold(bubble)).collect();
        Self {
            words: folded.iter().flat_map(|bubble| words(bubble)).collect(),
            asked_words,
            pressed,
            stems: said_words.iter().map(|word| stem(word).to_owned()).collect(),
            private: stems(made.private),
            made,
            plain,
            folded,
            asked,
            said,
            said_words,
            backed,
        }
    }

    /// Whether a word stands in the conversation or in what is supported, in any of its forms.
    pub(super) fn is_said(&self, word: &str) -> bool {
        self.stems.contains(stem(word))
    }

    /// Whether a word stands in what must not be said here.
    pub(super) fn is_private(&self, word: &str) -> bool {
        !self.private.is_empty() && self.private.contains(stem(word))
    }

    /// Whether the model may have read a word.
    pub(super) fn may_be_read(&self, word: &str) -> bool {
        self.made.read.is_none_or(|read| read.holds(word))
    }

    /// Where a word is said in the owner's chats.
    pub(super) fn spread(&self, word: &str) -> Spread {
        self.made.learner.vocabulary().spread(word, self.made.conversation.chat)
    }

    /// The words that say something by themselves.
    pub(super) fn content_words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str).filter(|word| Vocabulary::is_content(word))
    }
}

/// The stems of the words of texts that say something.
pub(super) fn stems(texts: &[&str]) -> BTreeSet<String> {
    texts
        .iter()
        .flat_map(|text| words(&fold(text)))
        .filter(|word| Vocabulary::is_content(word))
        .map(|word| stem(&word).to_owned())
        .collect()
}
