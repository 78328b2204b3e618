//! What is to be answered, and what came before.

use std::borrow::Cow;
use std::time::Duration;

use domain::{Author, Content, Message, MessageId};
use style::language::{phrases, words};
use style::mask::mask;

use crate::guard::words_of;

/// What was said longer ago than this before the burst is no context of it.
const CONTEXT_REACH: Duration = Duration::from_secs(2 * 3600);
/// How many messages of the turn before the burst make its context, as in what was learnt.
const CONTEXT_MESSAGES: usize = 2;

/// The messages that are to be answered together.
pub(crate) struct Burst {
    /// Their texts, masked as everything learnt is.
    pub(crate) texts: Vec<String>,
    /// The words of the texts.
    pub(crate) words: Vec<String>,
    /// What was said just before, or the message that is replied to. Masked.
    pub(crate) context: Vec<String>,
    /// Which messages that is.
    pub(crate) context_of: Vec<MessageId>,
    /// The words of the context, if the other side said it: it may still want its answer.
    pub(crate) unanswered: Vec<String>,
    /// Whether something in it cannot be read: a voice note, a photo whatever is written under it,
    /// forwarded words.
    pub(crate) unreadable: bool,
    /// What the owner or the twin said last, a text for each message.
    pub(crate) last_answer: Vec<String>,
}

impl Burst {
    /// `None` if there is nothing to answer.
    pub(crate) fn of(before: &[Message], burst: &[Message]) -> Option<Self> {
        let is_written = |message: &&Message| !matches!(message.content, Content::Service { .. });
        let before: Vec<&Message> = before.iter().filter(is_written).collect();
        let burst: Vec<&Message> = burst.iter().filter(is_written).collect();
        let first = burst.first()?;
        // What others say to each other in a group is seldom what a word to the owner goes back to, and
        // waits for no answer of theirs.
        let to_owner: Vec<&Message> = before
            .iter()
            .copied()
            .filter(|message| message.author != Author::Other || message.is_to_owner())
            .collect();
        let mut context = context(&to_owner, first);
        let mut context_by = to_owner.last().map(|message| message.author);
        if let Some(target) = burst.last().and_then(|message| message.reply_to)
            && let Some(replied) = before.iter().find(|message| message.id == target)
        {
            context = vec![replied];
            context_by = Some(replied.author);
        }
        let mut found = Self {
            texts: Vec::new(),
            words: Vec::new(),
            context: context.iter().filter_map(|message| text(message)).collect(),
            context_of: context.iter().map(|message| message.id).collect(),
            unanswered: Vec::new(),
            unreadable: false,
            last_answer: last_turn(&to_owner),
        };
        if context_by == Some(Author::Other) {
            found.unanswered = words_of(&found.context);
        }
        for message in burst {
            let text = text(message);
            found.unreadable |= match message.content {
                Content::Sticker { .. } => false,
                Content::Media { .. } | Content::Sound { heard: false, .. } => true,
                _ => text.is_none(),
            };
            found.texts.extend(text);
        }
        found.words = words_of(&found.texts);
        Some(found)
    }

    /// A burst of one text.
    #[cfg(test)]
    pub(crate) fn saying(text: &str) -> Self {
        let texts = vec![text.to_owned()];
        Self {
            words: words_of(&texts),
            texts,
            context: Vec::new(),
            context_of: Vec::new(),
            unanswered: Vec::new(),
            unreadable: false,
            last_answer: Vec::new(),
        }
    }

    /// What most wants an answer: the last question, or else the last message without its
    /// greeting. `None` if that is the whole burst anyway.
    pub(crate) fn focus(&self) -> Option<&str> {
        let sentences: Vec<&str> = self
            .texts
            .iter()
            .flat_map(|text| text.split_inclusive(['.', '!', '?', '\n']))
            .map(str::trim)
            .filter(|sentence| !is_greeting(sentence))
            .collect();
        let focus =
            sentences.iter().rfind(|sentence| sentence.contains('?')).or(sentences.last())?;
        (self.texts.len() > 1 || self.texts.first().is_some_and(|text| text.trim() != *focus))
            .then_some(*focus)
    }
}

/// Whether a sentence has nothing but a greeting, or no words at all.
fn is_greeting(sentence: &str) -> bool {
    use style::language::Concept::{Day, Evening, Greeting, Morning};
    let words = words(sentence);
    let greetings: usize = phrases(&words)
        .iter()
        .filter(|found| matches!(found.concept, Greeting | Morning | Day | Evening))
        .map(|found| found.len)
        .sum();
    greetings == words.len()
}

/// The words of a message that are its author's own.
pub(crate) fn text(message: &Message) -> Option<String> {
    if message.forwarded || message.via_bot {
        return None;
    }
    let text = message.content.text().filter(|text| !text.trim().is_empty())?;
    let own = if message.mentions_owner { without_names(text) } else { Cow::Borrowed(text) };
    Some(mask(&own).into_owned())
}

/// A text without the names by which it calls people, as long as there are other words: whose name it
/// was says nothing of what is asked.
fn without_names(text: &str) -> Cow<'_, str> {
    let words = text.split_whitespace().filter(|word| !word.starts_with('@'));
    let rest = words.collect::<Vec<_>>().join(" ");
    if rest.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(rest) }
}

fn context<'a>(before: &[&'a Message], burst: &Message) -> Vec<&'a Message> {
    let mut context: Vec<&Message> = before
        .iter()
        .copied()
        .rev()
        .take_while(|message| {
            before.last().is_some_and(|last| last.author == message.author)
                && burst.sent_at.since(message.sent_at) <= CONTEXT_REACH
        })
        .take(CONTEXT_MESSAGES)
        .collect();
    context.reverse();
    context
}

fn last_turn(before: &[&Message]) -> Vec<String> {
    let mut turn: Vec<String> = before
        .iter()
        .rev()
        .skip_while(|message| message.author == Author::Other)
        .take_while(|message| message.author != Author::Other)
        .filter_map(|message| text(message))
        .collect();
    turn.reverse();
    turn
}
