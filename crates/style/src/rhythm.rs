//! How fast the owner answers and types, and how long the other side goes on writing.

mod answers;
mod heard;
mod times;

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::time::Duration;

use domain::{Author, Message, PeerId, Timestamp};
use jiff::tz::TimeZone;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use answers::{Answered, Answers, Weighed};
use heard::{Beat, Heard};

use crate::habit::Habit;
use crate::histogram::quantile;
use crate::shrink::{credibility, strength, weights};

/// With fewer observations than this nothing is known of the owner's rhythm.
const ENOUGH: u32 = 12;
/// Delays from here on are drawn near to what was observed, by so much; shorter ones as observed.
const LONG_DELAY_SECS: f64 = 120.0;
const SMOOTHED: Range<f64> = 0.92..1.08;
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

/// A place and time to answer in.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Where.
    pub chat: PeerId,
    /// Chats like it, whose rhythm is taken where there is too little of its own; may be empty.
    pub relatives: &'a [PeerId],
    /// When it is to be answered: the hour and the kind of day count.
    pub at: Timestamp,
    /// If something was said after what is to be answered: from the end of that to the end of what
    /// was said last. Else zero.
    pub overtaken: Duration,
}

/// The rhythm per chat, and over all of them for chats that are too new.
#[derive(Debug)]
pub struct Rhythm {
    owner: Habits,
    chats: BTreeMap<PeerId, Habits>,
    heard: FxHashMap<PeerId, Heard>,
    zone: TimeZone,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            owner: Habits::default(),
            chats: BTreeMap::new(),
            heard: FxHashMap::default(),
            zone: TimeZone::UTC,
        }
    }
}

#[derive(Debug, Default)]
struct Habits {
    answers: Answers,
    /// Seconds per character of the owner's second and further messages of a turn.
    per_char: Habit,
    /// Seconds between the owner's messages of a turn.
    gap: Habit,
    /// Seconds between the other side's messages of a turn.
    pause: Habit,
}

impl Rhythm {
    /// Takes hours of the day in this time zone, the owner's; UTC until it is set.
    pub fn set_zone(&mut self, zone: TimeZone) {
        self.zone = zone;
    }

    /// The owner's time zone.
    pub(crate) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Learns from the next message of a chat.
    pub(crate) fn observe(&mut self, message: &Message) {
        let beat = self.heard.entry(message.chat).or_default().hear(message);
        match (beat, message.author) {
            (Beat::Answer { delay, overtaken }, Author::Owner) => {
                let seconds = delay.saturating_sub(overtaken).as_secs();
                let answered = Answered {
                    at: message.sent_at,
                    seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
                    overtaken: !overtaken.is_zero(),
                };
                for habits in self.each(message.chat) {
                    habits.answers.add(message.chat, message.id, answered);
                }
            }
            (Beat::Further { pause }, Author::Owner) => {
                let gap = pause.as_secs_f64();
                let chars = message.content.text().map_or(0, |text| text.chars().count());
                for habits in self.each(message.chat) {
                    habits.gap.add(gap);
                    // Telegram's clock ticks in seconds, which says little of very short messages.
                    if chars >= 4 && gap > 0.0 && !message.forwarded {
                        habits.per_char.add(gap / chars as f64);
                    }
                }
            }
            (Beat::Further { pause }, Author::Other) => {
                for habits in self.each(message.chat) {
                    habits.pause.add(pause.as_secs_f64());
                }
            }
            _ => {}
        }
    }

    fn each(&mut self, chat: PeerId) -> [&mut Habits; 2] {
        [&mut self.owner, self.chats.entry(chat).or_default()]
    }

    /// What of a habit in the chat the share `at` does not exceed, shrunk towards the owner's
    /// ([`crate::shrink`]); `None` before enough was learnt.
    fn quantile(&self, chat: PeerId, habit: impl Fn(&Habits) -> &Habit, at: f64) -> Option<f64> {
        let wider = habit(&self.owner);
        if wider.values.count() < ENOUGH {
            return None;
        }
        let strength = strength(self.chats.values().map(|habits| habit(habits).spread));
        let Some(habits) = self.chats.get(&chat) else {
            return Some(wider.values.quantile(at));
        };
        let own = habit(habits);
        let [z, rest] = weights([own.spread.count(), wider.spread.count()], strength);
        Some(quantile(&[(&own.values, z), (&wider.values, rest)], at))
    }

    /// Seconds until the owner answers, drawn from how they answered before; `None` before enough
    /// was learnt.
    ///
    /// The chat's own answers are drawn from with a probability of n / (n + k), else those of its
    /// relatives, else all: a Pólya urn (Blackwell and MacQueen, "Ferguson distributions via Pólya
    /// urn schemes", 1973), the drawing counterpart of [`crate::shrink`]. Real delays are drawn,
    /// not a smooth curve through them.
    fn draw(&self, moment: &Moment<'_>, rng: &mut StdRng) -> Option<f64> {
        if self.owner.answers.spread().count() < f64::from(ENOUGH) {
            return None;
        }
        let strength = strength(self.chats.values().map(|habits| habits.answers.spread()));
        let of = |chat: &PeerId| self.chats.get(chat).map(|habits| &habits.answers);
        let relatives = Answers::joined(moment.relatives.iter().filter_map(of));
        let levels = of(&moment.chat).into_iter().chain([&relatives, &self.owner.answers]);
        let overtaken = !moment.overtaken.is_zero();
        let mut drawn = None;
        for level in levels {
            let mut weighed = Weighed::new(level, overtaken, moment.at, &self.zone);
            if weighed.total() == 0.0 {
                weighed = Weighed::new(level, !overtaken, moment.at, &self.zone);
            }
            let [own, place] = [(); 2].map(|()| rng.random_range(0.0..1.0));
            if let Some(seconds) = weighed.pick(place) {
                drawn = Some(moment.overtaken.as_secs_f64() + seconds);
            }
            if own < credibility(weighed.total(), strength) {
                break;
            }
        }
        drawn
    }

    /// From the end of what is to be answered to the owner's first message, as the owner would
    /// take. The same moment and seed give the same delay. It is not bounded.
    pub fn draw_delay(&self, moment: &Moment<'_>, seed: u64) -> Duration {
        let mut rng = StdRng::seed_from_u64(seed);
        // A smoothed bootstrap (Silverman and Young, "The bootstrap: to smooth or not to smooth?", 1987):
        // nobody takes the very same minutes again, and some histories know minutes only.
        let seconds = self.draw(moment, &mut rng).map(|seconds| match seconds {
            LONG_DELAY_SECS.. => seconds * rng.random_range(SMOOTHED),
            _ => seconds,
        });
        Duration::from_secs_f64(seconds.unwrap_or_else(|| rng.random_range(DEFAULT_ANSWER_SECS)))
    }

    /// When to read, type and send these messages: drawn from the owner's habits in the chat,
    /// within `bounds`. The same moment and seed give the same plan.
    pub fn plan<S: AsRef<str>>(
        &self,
        moment: &Moment<'_>,
        bubbles: &[S],
        bounds: &PaceBounds,
        seed: u64,
    ) -> Plan {
        let mut rng = StdRng::seed_from_u64(seed);
        let answer = self.draw(moment, &mut rng);
        let answer = answer.unwrap_or_else(|| rng.random_range(DEFAULT_ANSWER_SECS));
        let typing: Vec<Duration> = bubbles
            .iter()
            .enumerate()
            .map(|(place, bubble)| {
                let chars = bubble.as_ref().chars().count() as f64;
                // The slow half of the habit is thinking, which comes before the first message.
                let at = rng.random_range(0.1..if place == 0 { 0.5 } else { 0.9 });
                let pace = self.quantile(moment.chat, |habits| &habits.per_char, at);
                let pace = pace.unwrap_or_else(|| rng.random_range(DEFAULT_SECS_PER_CHAR));
                let typed = chars * pace;
                let gap = self.quantile(moment.chat, |habits| &habits.gap, at);
                // A gap between two messages is half a matter of length, half of habit.
                let seconds = match gap {
                    Some(gap) if place > 0 => (typed * gap).sqrt(),
                    _ => typed,
                };
                within(seconds, &bounds.typing)
            })
            .collect();
        // The time to answer was measured up to the first message sent: its typing is part of it.
        let first_typing = typing.first().copied().unwrap_or_default();
        Plan { read_after: within(answer - first_typing.as_secs_f64(), &bounds.read), typing }
    }

    /// How long after the other side's newest message its burst counts as ended.
    pub fn burst_wait(&self, chat: PeerId, bounds: &PaceBounds) -> Duration {
        let pause = self
            .quantile(chat, |habits| &habits.pause, BURST_QUANTILE)
            .unwrap_or(DEFAULT_PAUSE_SECS);
        within(pause, &bounds.burst)
    }
}

fn within(secs: f64, bounds: &RangeInclusive<Duration>) -> Duration {
    Duration::from_secs_f64(secs.clamp(0.0, 1e9)).max(*bounds.start()).min(*bounds.end())
}
