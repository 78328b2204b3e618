//! Turns: consecutive messages of one author.

use std::time::Duration;

use domain::{Author, Message, MessageId, PeerId, Timestamp};

use crate::mask::mask;

/// Messages of one author this far apart belong to different turns.
pub const TURN_GAP: Duration = Duration::from_secs(2 * 60);

/// How much of one message is kept, in characters: longer ones are learnt from by their beginning,
/// and are no answers to give again.
const LINE_CHARS: usize = 1000;

/// How many messages of a turn are kept.
const LINES: usize = 24;

/// How many numbers of a turn's messages are kept.
const LAST: usize = 32;

/// Consecutive messages of one author, each less than [`TURN_GAP`] after the one before.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Who wrote it.
    pub author: Author,
    /// The peer who wrote it.
    pub sender: PeerId,
    /// When its first message was written.
    pub began_at: Timestamp,
    /// When its last message was written.
    pub ended_at: Timestamp,
    /// Its messages with words of the author's own, masked, with their numbers.
    pub lines: Vec<(MessageId, String)>,
    /// Whether it also says something that is not here: a voice note, a photo, a forwarded
    /// message, or the rest of one that is too long.
    pub partial: bool,
    /// Whether it is partial for more than what may still be heard.
    cut: bool,
    /// Its messages that nobody has heard yet.
    unheard: Vec<MessageId>,
    /// The newest messages, to know a message that comes twice.
    last: Vec<MessageId>,
}

impl Turn {
    /// A turn that begins with a message.
    pub fn begin(message: &Message) -> Self {
        let mut turn = Self {
            author: message.author,
            sender: message.sender,
            began_at: message.sent_at,
            ended_at: message.sent_at,
            lines: Vec::new(),
            partial: false,
            cut: false,
            unheard: Vec::new(),
            last: Vec::new(),
        };
        turn.push(message);
        turn
    }

    /// Whether a message belongs to this turn.
    pub fn continues_with(&self, message: &Message) -> bool {
        self.author == message.author
            && self.sender == message.sender
            && message.sent_at >= self.began_at
            && message.sent_at.since(self.ended_at) < TURN_GAP
            && message.reply_to.is_none_or(|target| self.lines.iter().any(|(id, _)| *id == target))
    }

    /// Adds a message that belongs to this turn.
    pub fn push(&mut self, message: &Message) {
        self.ended_at = self.ended_at.max(message.sent_at);
        if self.last.len() == LAST {
            self.last.remove(0);
        }
        self.last.push(message.id);
        match own_words(message) {
            Words::Said(text) if self.lines.len() < LINES => {
                let (text, whole) = beginning(text);
                self.cut |= !whole;
                self.lines.push((message.id, mask(text).into_owned()));
            }
            Words::Nothing => {}
            Words::Unheard if may_be_heard(message) => self.unheard.push(message.id),
            Words::Said(_) | Words::Unheard => self.cut = true,
        }
        self.partial = self.cut || !self.unheard.is_empty();
    }

    /// Puts what was heard in one of its messages in its place; `false` if that waits for nobody.
    pub(crate) fn hear(&mut self, message: &Message) -> bool {
        let Some(waits) = self.unheard.iter().position(|id| *id == message.id) else {
            return false;
        };
        self.unheard.remove(waits);
        match own_words(message) {
            Words::Said(text) if self.lines.len() < LINES => {
                let (text, whole) = beginning(text);
                self.cut |= !whole;
                let place = self.lines.partition_point(|(id, _)| *id < message.id);
                self.lines.insert(place, (message.id, mask(text).into_owned()));
            }
            _ => self.cut = true,
        }
        self.partial = self.cut || !self.unheard.is_empty();
        true
    }

    /// Whether the turn holds this very message.
    pub fn holds(&self, id: MessageId) -> bool {
        self.last.contains(&id)
    }
}

/// Whether somebody's words may become known who speaks in a message.
fn may_be_heard(message: &Message) -> bool {
    let is_theirs = message.author == Author::Other && !message.forwarded && !message.via_bot;
    is_theirs && message.content.is_unheard()
}

/// What a message says, as far as texts are concerned.
enum Words<'a> {
    Said(&'a str),
    /// Something without words that changes nothing: a sticker.
    Nothing,
    /// Something that cannot be read here.
    Unheard,
}

fn own_words(message: &Message) -> Words<'_> {
    use domain::Content;
    if message.forwarded || message.via_bot {
        return Words::Unheard;
    }
    match &message.content {
        Content::Sticker { .. } => Words::Nothing,
        // How the owner speaks is not how they write; what others say is answered all the same.
        Content::Voice { .. } | Content::Sound { .. } if message.author != Author::Other => {
            Words::Unheard
        }
        // What a caption says depends on what is above it.
        Content::Media { .. } | Content::Sound { heard: false, .. } => Words::Unheard,
        content => match content.text().map(str::trim) {
            // What stands for bytes that were lost was never written.
            Some(text) if text.contains(char::REPLACEMENT_CHARACTER) => Words::Unheard,
            Some(text) if !text.is_empty() => Words::Said(text),
            _ => Words::Unheard,
        },
    }
}

/// The words of a message that are its author's own; `None` where there are none.
pub(crate) fn own_text(message: &Message) -> Option<&str> {
    match own_words(message) {
        Words::Said(text) => Some(text),
        Words::Nothing | Words::Unheard => None,
    }
}

/// Whether a text is longer than what is kept of it.
pub(crate) fn is_too_long(text: &str) -> bool {
    !beginning(text.trim()).1
}

/// The beginning of a text, and whether that is all of it.
fn beginning(text: &str) -> (&str, bool) {
    text.char_indices().nth(LINE_CHARS).map_or((text, true), |(end, _)| (&text[..end], false))
}
