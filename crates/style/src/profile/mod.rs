//! The style profile: how the owner writes, to a contact, to people like that contact, and to all.
//!
//! | module | what it holds |
//! |---|---|
//! | `tally` | what is counted of a chat, message by message |
//! | `traits` | habits that a message has or has not |
//! | `words` | words that the owner says more often than others |
//! | `figures` | the profile itself, shrunk towards the wider levels |
//! | `difference` | what of a profile is notably otherwise than usual |
//!
//! A profile is data; the card that people read is made where their language is known.

mod difference;
mod figures;
mod tally;
mod traits;
mod words;

use std::collections::BTreeMap;

use domain::{Author, Content, Message, PeerId};
use rustc_hash::FxHashSet;

pub use difference::{Difference, ENOUGH_TO_DIFFER, Habitual};
pub use figures::{Endings, Profile, RELIABLE, TimesToAnswer};
pub(crate) use tally::Tally;
pub(crate) use traits::Trait;

use crate::habit::Habit;
use crate::language;
use crate::language::terms::{Term, each_term};
use crate::mask::{is_masked, mask};
use crate::turn::own_text;
use words::WordCounts;

/// With fewer texts, how long the longest are is chance.
const ENOUGH_FOR_LONGEST: u32 = 50;

/// Learns how the owner writes, chat by chat.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    chats: BTreeMap<PeerId, Tally>,
    words: WordCounts,
    /// Assistants' phrases that the owner has said too.
    said: FxHashSet<&'static str>,
}

impl Profiles {
    /// Learns from the next message of a chat.
    pub(crate) fn observe(&mut self, message: &Message) {
        if matches!(message.content, Content::Service { .. }) || message.author == Author::Twin {
            return;
        }
        let tally = self.chats.entry(message.chat).or_default();
        if message.author == Author::Other && tally.knows_the_others() {
            tally.pass(message);
            return;
        }
        let words = own_text(message).map(language::words).unwrap_or_default();
        tally.observe(message, &words);
        if message.author == Author::Owner {
            // The pieces of a link are nobody's words.
            if own_text(message).is_some_and(|text| !is_masked(&mask(text))) {
                self.words.add_own(&words);
            }
            each_term(&words, |term, phrase| {
                if term == Term::Assistant {
                    self.said.insert(phrase);
                }
            });
        } else {
            self.words.add_others(&words);
        }
    }

    /// The length that one in two hundred of the owner's texts exceeds.
    pub(crate) fn longest_text(&self) -> Option<usize> {
        let mut chars = Habit::default();
        for tally in self.chats.values() {
            chars.merge(&tally.chars);
        }
        let enough = chars.values.count() >= ENOUGH_FOR_LONGEST;
        enough.then(|| chars.values.quantile(0.995).ceil() as usize)
    }

    /// The first phrase of assistants among words that the owner has never said.
    pub(crate) fn assistants_phrase(&self, words: &[String]) -> Option<&'static str> {
        let mut first = None;
        each_term(words, |term, phrase| {
            if term == Term::Assistant && !self.said.contains(phrase) {
                first = first.or(Some(phrase));
            }
        });
        first
    }

    /// What is counted of several chats together.
    pub(crate) fn sum(&self, chats: impl Iterator<Item = PeerId>) -> Tally {
        let mut sum = Tally::default();
        for tally in chats.filter_map(|chat| self.tally(chat)) {
            sum.merge(tally);
        }
        sum
    }

    /// What is counted of a chat.
    pub(crate) fn tally(&self, chat: PeerId) -> Option<&Tally> {
        self.chats.get(&chat)
    }

    /// The chats, in the order of their numbers.
    pub(crate) fn chats(&self) -> impl Iterator<Item = (PeerId, &Tally)> {
        self.chats.iter().map(|(chat, tally)| (*chat, tally))
    }
}
