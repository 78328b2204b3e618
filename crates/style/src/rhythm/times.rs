//! How long answers take, in figures for people.

use domain::PeerId;

use super::Rhythm;
use super::answers::{Answered, Answers, HourOfWeek};
use crate::profile::TimesToAnswer;

/// With fewer answers nothing is said.
const ENOUGH: usize = 8;

impl Rhythm {
    /// The median of seconds between the owner's messages of a turn in a chat, or with `None` or several in all.
    pub(crate) fn gap(&self, chats: Option<&[PeerId]>) -> Option<f64> {
        // No chat has the number 0.
        let chat = match chats {
            Some([chat]) => *chat,
            _ => PeerId(0),
        };
        self.quantile(chat, |habits| &habits.gap, 0.5).map(f64::round)
    }

    /// The answers in chats, or with `None` in all.
    fn answers_in(&self, chats: Option<&[PeerId]>) -> Answers {
        match chats {
            Some(chats) => Answers::joined(
                chats.iter().filter_map(|chat| self.chats.get(chat)).map(|habits| &habits.answers),
            ),
            None => Answers::joined([&self.owner.answers].into_iter()),
        }
    }

    /// How many of the newest answers took how long: less than each of `bounds`, in seconds, the last place
    /// longer than all.
    pub(crate) fn answers_within<const PLACES: usize>(
        &self,
        chats: Option<&[PeerId]>,
        bounds: &[u32],
    ) -> [u64; PLACES] {
        let mut places = [0; PLACES];
        for answered in self.answers_in(chats).iter() {
            let place = bounds.iter().take_while(|bound| **bound <= answered.seconds).count();
            places[place.min(PLACES - 1)] += 1;
        }
        places
    }

    /// The median times until the owner answers in chats, or with `None` in all.
    pub(crate) fn times_to_answer(&self, chats: Option<&[PeerId]>) -> TimesToAnswer {
        let answers = self.answers_in(chats);
        let hour = |answered: &Answered| HourOfWeek::of(answered.at, &self.zone).hour;
        let median = |from: f64, to: f64| {
            let mut seconds: Vec<u32> = answers
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
