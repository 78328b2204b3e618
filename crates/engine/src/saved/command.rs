//! What an owner tells their twin in Saved Messages, from their words.
//!
//! Saved Messages is a notebook too, so a command is unmistakable: one short line that begins with
//! “twin” or “двойник” and is all of it a command, in whatever case and with whatever punctuation.
//! About a line that the twin has written there, a reply of one word is enough.
//!
//! To add a command: a variant of [`Command`], its phrases in `words`, what it does in
//! [`obey`](mod@super::obey), and a line in the tables of the tests.

mod slips;
mod span;
mod words;

use serde::{Deserialize, Serialize};

pub(super) use span::Span;
use words::{ADDRESS, ALL, BEFORE_NAMES, PHRASES, POLITE, SAY, SEND, STOP, Verb};

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
    /// To send nothing.
    Pause(Span),
    /// To go on.
    Resume,
    /// To tell what it said, to somebody or lately.
    Said(Option<String>),
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
    /// Something that the twin does not understand.
    Unknown(Language),
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

/// A word as it is compared, and as it was written.
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
    match command(rest) {
        Some(command) => Some(Spoken::Command(*language, command)),
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
        Verb::Said => Some(Command::Said(name(rest))),
        Verb::Stop => Some(Command::Stop(name(rest))),
        Verb::Approve => Some(Command::Approve(name(rest))),
        Verb::Pause => {
            let rest: Vec<&str> = rest.iter().map(|token| &*token.plain).collect();
            span::span(&rest).map(Command::Pause)
        }
        _ if !rest.is_empty() => None,
        Verb::Status => Some(Command::Status),
        Verb::Resume => Some(Command::Resume),
        Verb::Help => Some(Command::Help),
    }
}

/// Whether some words look like a command that was mistyped, or like one with something that it does not
/// take.
fn is_meant(words: &[Token<'_>]) -> bool {
    let Some(first) = words.first() else { return false };
    let verbs = PHRASES.iter().filter_map(|(phrase, _)| phrase.split(' ').next());
    verbs.into_iter().any(|verb| slips::is_nearly(&first.plain, verb))
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

fn tokens(text: &str) -> Vec<Token<'_>> {
    let parts = text.split(|c: char| c.is_whitespace() || ",;!?".contains(c));
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
