//! What was said in a chat lately, as far as time goes: enough to know what a message answers and
//! how long that took.

use std::collections::VecDeque;
use std::time::Duration;

use domain::{Author, Message, MessageId, PeerId, Timestamp};

use crate::turn::TURN_GAP;

/// How many turns are kept. In a busy group people answer what was said hundreds of turns ago.
const TURNS: usize = 64;
const GROUP_TURNS: usize = 512;
/// An answer this late is none, unless it is an explicit reply.
const LATEST_ANSWER: Duration = Duration::from_secs(24 * 3600);
/// The same in groups, where talk moves on.
const LATEST_GROUP_ANSWER: Duration = Duration::from_secs(10 * 60);

/// What a message is to the rhythm of its chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beat {
    /// The owner begins to answer something that had ended this long ago; and the newest of what
    /// was said meanwhile, this long ago.
    Answer {
        /// From the end of what is answered.
        delay: Duration,
        /// From the end of what is answered to the end of what was said last.
        overtaken: Duration,
    },
    /// Somebody goes on, this long after their message before.
    Further { pause: Duration },
    /// Neither.
    Else,
}

/// A turn: who, which messages, until when.
#[derive(Debug)]
struct HeardTurn {
    author: Author,
    sender: PeerId,
    first: MessageId,
    last: MessageId,
    ended_at: Timestamp,
}

/// The newest turns of a chat.
#[derive(Debug, Default)]
pub(super) struct Heard {
    turns: VecDeque<HeardTurn>,
}

impl Heard {
    /// Takes the next message.
    pub(super) fn hear(&mut self, message: &Message) -> Beat {
        if let Some(turn) = self.turns.back_mut() {
            let pause = message.sent_at.since(turn.ended_at);
            let replies_elsewhere =
                message.reply_to.is_some_and(|target| !(turn.first..=turn.last).contains(&target));
            if turn.author == message.author
                && turn.sender == message.sender
                && pause < TURN_GAP
                && !replies_elsewhere
            {
                turn.last = turn.last.max(message.id);
                turn.ended_at = turn.ended_at.max(message.sent_at);
                return Beat::Further { pause };
            }
        }
        let beat = if message.author == Author::Owner { self.answer(message) } else { None };
        let most = if message.chat.0 < 0 { GROUP_TURNS } else { TURNS };
        if self.turns.len() == most {
            self.turns.pop_front();
        }
        self.turns.push_back(HeardTurn {
            author: message.author,
            sender: message.sender,
            first: message.id,
            last: message.id,
            ended_at: message.sent_at,
        });
        beat.unwrap_or(Beat::Else)
    }

    fn answer(&self, message: &Message) -> Option<Beat> {
        let newest = self.turns.back()?;
        let replied_to = message.reply_to.and_then(|target| {
            self.turns.iter().rev().find(|turn| (turn.first..=turn.last).contains(&target))
        });
        let asked = replied_to.unwrap_or(newest);
        let delay = message.sent_at.since(asked.ended_at);
        let latest = match (replied_to, message.chat.0 < 0) {
            (Some(_), _) => Duration::MAX,
            (None, true) => LATEST_GROUP_ANSWER,
            (None, false) => LATEST_ANSWER,
        };
        (asked.author == Author::Other && delay <= latest)
            .then(|| Beat::Answer { delay, overtaken: newest.ended_at.since(asked.ended_at) })
    }
}
