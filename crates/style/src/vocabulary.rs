//! In how many chats each word is said: what is said in many is nobody's secret.
//!
//! This is k-anonymity (Sweeney, "k-anonymity: a model for protecting privacy", 2002) with chats for
//! people: a word of many chats tells of none of them.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};

use domain::PeerId;
use rustc_hash::{FxHashMap, FxHasher};

use crate::language::{is_function_word, stem, words};

/// In so many chats a word is told apart; what is said in more belongs to everybody for good.
const MOST: usize = 6;
/// How many words' stems are kept at hand: most of what people say are few words.
const AT_HAND: usize = 1 << 13;
/// Letters of a word beyond these are not looked at.
const MOST_LETTERS: usize = 48;
/// So many words before the owner's first message in a chat count.
const MOST_UNANSWERED: usize = 256;
/// All chats beyond so many are one.
const MOST_CHATS: usize = u16::MAX as usize;

/// A hashed stem. Of a hundred thousand words two or three share one.
type Hashed = u32;

/// The chats that a stem was said in: their places in the order learnt, counted from 1; 0 is none.
type Chats = [u16; MOST];

/// Where a word is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// In how many of the chats that the owner writes in, by anybody; more than six are six.
    pub chats: usize,
    /// Whether in the chat asked about, or in more than are told apart.
    pub here: bool,
    /// Whether it was ever said, if only in what is forgotten by now.
    pub known: bool,
}

/// Counts for every stem the chats that it was said in.
#[derive(Debug, Default)]
pub struct Vocabulary {
    stems: FxHashMap<Hashed, Chats>,
    chats: FxHashMap<PeerId, u16>,
    /// What was said last in chats in which the owner has not written yet.
    unanswered: FxHashMap<PeerId, VecDeque<Hashed>>,
    /// The stems of frequent words by the hash of the word, which is 0 where there is none yet.
    at_hand: Vec<(u64, Hashed)>,
}

impl Vocabulary {
    /// Learns words that were said in a chat. A chat counts from the owner's first message in it on,
    /// with what was said just before: whoever has many accounts cannot make a word common by writing
    /// it to the owner from each.
    pub(crate) fn observe(&mut self, chat: PeerId, by_owner: bool, words: &[String]) {
        self.at_hand.resize(AT_HAND, (0, 0));
        let place = match self.chats.get(&chat) {
            Some(place) => *place,
            None if by_owner => {
                let place = (self.chats.len() + 1).min(MOST_CHATS) as u16;
                self.chats.insert(chat, place);
                for stem in self.unanswered.remove(&chat).unwrap_or_default() {
                    self.add(stem, place);
                }
                place
            }
            None => {
                for word in words {
                    let stem = self.stem_at_hand(word);
                    let unanswered = self.unanswered.entry(chat).or_default();
                    if unanswered.len() == MOST_UNANSWERED {
                        unanswered.pop_front();
                    }
                    unanswered.push_back(stem);
                }
                return;
            }
        };
        for word in words {
            let stem = self.stem_at_hand(word);
            self.add(stem, place);
        }
    }

    fn add(&mut self, stem: Hashed, chat: u16) {
        for known in self.stems.entry(stem).or_default() {
            if *known == chat {
                break;
            }
            if *known == 0 {
                *known = chat;
                break;
            }
        }
    }

    /// Takes back that the words of a text were said in a chat. What else was said there with them
    /// is not known, so they count as said there no more; what was said in many chats stays so.
    pub(crate) fn forget(&mut self, chat: PeerId, text: &str) {
        let Some(chat) = self.chats.get(&chat) else { return };
        for word in words(text) {
            let Some(chats) = self.stems.get_mut(&hashed_stem(&word)) else { continue };
            if chats[MOST - 1] == 0
                && let Some(place) = chats.iter().position(|known| known == chat)
            {
                chats[place..].rotate_left(1);
                chats[MOST - 1] = 0;
            }
        }
    }

    /// Where a word is said, in any of its forms. Given as [`words`] gives it.
    pub fn spread(&self, word: &str, chat: PeerId) -> Spread {
        let Some(chats) = self.stems.get(&hashed_stem(word)) else {
            return Spread { chats: 0, here: false, known: false };
        };
        let count = chats.iter().take_while(|chat| **chat != 0).count();
        let here = self.chats.get(&chat).is_some_and(|chat| chats.contains(chat));
        Spread { chats: count, here: here || count == MOST, known: true }
    }

    /// Whether a word says something by itself: function words, numbers and signs do not.
    pub fn is_content(word: &str) -> bool {
        word.chars().any(char::is_alphabetic) && !is_function_word(word)
    }

    /// How many different stems were said.
    pub fn len(&self) -> usize {
        self.stems.len()
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.stems.is_empty()
    }

    fn stem_at_hand(&mut self, word: &str) -> Hashed {
        let mut hasher = FxHasher::default();
        word.hash(&mut hasher);
        let key = hasher.finish().max(1);
        let place = ((key ^ (key >> 32)) as usize) % AT_HAND;
        let (known, hashed) = &mut self.at_hand[place];
        if *known != key {
            (*known, *hashed) = (key, hashed_stem(word));
        }
        *hashed
    }
}

fn hashed_stem(word: &str) -> Hashed {
    let end = word.char_indices().nth(MOST_LETTERS).map_or(word.len(), |(end, _)| end);
    let mut hasher = FxHasher::default();
    stem(&word[..end]).hash(&mut hasher);
    let hash = hasher.finish();
    // Both halves: the lower one alone is badly mixed.
    (hash >> 32) as u32 ^ hash as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(i64, &str)]) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for (chat, text) in pairs {
            vocabulary.observe(PeerId(*chat), true, &words(text));
        }
        vocabulary
    }

    #[test]
    fn a_word_is_counted_once_for_each_chat_in_all_its_forms() {
        let vocabulary =
            said(&[(1, "купил хлеба"), (1, "купили"), (2, "Куплю? купила!"), (3, "ок")]);
        let spread = vocabulary.spread("купил", PeerId(1));
        assert_eq!(spread, Spread { chats: 2, here: true, known: true });
        assert!(!vocabulary.spread("купили", PeerId(3)).here);
        assert_eq!(vocabulary.spread("василиск", PeerId(1)).chats, 0);
        assert!(!vocabulary.spread("василиск", PeerId(1)).known);
    }

    #[test]
    fn strangers_alone_make_no_word_common() {
        let mut vocabulary = said(&[(1, "василиск"), (2, "привет")]);
        for stranger in 10..20 {
            vocabulary.observe(PeerId(stranger), false, &words("василиск привет чужое"));
        }
        let spread = |word| vocabulary.spread(word, PeerId(10));
        assert_eq!(spread("василиск"), Spread { chats: 1, here: false, known: true });
        assert!(!spread("чужое").known);
        vocabulary.observe(PeerId(10), true, &words("кто это?"));
        let spread = |word| vocabulary.spread(word, PeerId(10));
        assert_eq!(spread("василиск").chats, 2, "the owner has answered");
        assert!(spread("чужое").here);
    }

    #[test]
    fn the_order_of_chats_makes_no_difference() {
        let mut pairs: Vec<(i64, &str)> = (1..=8).map(|chat| (chat, "привет")).collect();
        pairs.extend([(2, "тайна"), (5, "тайна")]);
        let forwards = said(&pairs);
        pairs.reverse();
        let backwards = said(&pairs);
        for word in ["привет", "тайна"] {
            for chat in 1..=9 {
                let spread = forwards.spread(word, PeerId(chat));
                assert_eq!(spread, backwards.spread(word, PeerId(chat)), "{word} {chat}");
            }
        }
        assert_eq!(forwards.spread("привет", PeerId(1)).chats, MOST);
    }

    #[test]
    fn what_is_forgotten_is_said_in_fewer_chats_and_known_all_the_same() {
        let mut vocabulary = said(&[(1, "василиск"), (2, "василиск"), (3, "василиск")]);
        vocabulary.forget(PeerId(2), "про василиска");
        let spread = vocabulary.spread("василиск", PeerId(2));
        assert_eq!(spread, Spread { chats: 2, here: false, known: true });
        vocabulary.forget(PeerId(9), "василиск");
        vocabulary.forget(PeerId(1), "василиск");
        vocabulary.forget(PeerId(3), "василиск");
        let spread = vocabulary.spread("василиск", PeerId(1));
        assert_eq!(spread, Spread { chats: 0, here: false, known: true });
    }

    #[test]
    fn words_that_say_nothing_are_no_content() {
        assert!(Vocabulary::is_content("василиск") && Vocabulary::is_content("basilisk"));
        for word in ["и", "the", "?", "👍", "42"] {
            assert!(!Vocabulary::is_content(word), "{word}");
        }
    }
}
