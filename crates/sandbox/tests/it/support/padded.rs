//! The padded intermediate transport, which grammers lacks.

use grammers_crypto::DequeBuffer;
use grammers_mtproto::transport::{Error, Tagged, Transport, UnpackedOffset};

#[derive(Default)]
pub(crate) struct Padded {
    tagged: bool,
}

const TAG: [u8; 4] = [0xdd; 4];

impl Transport for Padded {
    fn pack(&mut self, buffer: &mut DequeBuffer<u8>) {
        buffer.extend([1, 2, 3]);
        buffer.extend_front(&(buffer.len() as u32).to_le_bytes());
        if !std::mem::replace(&mut self.tagged, true) {
            buffer.extend_front(&TAG);
        }
    }

    fn unpack(&mut self, buffer: &mut [u8]) -> Result<UnpackedOffset, Error> {
        let length = buffer.first_chunk().ok_or(Error::MissingBytes)?;
        let end = 4 + u32::from_le_bytes(*length) as usize;
        let payload = buffer.get(4..end).ok_or(Error::MissingBytes)?;
        let length = payload.len() - payload.len() % 4;
        if let Ok(code) = payload[..length].try_into() {
            let status = i32::from_le_bytes(code).unsigned_abs();
            return Err(Error::BadStatus { status });
        }
        Ok(UnpackedOffset { data_range: 4..4 + length, next_offset: end })
    }
}

impl Tagged for Padded {
    fn init_tag(&mut self) -> [u8; 4] {
        self.tagged = true;
        TAG
    }
}
