//! When the owner answered, and delays drawn from that.

use std::collections::BTreeMap;

use domain::{MessageId, PeerId, Timestamp};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use crate::shrink::Spread;

/// How many answers are kept, the newest: older ones would hardly count.
const MOST: usize = 1024;
/// After so many further answers an answer counts half: habits drift. Counted in answers and not
/// in months, because a talk that rests does not change. On two public chats, in two languages,
/// 100 to 300 gave the smallest Kolmogorov-Smirnov distance to what the owners did next.
const HALF_LIFE: f64 = 200.0;
/// How far hours are looked around, and how much a working day says of a day off.
const HOURS_AROUND: f64 = 3.0;
const OTHER_KIND_OF_DAY: f64 = 0.5;
/// How many answers around the hour weigh as much as those of all hours.
const HOUR_STRENGTH: f64 = 30.0;

/// An answer, as far as time goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answered {
    pub(super) at: Timestamp,
    /// From the end of what was answered, or of what was said after it, to the answer.
    pub(super) seconds: u32,
    /// Whether something else was said in between.
    pub(super) overtaken: bool,
}

/// The newest answers, in the order of time however they come.
#[derive(Debug, Default)]
pub(super) struct Answers {
    kept: BTreeMap<(Timestamp, PeerId, MessageId), Answered>,
    /// The logarithms of all delays.
    spread: Spread,
}

impl Answers {
    pub(super) fn add(&mut self, chat: PeerId, id: MessageId, answered: Answered) {
        self.spread.add((1.0 + f64::from(answered.seconds)).ln());
        let key = (answered.at, chat, id);
        if self.kept.len() < MOST || self.kept.first_key_value().is_some_and(|(k, _)| *k < key) {
            self.kept.insert(key, answered);
        }
        if self.kept.len() > MOST {
            self.kept.pop_first();
        }
    }

    pub(super) fn spread(&self) -> Spread {
        self.spread
    }

    /// The answers, the oldest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Answered> {
        self.kept.values()
    }

    /// All that are kept of several chats, as if they were one.
    pub(super) fn joined<'a>(chats: impl Iterator<Item = &'a Self>) -> Self {
        let mut joined = Self::default();
        for ((_, chat, id), answered) in chats.flat_map(|answers| &answers.kept) {
            joined.add(*chat, *id, *answered);
        }
        joined
    }
}

/// Answers with how much each counts in a certain place; ready to draw from.
#[derive(Debug)]
pub(super) struct Weighed<'a> {
    answers: Vec<(&'a Answered, f64)>,
    total: f64,
}

impl<'a> Weighed<'a> {
    /// Those that were overtaken, or those that were not, by how new they are and how near their
    /// hour of the week is to that of `at`.
    ///
    /// A kernel estimate of the conditional distribution (Hall, Wolff and Yao, "Methods for
    /// estimating a conditional distribution function", JASA 1999), shrunk towards that of all
    /// hours as in [`crate::shrink`].
    pub(super) fn new(
        answers: &'a Answers,
        overtaken: bool,
        at: Timestamp,
        zone: &TimeZone,
    ) -> Self {
        let place = HourOfWeek::of(at, zone);
        let newness = answers.iter().rev().scan(1.0, |weight, answered| {
            let newness = *weight;
            *weight *= 0.5_f64.powf(1.0 / HALF_LIFE);
            Some((answered, newness))
        });
        let alike: Vec<(&Answered, f64, f64)> = newness
            .filter(|(answered, _)| answered.overtaken == overtaken)
            .map(|(answered, newness)| {
                let near = HourOfWeek::of(answered.at, zone).nearness(place);
                (answered, newness, newness * near)
            })
            .collect();
        let total: f64 = alike.iter().map(|(_, newness, _)| newness).sum();
        let near: f64 = alike.iter().map(|(_, _, near)| near).sum();
        // z·near/Σnear + (1 − z)·newness/Σnewness, with z = Σnear / (Σnear + strength), times total.
        let scale = near + HOUR_STRENGTH;
        let answers = alike
            .into_iter()
            .map(|(answered, newness, near)| {
                (answered, (total * near + HOUR_STRENGTH * newness) / scale)
            })
            .collect();
        Self { answers, total }
    }

    /// How many answers of today it weighs.
    pub(super) fn total(&self) -> f64 {
        self.total
    }

    /// The seconds that the share `at` (0 to below 1) of the weight comes before, with the newest
    /// answers first: drawn from evenly, a random answer. `None` of nothing.
    pub(super) fn pick(&self, at: f64) -> Option<f64> {
        let mut rest = at * self.total;
        for (answered, weight) in &self.answers {
            if rest < *weight {
                return Some(f64::from(answered.seconds));
            }
            rest -= weight;
        }
        self.answers.last().map(|(answered, _)| f64::from(answered.seconds))
    }
}

/// An hour of a day, and what kind of day it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct HourOfWeek {
    /// 0 to below 24.
    pub(super) hour: f64,
    pub(super) day_off: bool,
}

impl HourOfWeek {
    pub(super) fn of(at: Timestamp, zone: &TimeZone) -> Self {
        let instant = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
        let local = zone.to_datetime(instant);
        Self {
            hour: f64::from(local.hour()) + f64::from(local.minute()) / 60.0,
            day_off: matches!(local.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// 1 for the same hour of the same kind of day, down to nearly 0.
    fn nearness(self, other: Self) -> f64 {
        let apart = (self.hour - other.hour).abs();
        let apart = apart.min(24.0 - apart);
        let day = if self.day_off == other.day_off { 1.0 } else { OTHER_KIND_OF_DAY };
        day * (-0.5 * (apart / HOURS_AROUND).powi(2)).exp()
    }
}
