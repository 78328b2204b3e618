//! The owner's newest replies, to draw from as the owner writes at present.

use style::{Exemplar, present};

/// Replies with how likely each is to be like the next one.
#[derive(Debug, Clone)]
pub(crate) struct Newest<T> {
    /// Oldest first.
    replies: Vec<T>,
    /// How likely each of them, or an older one, is to be drawn.
    up_to: Vec<f64>,
}

impl<'a, T> Newest<T> {
    /// The newest of some exemplars, at most so many, and what is kept of each. Takes some ten
    /// microseconds for each of them.
    pub(crate) fn of(
        exemplars: impl Iterator<Item = &'a Exemplar>,
        most: usize,
        keep: impl Fn(&'a Exemplar) -> T,
    ) -> Self {
        let mut replies: Vec<&Exemplar> = exemplars.collect();
        replies.sort_by_key(|exemplar| (exemplar.answered_at, exemplar.chat, exemplar.answer_id));
        replies.drain(..replies.len().saturating_sub(most));
        let shares = present::shares(replies.iter().map(|exemplar| &exemplar.answer));
        let up_to = shares.iter().scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        });
        Self { up_to: up_to.collect(), replies: replies.into_iter().map(keep).collect() }
    }

    /// All of them, oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &T> + Clone {
        self.replies.iter()
    }

    /// The reply at a point between 0 and 1, of which each has a share as large as it is likely;
    /// `None` if there is none.
    pub(crate) fn at(&self, point: f64) -> Option<&T> {
        let last = self.replies.len().checked_sub(1)?;
        self.replies.get(self.up_to.partition_point(|up_to| *up_to < point).min(last))
    }
}
