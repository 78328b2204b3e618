//! Padded intermediate: as intermediate, with random bytes after the payload
//! against those who would tell MTProto by the length of its packets.

use bytes::BytesMut;

use super::{Decoded, intermediate};
use crate::entropy;

/// What stands before the ciphertext of a message: key id and message key.
const ENCRYPTED_HEADER: usize = 8 + 16;
/// What stands before the body of a plain message: a zero key id, a message id
/// and the body's length.
const PLAIN_HEADER: usize = 8 + 8 + 4;

pub(super) fn decode(buffer: &mut BytesMut) -> Decoded {
    let Some(mut frame) = intermediate::decode(buffer)? else {
        return Ok(None);
    };
    // The payload's true length is not on the wire; the payload implies it.
    if let Some(end) = payload_length(&frame) {
        frame.truncate(end);
    }
    Ok(Some(frame))
}

fn payload_length(frame: &[u8]) -> Option<usize> {
    if frame.first_chunk()? == &[0; 8] {
        let length = frame.get(16..PLAIN_HEADER)?.try_into().ok()?;
        PLAIN_HEADER.checked_add(u32::from_le_bytes(length) as usize)
    } else {
        let ciphertext = frame.len().checked_sub(ENCRYPTED_HEADER)?;
        Some(ENCRYPTED_HEADER + ciphertext / 16 * 16)
    }
}

pub(super) fn encode(payload: &[u8]) -> Vec<u8> {
    // Up to 15 bytes are allowed. Clients strip what is over a multiple of
    // four, so no more than three are safe.
    let [random, padding @ ..] = entropy::bytes::<4>();
    let padded = [payload, &padding[..usize::from(random % 4)]].concat();
    intermediate::encode(&padded)
}
