//! How much a twin may send by itself.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::seconds;
use crate::{Author, Timestamp};

/// The window of [`Limits::messages_per_minute`].
pub const MINUTE: Duration = Duration::from_secs(60);
/// The window of [`Limits::turns_per_hour`].
pub const HOUR: Duration = Duration::from_secs(3_600);
/// The window of the limits per day, which is any 24 hours and not a date: at midnight nobody has
/// twice as much.
pub const DAY: Duration = Duration::from_secs(86_400);

/// After such a silence a talk begins anew, however quick the one before was.
const REST: Duration = Duration::from_secs(600);

/// What a twin may send by itself. `None` does not limit. A turn is a reply, of one or more messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// The least time between two messages in a chat.
    #[serde(with = "seconds")]
    pub spacing: Duration,
    /// In a chat.
    pub turns_per_hour: Option<u32>,
    /// In all chats of the account.
    pub messages_per_minute: Option<u32>,
    /// In a chat.
    pub messages_per_day_here: Option<u32>,
    /// In all chats of the account.
    pub messages_per_day: Option<u32>,
    /// After so many turns in a row to which the other side answered within [`Limits::quick`] the
    /// twin stops there: two twins, or a bot, would go on for ever.
    pub exchanges: Option<u32>,
    /// How fast an answer is that hardly a person writes.
    #[serde(with = "seconds")]
    pub quick: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            spacing: Duration::from_secs(3),
            turns_per_hour: Some(8),
            messages_per_minute: Some(20),
            messages_per_day_here: Some(60),
            messages_per_day: Some(300),
            exchanges: Some(4),
            quick: Duration::from_secs(20),
        }
    }
}

impl Limits {
    /// No limits at all.
    pub const NONE: Self = Self {
        spacing: Duration::ZERO,
        turns_per_hour: None,
        messages_per_minute: None,
        messages_per_day_here: None,
        messages_per_day: None,
        exchanges: None,
        quick: Duration::ZERO,
    };
}

/// One of the [`Limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// [`Limits::spacing`]
    Spacing,
    /// [`Limits::turns_per_hour`]
    TurnsPerHour,
    /// [`Limits::messages_per_minute`]
    MessagesPerMinute,
    /// [`Limits::messages_per_day_here`]
    MessagesPerDayHere,
    /// [`Limits::messages_per_day`]
    MessagesPerDay,
    /// [`Limits::exchanges`]
    Exchanges,
}

/// What a twin has sent lately, seen from one chat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// When its messages of the last [`MINUTE`] were sent, in all chats, oldest first.
    pub in_minute: Vec<Timestamp>,
    /// Its turns of the last [`HOUR`] in this chat, without those that the owner allowed one by one.
    pub turns_in_hour: u32,
    /// Its messages of the last [`DAY`] in this chat.
    pub in_day_here: u32,
    /// Its messages of the last [`DAY`] in all chats.
    pub in_day: u32,
    /// Who wrote when in this chat: the newest messages, oldest first.
    pub talk: Vec<(Author, Timestamp)>,
}

impl Usage {
    /// To how many turns of the twin in a row, up to the newest, the other side answered within
    /// `quick`.
    fn exchanges(&self, quick: Duration) -> u32 {
        let mut exchanges = 0;
        let pairs = self.talk.iter().zip(self.talk.iter().skip(1)).rev();
        for (&(before, then), &(after, at)) in pairs {
            let pause = at.since(then);
            if pause > REST || before == Author::Owner || after == Author::Owner {
                break;
            }
            if (before, after) == (Author::Twin, Author::Other) {
                if pause > quick {
                    break;
                }
                exchanges += 1;
            }
        }
        exchanges
    }
}

/// Whether there is room for one more turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// There is.
    Now,
    /// There will be soon.
    At(Timestamp, Limit),
    /// Not for long.
    Spent(Limit),
}

impl Limits {
    /// Whether there is room for one more turn.
    pub fn room(&self, usage: &Usage, now: Timestamp) -> Room {
        let is_spent = |most: Option<u32>, used| most.is_some_and(|most| used >= most);
        let spent = [
            (Limit::Exchanges, is_spent(self.exchanges, usage.exchanges(self.quick))),
            (Limit::TurnsPerHour, is_spent(self.turns_per_hour, usage.turns_in_hour)),
            (Limit::MessagesPerDayHere, is_spent(self.messages_per_day_here, usage.in_day_here)),
            (Limit::MessagesPerDay, is_spent(self.messages_per_day, usage.in_day)),
        ];
        match spent.into_iter().find(|(_, is_spent)| *is_spent) {
            Some((limit, _)) => Room::Spent(limit),
            None => self.soon(usage, now),
        }
    }

    /// As [`Limits::room`], of the limits that only make a message wait.
    pub fn soon(&self, usage: &Usage, now: Timestamp) -> Room {
        let newest = usage.talk.iter().rev().find(|(author, _)| *author == Author::Twin);
        let spaced = newest.map(|(_, at)| (*at + self.spacing, Limit::Spacing));
        let in_minute = self.messages_per_minute.and_then(|most| {
            // Once the message of that many before has left the window, there is room for one.
            let place = usage.in_minute.len().checked_sub(usize::try_from(most).ok()?.max(1))?;
            let leaves = *usage.in_minute.get(place)? + MINUTE;
            Some((leaves, Limit::MessagesPerMinute))
        });
        let waits = spaced.into_iter().chain(in_minute).filter(|(at, _)| *at > now);
        match waits.max_by_key(|(at, _)| *at) {
            Some((at, limit)) => Room::At(at, limit),
            None => Room::Now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_000_000);

    fn ago(seconds: u64) -> Timestamp {
        NOW - Duration::from_secs(seconds)
    }

    /// A talk in which the twin answers at once and the other side after so many seconds each time.
    fn talk(pauses: &[u64]) -> Usage {
        let mut at = ago(pauses.iter().sum::<u64>());
        let mut talk = vec![(Author::Other, at)];
        for pause in pauses {
            talk.push((Author::Twin, at));
            at = at + Duration::from_secs(*pause);
            talk.push((Author::Other, at));
        }
        Usage { talk, ..Usage::default() }
    }

    #[test]
    fn an_unused_account_has_room_now() {
        assert_eq!(Limits::default().room(&Usage::default(), NOW), Room::Now);
    }

    #[test]
    fn messages_in_a_chat_keep_their_distance() {
        let usage = Usage { talk: vec![(Author::Twin, ago(1))], ..Usage::default() };
        let at = ago(1) + Duration::from_secs(3);
        assert_eq!(Limits::default().room(&usage, NOW), Room::At(at, Limit::Spacing));
        assert_eq!(Limits::default().room(&usage, at), Room::Now);
    }

    #[test]
    fn the_minutes_limit_waits_for_the_oldest_to_leave_the_window() {
        let limits = Limits { messages_per_minute: Some(2), ..Limits::default() };
        let usage = Usage { in_minute: vec![ago(50), ago(40), ago(10)], ..Usage::default() };
        let at = ago(40) + MINUTE;
        assert_eq!(limits.room(&usage, NOW), Room::At(at, Limit::MessagesPerMinute));
        // None at all may not mean that nothing is ever sent: the page does not let it be chosen.
        let none = Limits { messages_per_minute: Some(0), ..limits };
        assert_eq!(none.room(&Usage::default(), NOW), Room::Now);
    }

    #[test]
    fn what_is_spent_is_named() {
        let limits = Limits::default();
        for (usage, limit) in [
            (Usage { turns_in_hour: 8, ..Usage::default() }, Limit::TurnsPerHour),
            (Usage { in_day_here: 60, ..Usage::default() }, Limit::MessagesPerDayHere),
            (Usage { in_day: 300, ..Usage::default() }, Limit::MessagesPerDay),
        ] {
            assert_eq!(limits.room(&usage, NOW), Room::Spent(limit));
            assert_eq!(Limits::NONE.room(&usage, NOW), Room::Now);
        }
    }

    #[test]
    fn two_twins_stop_after_four_quick_turns() {
        let limits = Limits::default();
        assert_eq!(limits.room(&talk(&[5, 5, 5, 5]), NOW), Room::Spent(Limit::Exchanges));
        for (pauses, case) in [
            (&[5, 5, 5][..], "three"),
            (&[5, 5, 5, 21], "the last one thought"),
            (&[5, 21, 5, 5, 5], "one in between thought"),
        ] {
            let room = limits.room(&talk(pauses), NOW + limits.spacing);
            assert_eq!(room, Room::Now, "{case}");
        }
    }

    #[test]
    fn who_goes_on_writing_is_not_answered_until_there_was_a_rest() {
        let mut usage = talk(&[5, 5, 5, 5]);
        usage.talk.push((Author::Other, NOW + Duration::from_secs(40)));
        let limits = Limits::default();
        assert_eq!(limits.room(&usage, NOW), Room::Spent(Limit::Exchanges));
        usage.talk.push((Author::Other, NOW + Duration::from_secs(40 + 601)));
        assert_eq!(limits.room(&usage, NOW + HOUR), Room::Now);
    }

    #[test]
    fn the_owners_word_in_between_begins_anew() {
        let mut usage = talk(&[5, 5, 5, 5]);
        usage.talk.insert(5, (Author::Owner, usage.talk[5].1));
        assert_eq!(Limits::default().room(&usage, NOW + HOUR), Room::Now);
    }
}
