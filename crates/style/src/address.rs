//! How somebody is addressed: as a friend, or politely.

use crate::language::terms::{Term, each_term};
use crate::profile::Tally;
use crate::profile::Trait;

/// "Ты" or "вы"; where a language has one word for both, what goes with either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// As a friend.
    Friendly,
    /// As a stranger or a superior, or several people at once.
    Polite,
}

impl Address {
    /// How a text addresses whoever it is written to, by its words as [`words`](crate::language::words)
    /// gives them; `None` if it does not show, or both do.
    pub fn of(words: &[String]) -> Option<Self> {
        let mut told = Addressed::default();
        each_term(words, |term, _| match term {
            Term::Informal => told.friendly = 1,
            Term::Formal => told.polite = 1,
            _ => {}
        });
        told.mostly()
    }
}

/// How often somebody was addressed in either way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Addressed {
    friendly: u32,
    polite: u32,
}

impl Addressed {
    /// In their own chat.
    pub(crate) fn in_chat(tally: &Tally) -> Self {
        let polite = tally.share(Trait::Formal);
        Self { friendly: polite.of - polite.hits, polite: polite.hits }
    }

    pub(crate) fn add(&mut self, words: &[String]) {
        match Address::of(words) {
            Some(Address::Friendly) => self.friendly += 1,
            Some(Address::Polite) => self.polite += 1,
            None => {}
        }
    }

    /// The way that is more frequent.
    pub(crate) fn mostly(self) -> Option<Address> {
        match self.friendly.cmp(&self.polite) {
            std::cmp::Ordering::Greater => Some(Address::Friendly),
            std::cmp::Ordering::Less => Some(Address::Polite),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// The way if it is the only one.
    pub(crate) fn only(self) -> Option<Address> {
        if self.friendly == 0 || self.polite == 0 { self.mostly() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::words;

    #[test]
    fn a_text_tells_friend_from_superior_or_neither() {
        let of = |text: &str| Address::of(&words(text));
        assert_eq!(of("а ты когда?"), Some(Address::Friendly));
        assert_eq!(of("Пришлите, пожалуйста, я вам отвечу"), Some(Address::Polite));
        assert_eq!(of("норм"), None);
        assert_eq!(of("ты скажи им, я вам напишу"), None);
    }
}
