//! Texts as unit vectors of weighed terms.

use std::cmp::Ordering;

use super::lexicon::Lexicon;
use super::terms::Slot;

/// Weighed slots, sorted; of length 1, or empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Vector(Vec<(Slot, f32)>);

impl Vector {
    /// Weighs counted slots: the more often and the rarer, the more.
    pub(super) fn of(counted: &[(Slot, f32)], lexicon: &Lexicon) -> Self {
        let mut weighed: Vec<(Slot, f32)> = counted
            .iter()
            .map(|(slot, count)| (*slot, (1.0 + count).ln() * lexicon.rarity(*slot)))
            .collect();
        let length = weighed.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            weighed.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        Self(weighed)
    }

    /// The slots with their weights.
    pub(super) fn weights(&self) -> impl Iterator<Item = (Slot, f32)> + '_ {
        self.0.iter().copied()
    }

    /// How alike two texts are, 0 to 1.
    pub(super) fn cosine(&self, other: &Self) -> f32 {
        self.shared(other).map(|(_, a, b)| a * b).sum()
    }

    /// The slots that both have, with their weights.
    pub(super) fn shared<'a>(
        &'a self,
        other: &'a Self,
    ) -> impl Iterator<Item = (Slot, f32, f32)> + 'a {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        std::iter::from_fn(move || {
            loop {
                match a.peek()?.0.cmp(&b.peek()?.0) {
                    Ordering::Less => a.next(),
                    Ordering::Greater => b.next(),
                    Ordering::Equal => {
                        let ((slot, of_a), (_, of_b)) = (a.next()?, b.next()?);
                        return Some((*slot, *of_a, *of_b));
                    }
                };
            }
        })
    }
}
