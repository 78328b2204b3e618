//! Talks for tests.

use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};
use style::TimeZone;

use super::Talk;

pub(super) const ZONE: TimeZone = TimeZone::UTC;
pub(super) const CHAT: PeerId = PeerId(7);
/// Wednesday, 2026-03-04, 12:00.
pub(super) const DAY: Timestamp = Timestamp::from_secs(1_772_625_600);

pub(super) fn message(id: i32, author: Author, text: &str) -> Message {
    Message {
        chat: CHAT,
        id: MessageId(id),
        author,
        sender: if author == Author::Other { CHAT } else { PeerId(100) },
        sent_at: DAY + std::time::Duration::from_secs(u64::from(id.unsigned_abs())),
        content: Content::Text { text: text.to_owned() },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }
}

pub(super) fn other(id: i32, text: &str) -> Message {
    message(id, Author::Other, text)
}

pub(super) fn owner(id: i32, text: &str) -> Message {
    message(id, Author::Owner, text)
}

pub(super) fn twin(id: i32, text: &str) -> Message {
    message(id, Author::Twin, text)
}

pub(super) fn shown(talk: &Talk) -> Vec<&str> {
    talk.lines.iter().map(|line| line.text.as_str()).collect()
}
