//! Whether the other side is told that it is a twin who writes to them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::most;

/// What the other side is told of it, where the twin sends by itself. What the owner has read and let go
/// is theirs, and tells nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Disclosure {
    /// In which replies, unless the chat has a choice of its own.
    pub told: Told,
    /// In these words, which are the owner's; empty is in [`DisclosureWords`].
    pub text: String,
}

/// How it is told where the owner has no words of their own: in the language of the chat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DisclosureWords {
    /// By the ISO 639-1 code of the language.
    pub by_language: BTreeMap<&'static str, String>,
    /// Where nobody knows the language. Without any words nothing is told.
    pub otherwise: String,
}

/// In which replies the other side is told that a twin writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// In none.
    #[default]
    Never,
    /// In the first that the twin sends by itself in a chat, as a message before it.
    First,
    /// In each, below its last message.
    Each,
}

impl Told {
    /// All there are, the least first.
    pub const ALL: [Self; 3] = [Self::Never, Self::First, Self::Each];
}

/// A reply with what is told in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosed {
    /// What its messages say, in order.
    pub texts: Vec<String>,
    /// Whether the first of them is nothing but what is told.
    pub begins: bool,
}

impl Disclosure {
    /// The messages of a reply with what is told in them: by `told`, and by whether it was told in the
    /// chat before. With `apart` it stands in none of them, for they are spoken.
    pub fn disclose(&self, told: Told, before: bool, apart: bool, texts: &[String]) -> Disclosed {
        let mut texts = texts.to_vec();
        let mut begins = false;
        match told {
            _ if self.text.is_empty() => {}
            Told::Never => {}
            Told::First if before => {}
            Told::First => {
                texts.insert(0, self.text.clone());
                begins = true;
            }
            Told::Each => {
                let signed = texts.last().map(|last| format!("{last}\n\n{}", self.text));
                match (texts.last_mut(), signed) {
                    (Some(last), Some(signed)) if !apart && units(&signed) <= most::MESSAGE => {
                        *last = signed;
                    }
                    _ => texts.push(self.text.clone()),
                }
            }
        }
        Disclosed { texts, begins }
    }
}

impl Disclosure {
    /// The same in words: the owner's, or those of `words` in a language by its ISO 639-1 code. Who has the
    /// house's words in one of its languages has none of their own: forms were once filled with them.
    pub fn worded(self, words: &DisclosureWords, language: Option<&str>) -> Self {
        let is_own = !self.text.is_empty() && words.by_language.values().all(|of| *of != self.text);
        if is_own {
            return self;
        }
        let known = language.and_then(|language| words.by_language.get(language));
        Self { text: known.unwrap_or(&words.otherwise).clone(), ..self }
    }

    /// What the messages of a reply say beside what is told in them; `begins` says whether the first tells
    /// nothing else.
    pub fn leaves(&self, words: &DisclosureWords, texts: &[String], begins: bool) -> Vec<String> {
        let told = words.by_language.values().chain([&words.otherwise, &self.text]);
        let told: Vec<&str> = told.map(String::as_str).collect();
        let texts = texts.iter().skip(usize::from(begins));
        let said = texts.map(|text| {
            let mut told = told.iter().filter(|told| !told.is_empty());
            let signed = told.find_map(|told| text.strip_suffix(told));
            signed.map_or(text.as_str(), str::trim_end)
        });
        said.filter(|said| !said.is_empty()).map(str::to_owned).collect()
    }
}

/// How long Telegram says that a text is.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn it_is_told_once_or_each_time_or_never() {
        let disclosure =
            Disclosure { told: Told::First, text: "пишет двойник".to_owned() };
        let reply = texts(&["привет", "буду в семь"]);
        let said = |told, before| disclosure.disclose(told, before, false, &reply);
        let untouched = Disclosed { texts: reply.clone(), begins: false };
        assert_eq!(said(Told::Never, false), untouched);
        assert_eq!(said(Told::First, true), untouched);
        let first = texts(&["пишет двойник", "привет", "буду в семь"]);
        assert_eq!(said(Told::First, false), Disclosed { texts: first, begins: true });
        let signed = texts(&["привет", "буду в семь\n\nпишет двойник"]);
        for before in [false, true] {
            let expected = Disclosed { texts: signed.clone(), begins: false };
            assert_eq!(said(Told::Each, before), expected);
        }
    }

    #[test]
    fn what_is_told_is_not_what_is_said() {
        let disclosure =
            Disclosure { told: Told::First, text: "пишет двойник".to_owned() };
        let reply = texts(&["привет", "буду в семь"]);
        for (told, apart) in
            [(Told::Never, false), (Told::First, false), (Told::Each, false), (Told::Each, true)]
        {
            let said = disclosure.disclose(told, false, apart, &reply);
            let house = DisclosureWords::default();
            assert_eq!(disclosure.leaves(&house, &said.texts, said.begins), reply);
        }
    }

    #[test]
    fn who_has_no_words_says_it_in_the_language_of_the_chat() {
        let words = DisclosureWords {
            by_language: [("en", "a twin writes".to_owned()), ("ru", "пишет двойник".to_owned())]
                .into(),
            otherwise: "a twin writes here".to_owned(),
        };
        let own = Disclosure { told: Told::Each, text: "я не я".to_owned() };
        let reply = texts(&["привет"]);
        for (language, told) in [
            (Some("ru"), "пишет двойник"),
            (Some("en"), "a twin writes"),
            (None, "a twin writes here"),
        ] {
            assert_eq!(own.clone().worded(&words, language), own);
            let none = Disclosure { text: String::new(), ..own.clone() };
            let said = none.clone().worded(&words, language);
            let said = said.disclose(Told::Each, false, false, &reply);
            assert_eq!(said.texts, [format!("привет\n\n{told}")]);
            assert_eq!(none.leaves(&words, &said.texts, said.begins), reply);
            let stored = Disclosure { text: "a twin writes".to_owned(), ..own.clone() };
            let said = stored.worded(&words, language).disclose(Told::Each, false, false, &reply);
            assert_eq!(said.texts, [format!("привет\n\n{told}")]);
        }
    }

    #[test]
    fn without_words_nothing_is_told() {
        let reply = texts(&["привет"]);
        for told in Told::ALL {
            let said = Disclosure::default().disclose(told, false, false, &reply);
            assert_eq!(said, Disclosed { texts: reply.clone(), begins: false });
        }
    }

    #[test]
    fn what_fits_into_no_message_becomes_one_of_its_own() {
        let disclosure =
            Disclosure { told: Told::Each, text: "пишет двойник".to_owned() };
        let long = "а".repeat(most::MESSAGE - 5);
        let said = disclosure.disclose(Told::Each, true, false, std::slice::from_ref(&long));
        assert_eq!(said.texts, [long, "пишет двойник".to_owned()]);
        let spoken = disclosure.disclose(Told::Each, true, true, &texts(&["привет"]));
        assert_eq!(spoken.texts, texts(&["привет", "пишет двойник"]));
    }
}
