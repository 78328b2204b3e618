//! Likeness: how much a text reads like the owner's, against the other sides of the owner's chats.
//!
//! | module | what it holds |
//! |---|---|
//! | `sample` | a bounded sample of what the owner and others wrote |
//! | `grams` | texts as character n-grams |
//! | `train` | a linear classifier of the owner's texts against others' |
//! | `calibrate` | its scores as probabilities |
//!
//! Character n-grams are what tells authors of short texts apart best (Koppel, Schler and Argamon,
//! "Computational methods in authorship attribution", 2009). On single replies of people that it
//! was not built on, a naive Bayes log-odds ratio with an informative Dirichlet prior (Monroe,
//! Colaresi and Quinn, "Fightin' words", 2008) was clearly worse than the linear classifier here.

mod calibrate;
mod grams;
mod sample;
mod train;

use std::sync::OnceLock;

use domain::{Author, Message, MessageId, PeerId};

use calibrate::{Calibration, sigmoid};
use grams::Grams;
use sample::Sample;
use train::Linear;

use crate::turn::own_text;

/// With fewer texts on either side nothing can be said.
const ENOUGH: usize = 40;
/// The model is made anew when one in so many of the texts it would learn from is new.
const STALE: usize = 100;
/// One in so many of the owner's texts, the newest, is held out to calibrate by: habits and topics
/// drift, and a slice of the same days would promise more than the model keeps tomorrow.
const HELD_OUT: usize = 5;
const DAY_SECS: i64 = 86_400;

/// Learns from messages who writes how; makes the model when it is asked for.
#[derive(Debug, Default)]
pub struct Likeness {
    own: Sample,
    others: Sample,
    changes: usize,
    model: OnceLock<Option<LikenessModel>>,
}

impl Likeness {
    /// Learns from a message: its own words, masked. The twin's and forwarded ones teach nothing.
    pub fn observe(&mut self, message: &Message) {
        let side = match message.author {
            Author::Owner => &mut self.own,
            Author::Other => &mut self.others,
            Author::Twin => return,
        };
        if let Some(text) = own_text(message) {
            let day = message.sent_at.as_secs().div_euclid(DAY_SECS);
            let changed = side.offer(message.chat, message.id, day, text);
            self.note(changed);
        }
    }

    /// Forgets a message that was deleted or edited.
    pub fn forget(&mut self, chat: PeerId, message: MessageId) {
        let changed = self.own.remove(chat, message) | self.others.remove(chat, message);
        self.note(changed);
    }

    fn note(&mut self, changed: bool) {
        self.changes += usize::from(changed);
        if self.changes * STALE > self.own.len() + self.others.len() {
            self.changes = 0;
            self.model = OnceLock::new();
        }
    }

    /// The model of what was learnt up to now, less the last hundredth at most; `None` while too
    /// little was learnt of either side. Making it takes up to about a second, the first time and
    /// then when enough has changed.
    pub fn model(&self) -> Option<&LikenessModel> {
        self.model.get_or_init(|| LikenessModel::fit(&self.own, &self.others)).as_ref()
    }
}

/// Says how much a text reads like the owner's.
#[derive(Debug, Clone)]
pub struct LikenessModel {
    classifier: Linear,
    calibration: Calibration,
}

impl LikenessModel {
    /// Learns from texts, the oldest first, and whether the owner wrote them; `None` with fewer than
    /// 40 on either side.
    pub fn learn<'a>(texts: impl IntoIterator<Item = (&'a str, bool)>) -> Option<Self> {
        let [mut own, mut others] = [Sample::default(), Sample::default()];
        for (number, (text, is_own)) in (0..).zip(texts) {
            let side = if is_own { &mut own } else { &mut others };
            side.offer(PeerId(0), MessageId(number), i64::from(number), text);
        }
        Self::fit(&own, &others)
    }

    fn fit(own: &Sample, others: &Sample) -> Option<Self> {
        if own.len() < ENOUGH || others.len() < ENOUGH {
            return None;
        }
        let newest = newest(own);
        let texts: Vec<Text> = [(own, true), (others, false)]
            .into_iter()
            .flat_map(|(side, is_own)| side.iter().map(move |sampled| (sampled, is_own)))
            .map(|(sampled, is_own)| Text {
                grams: Grams::of(&sampled.text),
                is_own,
                held_out: sampled.day >= newest,
            })
            .collect();
        let seen = texts.iter().filter(|text| !text.held_out);
        let trial = Linear::train(seen.map(|text| (&text.grams, text.is_own)));
        let unseen: Vec<_> = texts
            .iter()
            .filter(|text| text.held_out)
            .map(|text| (trial.score(&text.grams), text.is_own))
            .collect();
        Some(Self {
            classifier: Linear::train(texts.iter().map(|text| (&text.grams, text.is_own))),
            calibration: Calibration::learn(&unseen),
        })
    }

    /// The natural logarithm of the odds that the owner wrote the text rather than one of the
    /// others, both equally likely beforehand; −7 to 7, near 0 for a text too short to tell. The
    /// messages of one reply are joined by line breaks.
    pub fn log_odds(&self, text: &str) -> f32 {
        self.calibration.log_odds(self.classifier.score(&Grams::of(text)))
    }

    /// The same as a probability, 0 to 1.
    pub fn probability(&self, text: &str) -> f32 {
        sigmoid(f64::from(self.log_odds(text))) as f32
    }
}

/// A text to learn from.
struct Text {
    grams: Grams,
    is_own: bool,
    /// Whether it is kept for calibration.
    held_out: bool,
}

/// The day from which on texts are held out.
fn newest(own: &Sample) -> i64 {
    let mut days: Vec<i64> = own.iter().map(|sampled| sampled.day).collect();
    days.sort_unstable();
    days.get(days.len() - days.len() / HELD_OUT).copied().unwrap_or(i64::MAX)
}
