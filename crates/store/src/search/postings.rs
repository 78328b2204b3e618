//! Where a word stands: messages, packed into blocks of bytes.
//!
//! A block is a row of messages, each as the difference to the one before in second, chat and number:
//! signed LEB128 (zigzag). Messages of one import follow each other, so most take five bytes.

/// A message, as far as the index knows it. The order is that of time; within a second, of chat and
/// number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Posting {
    /// When it was sent, in whole seconds since 1970.
    pub(crate) second: i64,
    /// The chat that it stands in.
    pub(crate) chat: i64,
    /// Its number there.
    pub(crate) id: i32,
}

/// Adds a message to a block, whose last one is given.
pub(crate) fn add(block: &mut Vec<u8>, last: Posting, posting: Posting) {
    write(block, posting.second.wrapping_sub(last.second));
    write(block, posting.chat.wrapping_sub(last.chat));
    write(block, i64::from(posting.id) - i64::from(last.id));
}

/// The messages of a block; ends early where its bytes are not what [`add`] writes.
pub(crate) fn read(mut block: &[u8]) -> impl Iterator<Item = Posting> {
    let mut last = Posting::default();
    std::iter::from_fn(move || {
        let second = last.second.wrapping_add(take(&mut block)?);
        let chat = last.chat.wrapping_add(take(&mut block)?);
        let id = i32::try_from(i64::from(last.id).wrapping_add(take(&mut block)?)).ok()?;
        last = Posting { second, chat, id };
        Some(last)
    })
}

fn write(bytes: &mut Vec<u8>, number: i64) {
    let mut rest = ((number << 1) ^ (number >> 63)).cast_unsigned();
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

fn take(bytes: &mut &[u8]) -> Option<i64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some((number >> 1).cast_signed() ^ -((number & 1).cast_signed()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let ends = [i64::MIN, -1_000_000_000_007, -1, 0, 1, 5_000_000_000, i64::MAX];
        let postings: Vec<Posting> = ends
            .iter()
            .flat_map(|second| ends.iter().map(move |chat| (*second, *chat)))
            .zip([0, 1, i32::MAX, i32::MIN, -5].into_iter().cycle())
            .map(|((second, chat), id)| Posting { second, chat, id })
            .collect();
        let mut block = Vec::new();
        let mut last = Posting::default();
        for posting in &postings {
            add(&mut block, last, *posting);
            last = *posting;
        }
        assert_eq!(read(&block).collect::<Vec<_>>(), postings);
    }

    #[test]
    fn messages_of_one_talk_take_few_bytes() {
        let mut block = Vec::new();
        let mut last = Posting { second: 1_700_000_000, chat: 5_000_000_000, id: 1_000_000 };
        for step in 1..=1_000 {
            let next = Posting { second: last.second + 40 * step, id: last.id + 3, ..last };
            add(&mut block, last, next);
            last = next;
        }
        assert!(block.len() < 5_000, "{}", block.len());
    }

    #[test]
    fn broken_bytes_end_a_block() {
        assert_eq!(read(&[0xFF; 40]).count(), 0);
        assert_eq!(read(&[2, 2]).count(), 0);
    }
}
