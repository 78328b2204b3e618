//! Intermediate: a length in bytes, in four bytes.

use bytes::BytesMut;

use super::{Decoded, take};

/// A request for a quick acknowledgement, which the sandbox need not give.
const QUICK_ACK: u32 = 0x8000_0000;

pub(super) fn decode(buffer: &mut BytesMut) -> Decoded {
    match buffer.first_chunk() {
        None => Ok(None),
        Some(length) => take(buffer, 4, (u32::from_le_bytes(*length) & !QUICK_ACK) as usize),
    }
}

pub(super) fn encode(payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(4 + payload.len());
    frame.extend((payload.len() as u32).to_le_bytes());
    frame.extend_from_slice(payload);
    frame
}
