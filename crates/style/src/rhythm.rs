//! How fast the owner answers and types, and how long the other side goes on writing.

use std::ops::RangeInclusive;
use std::time::Duration;

use domain::{Author, Message, PeerId};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::turn::Turn;

mod histogram;

use histogram::Histogram;

/// With fewer observations than this in a chat, the owner's rhythm over all chats is taken.
const ENOUGH: u32 = 12;
/// Before anything was learnt: a few seconds to answer.
const DEFAULT_ANSWER_SECS: RangeInclusive<f64> = 3.0..=12.0;
/// Before anything was learnt: a fluent typist on a phone, about 36 words a minute (Palin et al.,
/// "How do people type on mobile devices?", MobileHCI 2019).
const DEFAULT_SECS_PER_CHAR: RangeInclusive<f64> = 0.25..=0.4;
/// Before anything was learnt: how long somebody pauses between two messages of a burst.
const DEFAULT_PAUSE_SECS: f64 = 6.0;
/// The share of pauses inside bursts that the wait for the end of a burst outlasts.
const BURST_QUANTILE: f64 = 0.85;

/// How fast and how slow a twin may be. Zero bounds give exactly zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaceBounds {
    /// From the newest message of the other side until it counts as the last of its burst.
    pub burst: RangeInclusive<Duration>,
    /// From the end of the burst until the chat is read and typing begins.
    pub read: RangeInclusive<Duration>,
    /// How long typing shows before each message.
    pub typing: RangeInclusive<Duration>,
}

impl PaceBounds {
    /// No delay at all.
    pub const ZERO: Self = Self {
        burst: Duration::ZERO..=Duration::ZERO,
        read: Duration::ZERO..=Duration::ZERO,
        typing: Duration::ZERO..=Duration::ZERO,
    };
}

impl Default for PaceBounds {
    /// A person who has the phone at hand.
    fn default() -> Self {
        Self {
            burst: Duration::from_secs(3)..=Duration::from_secs(15),
            read: Duration::from_secs(1)..=Duration::from_secs(60),
            typing: Duration::from_millis(700)..=Duration::from_secs(15),
        }
    }
}

/// When a reply is read, typed and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// From now until the chat is read.
    pub read_after: Duration,
    /// For each message, how long typing shows before it is sent.
    pub typing: Vec<Duration>,
}

impl Plan {
    /// From now until the first message is sent.
    pub fn first_after(&self) -> Duration {
        self.read_after + self.typing.first().copied().unwrap_or_default()
    }
}

/// The rhythm per chat, and over all of them for chats that are too new.
#[derive(Debug, Default)]
pub struct Rhythm {
    owner: Habits,
    chats: FxHashMap<PeerId, Habits>,
}

#[derive(Debug, Default)]
struct Habits {
    /// Seconds until the owner answers.
    answer: Histogram,
    /// Seconds per character of the owner's second and further messages of a turn.
    per_char: Histogram,
    /// Seconds between the other side's messages of a turn.
    pause: Histogram,
}

impl Rhythm {
    /// Learns how long the owner took to answer in a private chat.
    pub(crate) fn observe_answer(&mut self, chat: PeerId, delay: Duration) {
        self.each(chat, |habits| &mut habits.answer, delay.as_secs_f64());
    }

    /// Learns from a message that goes on with a turn, before the turn takes it.
    pub(crate) fn observe_bubble(&mut self, turn: &Turn, message: &Message) {
        let gap = message.sent_at.since(turn.ended_at).as_secs_f64();
        match message.author {
            Author::Owner => {
                let chars = message.content.text().map_or(0, |text| text.chars().count());
                // Telegram's clock ticks in seconds, which says little of very short messages.
                if chars >= 4 && gap > 0.0 && !message.forwarded {
                    self.each(message.chat, |habits| &mut habits.per_char, gap / chars as f64);
                }
            }
            Author::Other => self.each(message.chat, |habits| &mut habits.pause, gap),
            Author::Twin => {}
        }
    }

    fn each(&mut self, chat: PeerId, habit: impl Fn(&mut Habits) -> &mut Histogram, value: f64) {
        habit(&mut self.owner).add(value);
        habit(self.chats.entry(chat).or_default()).add(value);
    }

    /// The chat's own habit, or the owner's; `None` before enough was learnt.
    fn habit(&self, chat: PeerId, habit: impl Fn(&Habits) -> &Histogram) -> Option<&Histogram> {
        self.chats
            .get(&chat)
            .into_iter()
            .chain([&self.owner])
            .map(habit)
            .find(|histogram| histogram.count() >= ENOUGH)
    }

    /// When to read, type and send these messages: drawn from the owner's habits in the chat,
    /// within `bounds`. The same seed draws the same plan.
    pub fn plan<S: AsRef<str>>(
        &self,
        chat: PeerId,
        bubbles: &[S],
        bounds: &PaceBounds,
        seed: u64,
    ) -> Plan {
        let mut rng = StdRng::seed_from_u64(seed);
        let answer = match self.habit(chat, |habits| &habits.answer) {
            Some(habit) => habit.quantile(rng.random_range(0.0..1.0)),
            None => rng.random_range(DEFAULT_ANSWER_SECS),
        };
        let per_char = self.habit(chat, |habits| &habits.per_char);
        let typing: Vec<Duration> = bubbles
            .iter()
            .map(|bubble| {
                let chars = bubble.as_ref().chars().count() as f64;
                let pace = match per_char {
                    // The slow half of the habit is thinking, not typing.
                    Some(habit) => habit.quantile(rng.random_range(0.1..0.5)),
                    None => rng.random_range(DEFAULT_SECS_PER_CHAR),
                };
                within(chars * pace, &bounds.typing)
            })
            .collect();
        // The time to answer was measured up to the first message sent: its typing is part of it.
        let first_typing = typing.first().copied().unwrap_or_default();
        Plan { read_after: within(answer - first_typing.as_secs_f64(), &bounds.read), typing }
    }

    /// How long after the other side's newest message its burst counts as ended.
    pub fn burst_wait(&self, chat: PeerId, bounds: &PaceBounds) -> Duration {
        let pause = self
            .habit(chat, |habits| &habits.pause)
            .map_or(DEFAULT_PAUSE_SECS, |habit| habit.quantile(BURST_QUANTILE));
        within(pause, &bounds.burst)
    }
}

fn within(secs: f64, bounds: &RangeInclusive<Duration>) -> Duration {
    Duration::from_secs_f64(secs.clamp(0.0, 1e9)).max(*bounds.start()).min(*bounds.end())
}
