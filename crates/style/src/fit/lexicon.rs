//! How rare stems and pieces of words are in the owner's chats.

use super::terms::{Slot, Slots};
use crate::counts::Counts;

/// How many stems and pieces are told apart.
pub(super) const SLOTS: usize = 1 << 20;

/// In how many messages each slot was seen. Takes at most 2 MiB, however many there are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lexicon {
    messages: u32,
    /// What is in more messages than fit says nothing anyway.
    seen_in: Counts<u16, SLOTS>,
    /// Those of the message just learnt: kept for the room that they take.
    slots: Slots,
}

impl Lexicon {
    /// Learns from the words of a message, of anybody.
    pub(crate) fn observe(&mut self, words: &[String]) {
        self.messages = self.messages.saturating_add(1);
        self.slots.clear();
        self.slots.add(words);
        for slots in [&mut self.slots.stems, &mut self.slots.pieces] {
            slots.sort_unstable();
            slots.dedup();
            for slot in slots {
                let seen = self.seen_in.at(*slot);
                *seen = seen.saturating_add(1);
            }
        }
    }

    /// The inverse document frequency: the natural logarithm of how many messages there are for one
    /// with the slot, one more of both counted; 0 before anything was learnt.
    pub(super) fn rarity(&self, slot: Slot) -> f32 {
        let seen = self.seen_in.get(slot);
        ((1.0 + self.messages as f32) / (1.0 + f32::from(seen))).ln().max(0.0)
    }
}
