//! Updates for a session that has lost its connection, until it is back.
//!
//! Telegram sends a session that comes back what it has missed. Some clients
//! rely on it and never ask for the difference.

/// How many updates wait, and how many bytes of them.
const MOST: usize = 256;
const MOST_BYTES: usize = 256 * 1024;

/// The updates that wait, in their order.
#[derive(Default)]
pub(super) struct Waiting {
    updates: Vec<Vec<u8>>,
    bytes: usize,
    /// There were more than wait here. What came first is gone, so the rest is
    /// of no use.
    are_too_many: bool,
}

/// What a session that comes back has missed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Missed {
    /// These, and nothing else.
    Updates(Vec<Vec<u8>>),
    /// More than was kept: the client has to ask.
    TooMuch,
}

impl Waiting {
    pub(super) fn add(&mut self, update: Vec<u8>) {
        if self.are_too_many {
            return;
        }
        self.bytes += update.len();
        self.updates.push(update);
        if self.updates.len() > MOST || self.bytes > MOST_BYTES {
            *self = Waiting { are_too_many: true, ..Waiting::default() };
        }
    }

    pub(super) fn take(&mut self) -> Missed {
        let Waiting { updates, are_too_many, .. } = std::mem::take(self);
        if are_too_many { Missed::TooMuch } else { Missed::Updates(updates) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_comes_in_order_and_once() {
        let mut waiting = Waiting::default();
        waiting.add(vec![1]);
        waiting.add(vec![2]);
        assert_eq!(waiting.take(), Missed::Updates(vec![vec![1], vec![2]]));
        assert_eq!(waiting.take(), Missed::Updates(vec![]));
    }

    #[test]
    fn what_is_too_much_is_not_kept_in_part() {
        for (count, size) in [(MOST + 1, 1), (2, MOST_BYTES)] {
            let mut waiting = Waiting::default();
            (0..count).for_each(|_| waiting.add(vec![0; size]));
            assert!(waiting.updates.is_empty());
            assert_eq!(waiting.take(), Missed::TooMuch);
        }
    }
}
