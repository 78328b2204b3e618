//! What is judged: owners, their real replies, and what a system said in their place.

use rustc_hash::FxHashSet;

use super::chars::long_words;
use super::chars::{squeeze, stem};

/// A reply: its messages, cleaned, and how long it took.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    /// Its messages; none is silence.
    pub bubbles: Vec<String>,
    /// Seconds from the last message answered to the first of the reply, where known.
    pub delay_s: Option<f64>,
}

impl AsRef<[String]> for Reply {
    fn as_ref(&self) -> &[String] {
        &self.bubbles
    }
}

impl Reply {
    /// The messages with a line break between them.
    pub fn text(&self) -> String {
        self.bubbles.join("\n")
    }

    /// The delay where it is known and, by a clock that was set back, not negative.
    pub(super) fn delay(&self) -> Option<f64> {
        self.delay_s.map(|delay| delay.max(0.0))
    }
}

/// A reply of the past and what it answered.
#[derive(Debug, Clone)]
pub struct Pair {
    /// What to find it by: the turn answered, twice if another turn came between, and that turn.
    pub query: String,
    /// What was replied.
    pub reply: Reply,
}

/// A moment of the held-out part that a system is to answer.
#[derive(Debug, Clone)]
pub struct Moment {
    /// Its name.
    pub id: String,
    /// What was replied: its place in [`Task::replies`].
    pub truth: usize,
    /// What the moment would be found by, as in [`Pair::query`].
    pub query: String,
    /// All messages that came before.
    pub context: Vec<String>,
    /// Those of them that are answered.
    pub answered: Vec<String>,
    /// Replies of the same owner, the true one first: places in [`Task::replies`].
    pub same: Vec<usize>,
    /// The true reply and those of other owners; empty if there are none.
    pub cross: Vec<usize>,
}

/// Somebody whose replies are judged, or from whom the owner is to be told apart.
#[derive(Debug, Default)]
pub struct Writer {
    /// The name, different from all others.
    pub name: String,
    /// Replies of the past that the twin may have seen.
    pub history: Vec<Pair>,
    /// Replies of the past that nobody but the judge has seen: places in [`Task::replies`].
    pub judge_days: Vec<usize>,
    /// All replies of the held-out part: places in [`Task::replies`].
    pub heldout: Vec<usize>,
    /// The moments to answer; empty for those who are there to be told apart only.
    pub moments: Vec<Moment>,
    /// What the twin has seen.
    pub seen: Seen,
}

/// Everything that is judged by. Figures of different tasks cannot be compared.
#[derive(Debug)]
pub struct Task {
    /// The owners.
    pub writers: Vec<Writer>,
    /// All real replies that the twins have not seen.
    pub replies: Vec<Reply>,
    /// The seed of all draws.
    pub seed: u32,
}

/// What a system said, or how it ranked.
#[derive(Debug, Clone)]
pub struct System {
    /// Its name.
    pub name: String,
    /// For each writer and moment the reply; `None` and silence are the same.
    pub replies: Vec<Vec<Option<Reply>>>,
    /// For each writer and moment how it scored the candidates, if it did. May be empty.
    pub scores: Vec<Vec<Scores>>,
}

/// Scores for the candidates of a moment, in the order of its pools; what was not scored is −∞.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// For [`Moment::same`].
    pub same: Vec<f64>,
    /// For [`Moment::cross`].
    pub cross: Vec<f64>,
}

impl System {
    /// The replies to a writer's moments that are no silence, with the places of the moments.
    pub(super) fn said(&self, writer: usize) -> Vec<(usize, &Reply)> {
        let replies = self.replies.get(writer).map_or(&[][..], Vec::as_slice);
        let answered = |(place, reply): (usize, &'_ Option<Reply>)| {
            reply.as_ref().filter(|reply| !reply.bubbles.is_empty()).map(|_| place)
        };
        let places: Vec<usize> = replies.iter().enumerate().filter_map(answered).collect();
        places.into_iter().filter_map(|place| Some((place, replies[place].as_ref()?))).collect()
    }
}

/// The texts that a twin has learnt from, to find copies.
#[derive(Debug, Default)]
pub struct Seen {
    /// Whatever the owner wrote, in lines.
    own: String,
    /// Messages of anybody.
    all: FxHashSet<String>,
}

impl Seen {
    /// Takes note of a message of the history.
    pub fn add(&mut self, text: &str, own: bool) {
        let text = squeeze(text);
        if own {
            if !self.own.is_empty() {
                self.own.push('\n');
            }
            self.own.push_str(&text);
        }
        self.all.insert(text);
    }

    /// Whether a message is one of the history, or stands inside one of the owner's.
    pub(super) fn holds(&self, text: &str) -> bool {
        let text = squeeze(text);
        self.all.contains(&text) || self.own.contains(&text)
    }
}

/// The beginnings of all longer words of a moment's context.
#[derive(Debug)]
pub(super) struct ContextWords(FxHashSet<String>);

impl ContextWords {
    pub(super) fn of(moment: &Moment) -> Self {
        let lower = moment.context.iter().map(|text| text.to_lowercase());
        Self(
            lower
                .flat_map(|text| {
                    long_words(&text).map(|word| stem(word).to_owned()).collect::<Vec<_>>()
                })
                .collect(),
        )
    }

    /// Whether the context has a word that begins so.
    pub(super) fn has(&self, word: &str) -> bool {
        self.0.contains(stem(word))
    }
}
