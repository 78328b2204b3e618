//! How long answers take, in figures for people.

use domain::PeerId;

use super::Rhythm;
use super::answers::{Answered, HourOfWeek};
use crate::profile::TimesToAnswer;

/// With fewer answers nothing is said.
const ENOUGH: usize = 8;

impl Rhythm {
    /// The median of seconds between the owner's messages of a turn.
    pub(crate) fn gap(&self, chat: Option<PeerId>) -> Option<f64> {
        // No chat has the number 0.
        self.quantile(chat.unwrap_or(PeerId(0)), |habits| &habits.gap, 0.5).map(f64::round)
    }

    /// The median times until the owner answers in a chat, or with `None` in all.
    pub(crate) fn times_to_answer(&self, chat: Option<PeerId>) -> TimesToAnswer {
        let habits = match chat {
            Some(chat) => self.chats.get(&chat),
            None => Some(&self.owner),
        };
        let Some(habits) = habits else { return TimesToAnswer::default() };
        let hour = |answered: &Answered| HourOfWeek::of(answered.at, &self.zone).hour;
        let median = |from: f64, to: f64| {
            let mut seconds: Vec<u32> = habits
                .answers
                .iter()
                .filter(|answered| (from..to).contains(&hour(answered)))
                .map(|answered| answered.seconds)
                .collect();
            seconds.sort_unstable();
            (seconds.len() >= ENOUGH).then(|| f64::from(seconds[seconds.len() / 2]))
        };
        TimesToAnswer {
            any: median(0.0, 24.0),
            night: median(0.0, 6.0),
            morning: median(6.0, 12.0),
            day: median(12.0, 18.0),
            evening: median(18.0, 24.0),
        }
    }
}
