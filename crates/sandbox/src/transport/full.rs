//! Full: length, sequence number, payload, and a CRC-32 of all three.

use bytes::BytesMut;

use super::{Decoded, TransportError, take};

/// Length, sequence number and checksum.
const OVERHEAD: usize = 12;

/// How many frames have passed each way.
#[derive(Debug, Default)]
pub(super) struct Counters {
    sent: u32,
    received: u32,
}

pub(super) fn decode(counters: &mut Counters, buffer: &mut BytesMut) -> Decoded {
    let Some(length) = buffer.first_chunk() else {
        return Ok(None);
    };
    let length = u32::from_le_bytes(*length) as usize;
    if length < OVERHEAD || !length.is_multiple_of(4) {
        return Err(TransportError::Length(length));
    }
    let Some(mut frame) = take(buffer, 0, length)? else {
        return Ok(None);
    };
    let checksum = frame.split_off(length - 4);
    if checksum[..] != crc32fast::hash(&frame).to_le_bytes() {
        return Err(TransportError::Checksum);
    }
    let payload = frame.split_off(8);
    let number = u32::from_le_bytes([frame[4], frame[5], frame[6], frame[7]]);
    if number != counters.received {
        return Err(TransportError::Sequence { expected: counters.received, got: number });
    }
    counters.received = counters.received.wrapping_add(1);
    Ok(Some(payload))
}

pub(super) fn encode(counters: &mut Counters, payload: &[u8]) -> Vec<u8> {
    let length = payload.len() + OVERHEAD;
    let mut frame = Vec::with_capacity(length);
    frame.extend((length as u32).to_le_bytes());
    frame.extend(counters.sent.to_le_bytes());
    frame.extend_from_slice(payload);
    frame.extend(crc32fast::hash(&frame).to_le_bytes());
    counters.sent = counters.sent.wrapping_add(1);
    frame
}
