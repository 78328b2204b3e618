//! MTProto's own messages, which are about messages and sessions and not about
//! people.
//!
//! <https://core.telegram.org/mtproto/service_messages>

use std::time::Duration;

use grammers_tl_types::{
    Cursor, Deserializable, Identifiable, Serializable, deserialize, enums, functions, types,
};

use super::envelope::{self, Message};
use super::salts;
use super::session::{Kind, Numbered, Receipt, Session};
use crate::server::Server;
use crate::state::Event;

/// What a service message asks of the connection.
pub(crate) enum Reaction {
    /// Nothing more to do.
    Done,
    Send(Vec<u8>, Kind),
    Resend(Vec<Numbered>),
    /// Send it, and hang up unless this is asked again within the time.
    HangUpAfter(Duration, Vec<u8>),
}

/// The longest that a client may ask to be waited for.
const LONGEST_DELAY: i32 = 600;

/// Reacts to a service message. `None` if the message is none, and so a request.
pub(crate) fn react(
    server: &Server,
    session: &Session,
    message: &Message,
) -> Result<Option<Reaction>, deserialize::Error> {
    let mut body = Cursor::from_slice(&message.body);
    let body = &mut body;
    let pong =
        |ping_id| enums::Pong::from(types::Pong { msg_id: message.msg_id, ping_id }).to_bytes();
    let result =
        |answer: Vec<u8>| Reaction::Send(envelope::result(message.msg_id, &answer), Kind::Answer);
    let reaction = match u32::deserialize(body)? {
        types::MsgsAck::CONSTRUCTOR_ID => {
            session.acknowledge(&types::MsgsAck::deserialize(body)?.msg_ids);
            Reaction::Done
        }
        functions::Ping::CONSTRUCTOR_ID => {
            Reaction::Send(pong(functions::Ping::deserialize(body)?.ping_id), Kind::Service)
        }
        functions::PingDelayDisconnect::CONSTRUCTOR_ID => {
            let ping = functions::PingDelayDisconnect::deserialize(body)?;
            let delay = ping.disconnect_delay.clamp(1, LONGEST_DELAY).unsigned_abs();
            Reaction::HangUpAfter(Duration::from_secs(delay.into()), pong(ping.ping_id))
        }
        functions::GetFutureSalts::CONSTRUCTOR_ID => {
            let count = functions::GetFutureSalts::deserialize(body)?.num;
            let salts = salts::answer(&session.key, message.msg_id, count, server.now());
            Reaction::Send(salts.to_bytes(), Kind::Service)
        }
        types::MsgsStateReq::CONSTRUCTOR_ID => {
            let asked = types::MsgsStateReq::deserialize(body)?.msg_ids;
            let info = asked.iter().map(|id| state_of(session, *id)).collect();
            let info = types::MsgsStateInfo { req_msg_id: message.msg_id, info };
            Reaction::Send(enums::MsgsStateInfo::from(info).to_bytes(), Kind::Service)
        }
        types::MsgResendReq::CONSTRUCTOR_ID => {
            Reaction::Resend(session.kept(&types::MsgResendReq::deserialize(body)?.msg_ids))
        }
        functions::RpcDropAnswer::CONSTRUCTOR_ID => {
            // Every request is answered at once, so none is left to drop, save
            // what a fault holds back.
            result(enums::RpcDropAnswer::RpcAnswerUnknown.to_bytes())
        }
        functions::DestroySession::CONSTRUCTOR_ID => {
            let session_id = functions::DestroySession::deserialize(body)?.session_id;
            let other = session_id != session.id;
            let answer: enums::DestroySessionRes =
                if other && server.hub.destroy((session.key.id, session_id)) {
                    types::DestroySessionOk { session_id }.into()
                } else {
                    types::DestroySessionNone { session_id }.into()
                };
            Reaction::Send(answer.to_bytes(), Kind::Answer)
        }
        functions::DestroyAuthKey::CONSTRUCTOR_ID => {
            let destroyed = Event::KeyDestroyed { key: session.key.id };
            let answer = match server.write().commit(vec![destroyed], None) {
                Ok(()) => enums::DestroyAuthKeyRes::DestroyAuthKeyOk,
                Err(_) => enums::DestroyAuthKeyRes::DestroyAuthKeyFail,
            };
            result(answer.to_bytes())
        }
        // Told for our information; nothing follows from them here.
        types::MsgsStateInfo::CONSTRUCTOR_ID
        | types::MsgsAllInfo::CONSTRUCTOR_ID
        | types::MsgDetailedInfo::CONSTRUCTOR_ID
        | types::MsgNewDetailedInfo::CONSTRUCTOR_ID
        | types::MsgResendAnsReq::CONSTRUCTOR_ID
        | types::HttpWait::CONSTRUCTOR_ID => Reaction::Done,
        _ => return Ok(None),
    };
    Ok(Some(reaction))
}

/// A message's state in one byte, as `msgs_state_info` has it.
fn state_of(session: &Session, msg_id: i64) -> u8 {
    match session.has_received(msg_id) {
        Receipt::Forgotten => 1,
        Receipt::New => 2,
        Receipt::Duplicate => 4,
    }
}
