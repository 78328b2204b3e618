//! Abridged: a length in four-byte words, in one byte or, after `0x7f`, in three.

use bytes::BytesMut;

use super::{Decoded, take};

/// A request for a quick acknowledgement, which the sandbox need not give.
const QUICK_ACK: u8 = 0x80;

pub(super) fn decode(buffer: &mut BytesMut) -> Decoded {
    match buffer.first().map(|first| first & !QUICK_ACK) {
        None => Ok(None),
        Some(0x7f) => match buffer.first_chunk() {
            None => Ok(None),
            Some(&[_, a, b, c]) => take(buffer, 4, u32::from_le_bytes([a, b, c, 0]) as usize * 4),
        },
        Some(words) => take(buffer, 1, usize::from(words) * 4),
    }
}

pub(super) fn encode(payload: &[u8]) -> Vec<u8> {
    let words = payload.len() / 4;
    let mut frame = Vec::with_capacity(payload.len() + 4);
    match u8::try_from(words) {
        Ok(words) if words < 0x7f => frame.push(words),
        _ => frame.extend(((words as u32) << 8 | 0x7f).to_le_bytes()),
    }
    frame.extend_from_slice(payload);
    frame
}
