//! Words that tell how two people stand to each other, and words that people lean on.

mod en;
mod ru;

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::stem;

/// What a word or phrase says of those who talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Term {
    /// Addresses one person as a friend: "ты".
    Informal,
    /// Addresses somebody politely: "вы".
    Formal,
    /// Calls a relative: "мам", "sonny".
    Kin,
    /// Calls somebody one loves.
    Intimate,
    /// Of offices and tasks. All forms of the word.
    Work,
    /// Of orders, deliveries, repairs and appointments. All forms of the word.
    Service,
    /// Said while thinking, or out of habit.
    Filler,
    /// Said by assistants, and by hardly anybody in a chat.
    Assistant,
}

impl Term {
    pub(crate) const COUNT: usize = 8;

    /// Whether any form of the word will do.
    fn in_all_forms(self) -> bool {
        matches!(self, Self::Work | Self::Service)
    }
}

/// What a language says for each, in the form that [`super::words`] gives.
type Terms = &'static [(Term, &'static [&'static str])];

const ALL: [Terms; 2] = [ru::TERMS, en::TERMS];

/// Words that are written with ё or, for short, with е.
pub(crate) fn has_yo_when_careful(word: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&'static str>> =
        LazyLock::new(|| ru::YO_WORDS.iter().copied().collect());
    WORDS.contains(word)
}

/// What is listed for a term, in all languages.
pub(crate) fn listed(term: Term) -> impl Iterator<Item = &'static str> {
    ALL.into_iter()
        .flatten()
        .filter(move |(of, _)| *of == term)
        .flat_map(|(_, words)| words.iter().copied())
}

/// Calls `found` for every term in the words of a text, with the phrase that is listed for it.
pub(crate) fn each_term(words: &[String], mut found: impl FnMut(Term, &'static str)) {
    for (place, word) in words.iter().enumerate() {
        let forms = [(word.as_str(), false), (stem(word), true)];
        for entry in forms.into_iter().filter_map(|form| BY_FIRST.get(&form)).flatten() {
            let mut rest = words[place + 1..].iter();
            if entry.more.iter().all(|word| rest.next().is_some_and(|next| next == word)) {
                found(entry.term, entry.phrase);
            }
        }
    }
}

struct Entry {
    term: Term,
    phrase: &'static str,
    /// The words after the first.
    more: Vec<&'static str>,
}

/// Terms by their first word, or by its stem.
static BY_FIRST: LazyLock<FxHashMap<(&'static str, bool), Vec<Entry>>> = LazyLock::new(|| {
    let mut by_first: FxHashMap<_, Vec<Entry>> = FxHashMap::default();
    for (term, phrases) in ALL.into_iter().flatten() {
        for phrase in *phrases {
            let mut words = phrase.split(' ');
            let first = words.next().unwrap_or_default();
            let stemmed = term.in_all_forms();
            let key = (if stemmed { stem(first) } else { first }, stemmed);
            let entry = Entry { term: *term, phrase, more: words.collect() };
            by_first.entry(key).or_default().push(entry);
        }
    }
    by_first
});

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    fn terms(text: &str) -> Vec<Term> {
        let mut terms = Vec::new();
        each_term(&words(text), |term, _| terms.push(term));
        terms
    }

    #[test]
    fn who_talks_to_whom_is_heard() {
        assert_eq!(terms("Мам, ты дома?"), [Term::Kin, Term::Informal]);
        assert_eq!(terms("пришлите договоры, пожалуйста"), [Term::Formal, Term::Work]);
        assert_eq!(terms("Ваш заказ у курьера"), [Term::Formal, Term::Service, Term::Service]);
        assert_eq!(terms("the meeting about two invoices"), [Term::Work, Term::Work]);
        assert_eq!(terms("Чем я могу помочь"), [Term::Assistant]);
        assert!(terms("мама звонила вчера").is_empty(), "spoken of, not spoken to");
        assert!(terms("").is_empty());
    }

    #[test]
    fn every_term_is_written_in_folded_words() {
        for (_, phrases) in ALL.into_iter().flatten() {
            for phrase in *phrases {
                assert_eq!(words(phrase).join(" "), *phrase);
            }
        }
    }
}
