//! Turns and pairs as the likeness benchmark defines them, per chat. They differ from those that
//! the twin learns from, so that it is not measured by its own ideas.

use std::time::Duration;

use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};
use rustc_hash::FxHashMap;

use crate::fidelity::{Pair, Reply, clean};

/// Messages of one author this far apart, at most, make a turn.
const TURN_GAP: Duration = Duration::from_secs(180);
/// In groups the turn before is what is answered if it ended this long ago at most. In private
/// chats, where nobody else can be meant, whatever was written within a day is.
const GROUP_GAP: Duration = Duration::from_secs(600);
const PRIVATE_GAP: Duration = Duration::from_secs(24 * 3600);
/// Turns that ended earlier than this before the reply are no context of it, nor are more than so
/// many.
const CONTEXT_GAP: Duration = Duration::from_secs(2 * 3600);
const CONTEXT_TURNS: usize = 6;

/// Consecutive messages of one author. A message that replies to another begins a new turn.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    pub(super) author: Author,
    pub(super) sender: PeerId,
    pub(super) began_at: Timestamp,
    pub(super) ended_at: Timestamp,
    reply_to: Option<MessageId>,
    pub(super) messages: Vec<&'a Message>,
    /// What they say, cleaned.
    pub(super) texts: Vec<String>,
    /// Whether something in it cannot be compared: a voice note, a photo, forwarded words.
    partial: bool,
}

/// A reply and what it answers: places of turns in their chat.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) turn: usize,
    pub(super) answered: usize,
    /// The turns before the reply, in order, without the one answered.
    pub(super) context: Vec<usize>,
}

/// A chat in turns.
#[derive(Debug)]
pub(super) struct Chat<'a> {
    pub(super) id: PeerId,
    pub(super) turns: Vec<Turn<'a>>,
    /// All replies, of anybody, whose words and question are known as a whole.
    pub(super) answers: Vec<Answer>,
}

impl<'a> Chat<'a> {
    /// Parts the messages of one chat, which may come in any order, into turns and pairs.
    pub(super) fn of(id: PeerId, mut messages: Vec<&'a Message>) -> Self {
        messages.retain(|message| {
            message.author != Author::Twin && !matches!(message.content, Content::Service { .. })
        });
        messages.sort_by_key(|message| (message.sent_at, message.id));
        let mut turns: Vec<Turn<'a>> = Vec::new();
        let mut turn_of: FxHashMap<MessageId, usize> = FxHashMap::default();
        for message in messages {
            if turn_of.contains_key(&message.id) {
                continue;
            }
            match turns.last_mut() {
                Some(turn) if turn.goes_on_with(message) => turn.push(message),
                _ => turns.push(Turn::begin(message)),
            }
            turn_of.insert(message.id, turns.len() - 1);
        }
        let answers =
            (0..turns.len()).filter_map(|turn| answer(id, &turns, turn, &turn_of)).collect();
        Self { id, turns, answers }
    }

    /// The reply with its delay, and what to find it by.
    pub(super) fn pair(&self, answer: &Answer) -> Pair {
        let (turn, answered) = (&self.turns[answer.turn], &self.turns[answer.answered]);
        let delay = turn.began_at.since(answered.ended_at).as_secs_f64();
        let reply = Reply { bubbles: turn.texts.clone(), delay_s: Some(delay) };
        let asked = answered.texts.join("\n");
        let query = match answer.context.last() {
            Some(last) if *last > answer.answered => {
                format!("{asked}\n{asked}\n{}", self.turns[*last].texts.join("\n"))
            }
            _ => asked,
        };
        Pair { query, reply }
    }
}

impl<'a> Turn<'a> {
    fn begin(message: &'a Message) -> Self {
        let mut turn = Self {
            author: message.author,
            sender: message.sender,
            began_at: message.sent_at,
            ended_at: message.sent_at,
            reply_to: message.reply_to,
            messages: Vec::new(),
            texts: Vec::new(),
            partial: false,
        };
        turn.push(message);
        turn
    }

    fn goes_on_with(&self, message: &Message) -> bool {
        self.sender == message.sender
            && message.sent_at.since(self.ended_at) <= TURN_GAP
            && message.reply_to.is_none()
    }

    fn push(&mut self, message: &'a Message) {
        self.ended_at = message.sent_at;
        self.messages.push(message);
        match &message.content {
            Content::Text { text } if !message.forwarded && !message.via_bot => {
                let text = clean(text);
                if !text.is_empty() {
                    self.texts.push(text);
                }
            }
            _ => self.partial = true,
        }
    }
}

/// What a turn answers, if it is a reply whose words and question are known as a whole.
fn answer(
    chat: PeerId,
    turns: &[Turn<'_>],
    at: usize,
    turn_of: &FxHashMap<MessageId, usize>,
) -> Option<Answer> {
    let turn = &turns[at];
    let replied = turn.reply_to.and_then(|id| turn_of.get(&id)).copied();
    let answered = match replied.filter(|to| *to < at && turns[*to].sender != turn.sender) {
        Some(replied) => replied,
        None => {
            let before = at.checked_sub(1)?;
            let latest = if chat.0 > 0 { PRIVATE_GAP } else { GROUP_GAP };
            let since = turn.began_at.since(turns[before].ended_at);
            (turns[before].sender != turn.sender && since <= latest).then_some(before)?
        }
    };
    let whole = |turn: &Turn<'_>| !turn.partial && !turn.texts.is_empty();
    if !whole(turn) || !whole(&turns[answered]) {
        return None;
    }
    let context = (at.saturating_sub(CONTEXT_TURNS)..at)
        .filter(|before| {
            *before != answered && turn.began_at.since(turns[*before].ended_at) <= CONTEXT_GAP
        })
        .collect();
    Some(Answer { turn: at, answered, context })
}
