//! What messages are made of: containers, packed objects, results.
//!
//! Everything here is bounded: clients may be broken or hostile.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::{GzDecoder, ZlibDecoder};
use flate2::write::GzEncoder;
use grammers_tl_types::{
    Cursor, Deserializable, Identifiable, Serializable, deserialize, enums, functions as f,
    name_for_id, types,
};

const MSG_CONTAINER: u32 = 0x73f1_f8dc;
const GZIP_PACKED: u32 = 0x3072_cfa1;
const RPC_RESULT: u32 = 0xf35c_6d01;

/// The most messages in a container, as Telegram bounds it.
pub(crate) const MAX_MESSAGES: usize = 1020;
/// The most that all that is packed in one message may grow to.
pub(crate) const MAX_INFLATED: u64 = 4 * 1024 * 1024;
/// Answers longer than this are packed.
const PACK_FROM: usize = 4 * 1024;
/// How often types that hold themselves may nest in one request. Decoding is
/// recursive, so this is what keeps the stack within bounds.
const MAX_NESTING: usize = 64;

/// What a client's message cannot be read as.
#[derive(Debug, thiserror::Error, PartialEq)]
pub(crate) enum EnvelopeError {
    #[error("a container of {0} messages")]
    Container(usize),
    #[error("a container inside of a container")]
    Nested,
    #[error("a packed object that cannot be unpacked, or only to too much")]
    Packed,
    #[error("an object that holds itself more than {MAX_NESTING} times")]
    TooDeep,
    #[error(transparent)]
    Malformed(#[from] deserialize::Error),
}

/// One message of a client, out of its container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) msg_id: i64,
    pub(crate) seqno: i32,
    pub(crate) body: Vec<u8>,
}

/// The messages in `message`: those of a container, or itself.
pub(crate) fn open(message: Message) -> Result<Vec<Message>, EnvelopeError> {
    let mut budget = MAX_INFLATED;
    let message = Message { body: unpack(message.body, &mut budget)?, ..message };
    let mut body = Cursor::from_slice(&message.body);
    if u32::deserialize(&mut body)? != MSG_CONTAINER {
        check_nesting(&message.body)?;
        return Ok(vec![message]);
    }
    let count = u32::deserialize(&mut body)? as usize;
    if count > MAX_MESSAGES {
        return Err(EnvelopeError::Container(count));
    }
    let messages = (0..count)
        .map(|_| {
            let msg_id = i64::deserialize(&mut body)?;
            let seqno = i32::deserialize(&mut body)?;
            let length = u32::deserialize(&mut body)? as usize;
            if length > message.body.len() - body.pos() {
                return Err(deserialize::Error::UnexpectedEof.into());
            }
            let mut inner = vec![0; length];
            body.read_exact(&mut inner)?;
            let inner = unpack(inner, &mut budget)?;
            match u32::from_bytes(&inner)? {
                MSG_CONTAINER => Err(EnvelopeError::Nested),
                _ => Ok(Message { msg_id, seqno, body: inner }),
            }
        })
        .collect::<Result<Vec<_>, EnvelopeError>>()?;
    messages.iter().try_for_each(|message| check_nesting(&message.body))?;
    Ok(messages)
}

/// The object itself, if `body` is one that was packed; its length is taken
/// from `budget`. Clients call the stream gzip; some send zlib's.
fn unpack(body: Vec<u8>, budget: &mut u64) -> Result<Vec<u8>, EnvelopeError> {
    let mut cursor = Cursor::from_slice(&body);
    if u32::deserialize(&mut cursor)? != GZIP_PACKED {
        return Ok(body);
    }
    let packed = Vec::<u8>::deserialize(&mut cursor)?;
    let mut inflated = Vec::new();
    let read = if packed.starts_with(&[0x1f, 0x8b]) {
        GzDecoder::new(&packed[..]).take(*budget + 1).read_to_end(&mut inflated)
    } else {
        ZlibDecoder::new(&packed[..]).take(*budget + 1).read_to_end(&mut inflated)
    };
    let length = read.map_err(|_| EnvelopeError::Packed)? as u64;
    *budget = budget.checked_sub(length).ok_or(EnvelopeError::Packed)?;
    Ok(inflated)
}

/// Every level of nesting begins with its constructor, on a four-byte boundary.
/// A part of a file does not nest, and any word may be in it.
fn check_nesting(body: &[u8]) -> Result<(), EnvelopeError> {
    let (words, _) = body.as_chunks::<4>();
    let mut constructors = words.iter().map(|word| u32::from_le_bytes(*word));
    let method = constructors.find(|first| *first != f::InvokeWithoutUpdates::<()>::CONSTRUCTOR_ID);
    if method.is_some_and(carries_bytes) {
        return Ok(());
    }
    let mut nested = words.iter().filter(|word| holds_itself(u32::from_le_bytes(**word)));
    match nested.nth(MAX_NESTING) {
        None => Ok(()),
        Some(_) => Err(EnvelopeError::TooDeep),
    }
}

/// Whether a constructor's type may hold values of the same type: peers seen in
/// messages of peers, JSON, rich text and pages.
fn holds_itself(constructor: u32) -> bool {
    let name = name_for_id(constructor);
    name.ends_with("FromMessage")
        || ["json", "text", "page"].iter().any(|family| name.starts_with(family))
}

/// Whether a request's, or an answer's, bulk is a piece of a file.
fn carries_bytes(constructor: u32) -> bool {
    matches!(
        constructor,
        f::upload::SaveFilePart::CONSTRUCTOR_ID
            | f::upload::SaveBigFilePart::CONSTRUCTOR_ID
            | types::upload::File::CONSTRUCTOR_ID
    )
}

/// The request that a message for a client answers, if it is a result.
pub(crate) fn answered(body: &[u8]) -> Option<i64> {
    let mut body = Cursor::from_slice(body);
    let is_result = u32::deserialize(&mut body) == Ok(RPC_RESULT);
    is_result.then(|| i64::deserialize(&mut body).ok())?
}

/// `rpc_result`, with an answer packed when that is worth it.
pub(crate) fn result(req_msg_id: i64, answer: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(answer.len().min(PACK_FROM) + 16);
    RPC_RESULT.serialize(&mut body);
    req_msg_id.serialize(&mut body);
    // Files are seldom smaller when packed.
    let is_file = u32::from_bytes(answer).is_ok_and(carries_bytes);
    if is_file || answer.len() <= PACK_FROM {
        body.extend_from_slice(answer);
    } else {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(answer).expect("writing to memory does not fail");
        let packed = packer.finish().expect("writing to memory does not fail");
        GZIP_PACKED.serialize(&mut body);
        packed.serialize(&mut body);
    }
    body
}

/// `rpc_error`, as an answer.
pub(crate) fn error(code: i32, message: &str) -> Vec<u8> {
    let error = types::RpcError { error_code: code, error_message: message.to_owned() };
    enums::RpcError::from(error).to_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(data).unwrap();
        let mut body = GZIP_PACKED.to_bytes();
        packer.finish().unwrap().serialize(&mut body);
        body
    }

    fn message(body: Vec<u8>) -> Message {
        Message { msg_id: 4, seqno: 1, body }
    }

    #[test]
    fn a_bomb_is_refused_and_an_honest_pack_opened() {
        assert_eq!(open(message(packed(&[1, 2, 3, 4]))).unwrap(), [message(vec![1, 2, 3, 4])]);
        let bomb = packed(&vec![0; MAX_INFLATED as usize + 4]);
        assert_eq!(open(message(bomb)), Err(EnvelopeError::Packed));
    }

    #[test]
    fn many_packs_in_one_container_are_bounded_together() {
        let container = |count: u32| {
            let inner = packed(&vec![0; MAX_INFLATED as usize / 8]);
            let mut body = MSG_CONTAINER.to_bytes();
            count.serialize(&mut body);
            for msg_id in 0..i64::from(count) {
                msg_id.serialize(&mut body);
                1i32.serialize(&mut body);
                (inner.len() as u32).serialize(&mut body);
                body.extend(&inner);
            }
            message(body)
        };
        assert_eq!(open(container(8)).map(|messages| messages.len()), Ok(8));
        assert_eq!(open(container(9)), Err(EnvelopeError::Packed));
    }

    #[test]
    fn containers_are_bounded_in_number_and_depth() {
        let mut many = MSG_CONTAINER.to_bytes();
        u32::MAX.serialize(&mut many);
        assert_eq!(open(message(many)), Err(EnvelopeError::Container(u32::MAX as usize)));

        let mut inner = MSG_CONTAINER.to_bytes();
        0u32.serialize(&mut inner);
        let mut outer = MSG_CONTAINER.to_bytes();
        1u32.serialize(&mut outer);
        8i64.serialize(&mut outer);
        1i32.serialize(&mut outer);
        (inner.len() as u32).serialize(&mut outer);
        outer.extend(inner);
        assert_eq!(open(message(outer)), Err(EnvelopeError::Nested));
    }

    #[test]
    fn an_object_that_holds_itself_for_ever_is_refused() {
        let peer_from_message = 0xa87b_0a1c_u32.to_bytes();
        let body = peer_from_message.repeat(10_000);
        assert_eq!(open(message(body)), Err(EnvelopeError::TooDeep));
    }

    #[test]
    fn a_part_of_a_file_may_look_like_anything() {
        let bytes = 0xa87b_0a1c_u32.to_bytes().repeat(10_000);
        let part = f::upload::SaveFilePart { file_id: 1, file_part: 0, bytes };
        let quiet = f::InvokeWithoutUpdates { query: part.clone() }.to_bytes();
        for body in [part.to_bytes(), quiet] {
            assert_eq!(open(message(body.clone())), Ok(vec![message(body)]));
        }
    }
}
