//! What an owner tells their twin in Saved Messages, from their words.
//!
//! Saved Messages is a notebook too, so a command is unmistakable: one short line that begins with
//! “twin” or “двойник” and is all of it a command, in whatever case and with whatever punctuation.
//! About a line that the twin has written there, a reply of one word is enough.
//!
//! To add a command: a variant of [`Command`], its phrases in `words`, what it does in
//! [`obey`](mod@super::obey), and a line in the tables of the tests.

mod since;
mod slips;
mod span;
mod words;

use serde::{Deserialize, Serialize};

pub(super) use since::Since;
pub(super) use slips::is_nearly;
pub(super) use span::Span;
use words::{
    ADDRESS, ALL, BEFORE_NAMES, DAYS, NO_NAMES, OF_TIMES, PHRASES, POLITE, SAY, SEND, STOP, Verb,
};

/// A language of commands, and of the answers to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// Russian.
    Ru,
}

/// What the owner tells their twin to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// To say how things stand.
    Status,
    /// To send nothing, to somebody or at all.
    Pause(Span, Option<String>),
    /// To go on, with somebody or at all.
    Resume(Option<String>),
    /// To tell what it said, to somebody or to all, in some time or lately.
    Said(Option<String>, Option<Since>),
    /// Not to send what would be sent now, to somebody or at all.
    Stop(Option<String>),
    /// To send the draft that waits, for somebody or the only one.
    Approve(Option<String>),
    /// To say what it understands.
    Help,
}

/// What begins with the twin's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spoken {
    /// A command.
    Command(Language, Command),
    /// A pause for a time that the twin does not understand.
    NoSpan(Language),
    /// Something that the twin does not understand.
    Unknown(Language),
}

impl Spoken {
    /// The language in which it was said.
    pub(super) fn language(&self) -> Language {
        match self {
            Self::Command(language, _) | Self::NoSpan(language) | Self::Unknown(language) => {
                *language
            }
        }
    }
}

/// What the owner says of a reply that the twin shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// It may go.
    Send,
    /// It must not go.
    Stop,
    /// This is to be sent instead.
    Say(String),
}

/// The most words, and characters, of what may be a command: a longer text is a note.
const MOST_WORDS: usize = 12;
const LONGEST: usize = 120;

/// The most words of what is answered although it is no command: a slip of the keys, for which what
/// follows the twin's name must look like one.
const MOST_UNKNOWN: usize = 6;

/// The most words of a name after which the length of a pause may be told.
const MOST_NAMES: usize = 3;

/// A word as it is compared, and as it was written.
#[derive(Clone)]
struct Token<'a> {
    plain: String,
    written: &'a str,
}

/// What a message tells the twin; `None` if it is a note of the owner.
pub(super) fn spoken(text: &str) -> Option<Spoken> {
    let text = text.trim();
    if text.contains('\n') || text.chars().count() > LONGEST {
        return None;
    }
    let tokens = tokens(text);
    let (first, mut rest) = tokens.split_first()?;
    let (_, language) = ADDRESS.iter().find(|(word, _)| *word == first.plain)?;
    let is_polite = |token: &Token<'_>| POLITE.contains(&&*token.plain);
    while let Some((_, others)) = rest.split_first().filter(|(token, _)| is_polite(token)) {
        rest = others;
    }
    while let Some((_, others)) = rest.split_last().filter(|(token, _)| is_polite(token)) {
        rest = others;
    }
    if rest.len() > MOST_WORDS {
        return None;
    }
    match command(rest).or_else(|| command(&days_last(rest))) {
        Some(command) => Some(Spoken::Command(*language, command)),
        None if rest.len() <= MOST_UNKNOWN && is_pause(rest) && names_time(rest) => {
            Some(Spoken::NoSpan(*language))
        }
        None if rest.len() <= MOST_UNKNOWN && is_meant(rest) => Some(Spoken::Unknown(*language)),
        None => None,
    }
}

/// What a reply to a shown draft or countdown says of it, and in which language, if it is in one.
pub(super) fn word(text: &str) -> Option<(Option<Language>, Word)> {
    let text = text.trim();
    if let Some((before, after)) = text.split_once(':')
        && let Some((_, language)) = SAY.iter().find(|(word, _)| *word == plain(before.trim()))
    {
        let after = after.trim();
        return (!after.is_empty()).then(|| (Some(*language), Word::Say(after.to_owned())));
    }
    let words: Vec<String> = tokens(text).into_iter().map(|token| token.plain).collect();
    let said = if words.is_empty() { text.to_owned() } else { words.join(" ") };
    let find = |table: &[(&str, Option<Language>)]| {
        table.iter().find(|(word, _)| *word == said).map(|(_, language)| *language)
    };
    let send = find(&SEND).map(|language| (language, Word::Send));
    send.or_else(|| find(&STOP).map(|language| (language, Word::Stop)))
}

/// The command that some words are, all of them.
fn command(words: &[Token<'_>]) -> Option<Command> {
    if words.is_empty() {
        return Some(Command::Help);
    }
    let begins = |phrase: &str| {
        let parts = phrase.split(' ');
        let count = parts.clone().count();
        let fits = parts.zip(words).all(|(part, word)| part == word.plain);
        (count <= words.len() && fits).then_some(count)
    };
    let known = PHRASES.iter().filter_map(|(phrase, verb)| Some((begins(phrase)?, *verb)));
    let (count, verb) = known.max_by_key(|(count, _)| *count)?;
    let rest = &words[count..];
    match verb {
        Verb::Said => Some(said(rest)),
        Verb::Stop => Some(Command::Stop(name(rest))),
        Verb::Approve => Some(Command::Approve(name(rest))),
        Verb::Pause => pause(rest),
        Verb::Resume => {
            let name = name(rest);
            let is_named = name.as_ref().is_some_and(|_| is_name(rest));
            (name.is_none() || is_named).then_some(Command::Resume(name))
        }
        _ if !rest.is_empty() => None,
        Verb::Status => Some(Command::Status),
        Verb::Help => Some(Command::Help),
    }
}

/// Words with those of a day at their end: «что ты сегодня писал Анне».
fn days_last<'a>(words: &[Token<'a>]) -> Vec<Token<'a>> {
    let is_day = |token: &&Token<'a>| DAYS.contains(&&*token.plain);
    let (days, others): (Vec<_>, Vec<_>) = words.iter().partition(is_day);
    others.into_iter().chain(days).cloned().collect()
}

/// Words as spans of time are read.
fn plain_words(words: &[Token<'_>]) -> Vec<String> {
    words.iter().map(|token| token.plain.replace(',', ".")).collect()
}

/// A pause of so long as some words say, or of whom they name before or after that.
fn pause(words: &[Token<'_>]) -> Option<Command> {
    let is_all = words.first().is_some_and(|word| ALL.contains(&&*word.plain));
    let words = &words[usize::from(is_all)..];
    let plain = plain_words(words);
    let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
    if let Some(span) = span::span(&plain) {
        return Some(Command::Pause(span, None));
    }
    let before = (1..=words.len()).find_map(|end| {
        let span = span::span(&plain[end..]).filter(|_| is_name(&words[..end]))?;
        Some(Command::Pause(span, Some(name(&words[..end])?)))
    });
    // What names a time as well is a time first: “pause 2 hours Anna”, and not with “2 hours Anna”.
    let after = || {
        (1..words.len()).rev().find_map(|end| {
            let whom = &words[end..];
            let is_for = whom.first().is_some_and(|word| word.plain == "for");
            let whom = if is_for { &whom[1..] } else { whom };
            let span = span::span(&plain[..end]).filter(|_| is_name(whom))?;
            Some(Command::Pause(span, Some(name(whom)?)))
        })
    };
    before.or_else(after)
}

/// What was said to whom some words name, in the time that they say before or after that.
fn said(words: &[Token<'_>]) -> Command {
    let plain = plain_words(words);
    let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
    let ends = (0..words.len()).find_map(|at| Some((&words[..at], since::since(&plain[at..])?)));
    let begins = || {
        let at_most = (1..words.len()).rev();
        at_most.into_iter().find_map(|at| Some((&words[at..], since::since(&plain[..at])?)))
    };
    match ends.or_else(begins) {
        Some((whom, since)) => Command::Said(name(whom), Some(since)),
        None => Command::Said(name(words), None),
    }
}

/// Whether some words begin with that for a pause.
fn is_pause(words: &[Token<'_>]) -> bool {
    PHRASES.iter().filter(|(_, verb)| *verb == Verb::Pause).any(|(phrase, _)| {
        let parts = phrase.split(' ');
        parts.clone().count() <= words.len()
            && parts.zip(words).all(|(part, word)| part == word.plain)
    })
}

/// Whether some words speak of time: with figures, or as spans do.
fn names_time(words: &[Token<'_>]) -> bool {
    words.iter().any(|word| is_of_time(&word.plain))
}

/// Whether a name that nobody has may have been meant as a time.
pub(super) fn is_like_time(name: &str) -> bool {
    name.split_whitespace().any(|word| is_of_time(&plain(word)))
}

fn is_of_time(word: &str) -> bool {
    let figures = word.trim_start_matches(['-', '−', '–']);
    figures.starts_with(|c: char| c.is_ascii_digit())
        || OF_TIMES.contains(&word)
        || span::lasting::lasting(&[word]).is_some()
}

/// Whether some words may be whom the twin is to be quiet with, and nothing else.
fn is_name(words: &[Token<'_>]) -> bool {
    let before = words.iter().take_while(|word| BEFORE_NAMES.contains(&&*word.plain)).count();
    // “For lunch” is not for Lunch.
    let is_span = words.first().is_some_and(|word| word.plain == "for" || word.plain == "на");
    let words = &words[before..];
    let begins = |word: &Token<'_>| {
        word.written.starts_with(|c: char| c.is_alphabetic() || c == '@')
            && !NO_NAMES.contains(&&*word.plain)
    };
    !is_span && (1..=MOST_NAMES).contains(&words.len()) && words.first().is_some_and(begins)
}

/// Whether some words look like a command that was mistyped, or like one with something that it does not
/// take.
fn is_meant(words: &[Token<'_>]) -> bool {
    let Some(first) = words.first() else { return false };
    let verbs = PHRASES.iter().filter_map(|(phrase, _)| phrase.split(' ').next());
    verbs.into_iter().any(|verb| is_nearly(&first.plain, verb))
}

/// Whom some words name; `None` is nobody in particular.
fn name(words: &[Token<'_>]) -> Option<String> {
    let before = words.iter().take_while(|word| BEFORE_NAMES.contains(&&*word.plain)).count();
    let words = &words[before..];
    if words.is_empty() || matches!(words, [only] if ALL.contains(&&*only.plain)) {
        return None;
    }
    Some(words.iter().map(|word| word.written).collect::<Vec<_>>().join(" "))
}

/// What stands between the spaces and marks of a text; the comma of a number is part of it.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let in_number = |at: usize| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(text[..at].chars().next_back()) && digit(text[at + 1..].chars().next())
    };
    let marks = text.char_indices().filter(move |(at, c)| match c {
        ',' => !in_number(*at),
        c => c.is_whitespace() || ";!?".contains(*c),
    });
    let ends = marks.chain([(text.len(), '\0')]);
    ends.scan(0, |begin, (end, mark)| {
        let part = &text[*begin..end];
        *begin = end + mark.len_utf8();
        Some(part)
    })
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let parts = parts(text);
    let is_around = |c: char| !c.is_alphanumeric() && c != '@';
    let trimmed = parts.map(|part| {
        let trimmed = part.trim_matches(is_around);
        // What is negative is not the same without its sign.
        let is_negative =
            trimmed.starts_with(|c: char| c.is_ascii_digit()) && part.starts_with(['-', '−', '–']);
        if is_negative { part.trim_end_matches(is_around) } else { trimmed }
    });
    let written = trimmed.filter(|part| part.chars().any(char::is_alphanumeric));
    written.map(|written| Token { plain: plain(written), written }).collect()
}

/// A word as it is compared with others.
pub(super) fn plain(word: &str) -> String {
    word.to_lowercase().replace('ё', "е")
}

#[cfg(test)]
mod tests;
