//! What the twin wrote, or would have, beside what the owner then said themselves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use style::LikenessModel;
use style::language::{Concept, is_emoji, is_function_word, phrases, stem, words};

/// How alike two texts must be to be one text that was worked on, from 0 to 1: less than half of it
/// was written anew.
const WORKED_ON: f32 = 0.6;
/// Texts longer than this, in characters, are compared by their beginnings.
const LONGEST: usize = 1_000;

/// How near what the twin would have said came to what the owner said; each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Closeness {
    /// The manner: whether it reads as much like the owner as what the owner wrote.
    pub manner: f32,
    /// What is said: the same everyday intents and the same words, beyond those of the question.
    pub content: f32,
    /// How long it is.
    pub length: f32,
}

impl Closeness {
    /// All of it in one figure, 0 to 1. What is said counts as much as how: an answer that is not
    /// the owner's is of no use in the owner's manner.
    pub fn score(self) -> f32 {
        0.4 * self.manner + 0.4 * self.content + 0.2 * self.length
    }

    /// Compares what the twin would have said with what the owner said to a question; messages
    /// stand on lines of their own. `likeness` tells who writes how, where enough was learnt.
    pub fn between(
        would_say: &str,
        said: &str,
        question: &str,
        likeness: Option<&LikenessModel>,
    ) -> Self {
        let habits = habits_shared(would_say, said);
        let manner = likeness.map_or(habits, |model| {
            let (twins, owners) = (model.probability(would_say), model.probability(said));
            // What reads even more like the owner than the owner is no worse for it.
            f32::midpoint(habits, (twins / owners.max(0.01)).min(1.0))
        });
        Self {
            manner,
            content: content(would_say, said, question),
            length: length(would_say, said),
        }
    }
}

/// Which of some habits of writing both texts have, or both have not, as a share.
fn habits_shared(one: &str, other: &str) -> f32 {
    const HABITS: [fn(&str) -> bool; 5] = [
        |text| text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase),
        |text| text.trim_end().ends_with(['.', '!', '?', '…']),
        |text| text.chars().any(is_emoji),
        |text| text.trim_end().ends_with(')'),
        |text| text.trim().lines().count() > 1,
    ];
    let shared = HABITS.iter().filter(|has| has(one) == has(other)).count();
    shared as f32 / HABITS.len() as f32
}

/// What a text says: everyday intents, and the stems of the other words that say something.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Term {
    Intent(Concept),
    Stem(String),
}

fn terms(text: &str) -> BTreeSet<Term> {
    let words = words(text);
    let mut terms = BTreeSet::new();
    let mut named = BTreeSet::new();
    for phrase in phrases(&words) {
        terms.insert(Term::Intent(phrase.concept));
        named.extend(phrase.start..phrase.start + phrase.len);
    }
    let others = words.iter().enumerate().filter(|(place, word)| {
        !named.contains(place) && !is_function_word(word) && word.as_str() != "?"
    });
    terms.extend(others.map(|(_, word)| Term::Stem(stem(word).to_owned())));
    terms
}

/// The share of what both say in all that they say (Dice), without the question's words: whoever
/// repeats those has not said anything yet. Yes is not no, whatever else is alike.
fn content(one: &str, other: &str, question: &str) -> f32 {
    let (mut one, mut other) = (terms(one), terms(other));
    let says = |terms: &BTreeSet<Term>, concept| terms.contains(&Term::Intent(concept));
    let contradicts = |a: &BTreeSet<Term>, b: &BTreeSet<Term>| {
        says(a, Concept::No) && !says(b, Concept::No) && says(b, Concept::Yes)
    };
    if contradicts(&one, &other) || contradicts(&other, &one) {
        return 0.0;
    }
    let asked = terms(question);
    let said = |terms: &BTreeSet<Term>| terms.iter().any(|term| !asked.contains(term));
    if said(&one) || said(&other) {
        one.retain(|term| !asked.contains(term));
        other.retain(|term| !asked.contains(term));
    }
    let (all, shared) = (one.len() + other.len(), one.intersection(&other).count());
    if all == 0 { 1.0 } else { 2.0 * shared as f32 / all as f32 }
}

fn length(one: &str, other: &str) -> f32 {
    let (one, other) = (one.chars().count().max(1), other.chars().count().max(1));
    one.min(other) as f32 / one.max(other) as f32
}

/// What an outgoing message is to a draft that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// The draft, as it is.
    Same,
    /// The draft, worked on.
    WorkedOn,
    /// Something else.
    Other,
}

/// Whether a text that the owner has sent is a draft, or was made of it. Case, spaces and line breaks
/// do not matter: apps change them.
pub fn kinship(draft: &str, sent: &str) -> Kinship {
    let plain = |text: &str| -> Vec<char> {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").to_lowercase().chars().take(LONGEST).collect()
    };
    let (draft, sent) = (plain(draft), plain(sent));
    if draft == sent {
        return Kinship::Same;
    }
    let longest = draft.len().max(sent.len());
    let alike = 1.0 - edits(&draft, &sent) as f32 / longest.max(1) as f32;
    if alike >= WORKED_ON { Kinship::WorkedOn } else { Kinship::Other }
}

/// How many characters must be put in, left out or changed to make one text of the other (Levenshtein,
/// "Binary codes capable of correcting deletions, insertions, and reversals", 1966).
fn edits(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, a) in one.iter().enumerate() {
        let mut before = std::mem::replace(&mut row[0], line + 1);
        for (place, b) in other.iter().enumerate() {
            let kept = before + usize::from(a != b);
            before = row[place + 1];
            row[place + 1] = kept.min(row[place] + 1).min(before + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(would_say: &str, said: &str, question: &str) -> Closeness {
        Closeness::between(would_say, said, question, None)
    }

    #[test]
    fn the_same_words_are_as_near_as_can_be() {
        let near = between("го\nво сколько", "го\nво сколько", "в сб кататься?");
        assert_eq!(near, Closeness { manner: 1.0, content: 1.0, length: 1.0 });
        assert!((near.score() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn yes_and_no_are_far_from_each_other_however_alike_they_read() {
        let opposite = between("нет, не приду завтра", "да, приду завтра", "придёшь завтра?");
        assert_eq!(opposite.content, 0.0);
        assert!(opposite.length > 0.7);
        let agreed = between("да", "ага", "придёшь?");
        assert!(agreed.content > 0.9, "another way to say yes: {agreed:?}");
    }

    #[test]
    fn words_of_the_question_prove_nothing() {
        let question = "купил молоко и хлеб?";
        let parrot = between("молоко и хлеб купил вчера", "молоко и хлеб забыл", question);
        assert_eq!(parrot.content, 0.0);
        let right = between("забыл молоко", "забыл", question);
        assert_eq!(right.content, 1.0);
    }

    #[test]
    fn manner_and_length_are_told_apart_from_what_is_said() {
        let stiff = between("Хорошо, приеду в семь.", "приеду в семь)", "когда?");
        assert!(stiff.manner < 0.5, "{stiff:?}");
        assert!(stiff.content > 0.5, "{stiff:?}");
        let wordy = between("приеду в семь, если не будет пробок на мосту", "в семь", "когда?");
        assert!(wordy.length < 0.2, "{wordy:?}");
    }

    #[test]
    fn every_figure_is_a_share_whatever_is_compared() {
        for (one, other) in [("", ""), ("", "да"), ("😂", "🙂"), ("?", "…"), ("а\n\nб", "\n")]
        {
            let Closeness { manner, content, length } = between(one, other, "");
            for figure in [manner, content, length] {
                assert!((0.0..=1.0).contains(&figure), "{one:?} {other:?}: {figure}");
            }
        }
    }

    #[test]
    fn a_draft_is_known_again_after_the_owner_worked_on_it() {
        let draft = "го\nво сколько";
        for same in ["го\nво сколько", "Го во сколько ", "го\n\nво  сколько"]
        {
            assert_eq!(kinship(draft, same), Kinship::Same, "{same}");
        }
        for worked_on in ["го\nа во сколько", "го, во сколько?", "го\nво скольки"]
        {
            assert_eq!(kinship(draft, worked_on), Kinship::WorkedOn, "{worked_on}");
        }
        for other in ["", "не, я занят", "сам отвечу", "го"] {
            assert_eq!(kinship(draft, other), Kinship::Other, "{other}");
        }
        assert_eq!(kinship("норм", "нормас"), Kinship::WorkedOn);
    }

    #[test]
    fn texts_of_any_length_are_compared_in_little_time() {
        let long = "слово ".repeat(5_000);
        assert_eq!(kinship(&long, &format!("{long}!")), Kinship::Same, "by their beginnings");
        assert_eq!(edits(&['а', 'б'], &[]), 2);
        assert_eq!(edits(&[], &['а']), 1);
        assert_eq!(edits(&['к', 'о', 'т'], &['к', 'и', 'т', 'ы']), 2);
    }
}
