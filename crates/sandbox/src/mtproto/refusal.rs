//! What is said of messages that are not taken, and which ones are not.
//!
//! <https://core.telegram.org/mtproto/service_messages_about_messages>

use grammers_tl_types::{enums::BadMsgNotification, types};

use super::cipher::AuthKey;
use super::salts;

/// How far a client's message ids may lie in the past and in the future, in
/// seconds.
const PAST: i64 = 300;
const FUTURE: i64 = 30;

const ID_TOO_LOW: i32 = 16;
const ID_TOO_HIGH: i32 = 17;
const ID_NOT_A_CLIENTS: i32 = 18;
const ID_FORGOTTEN: i32 = 20;
const WRONG_SALT: i32 = 48;
const BAD_CONTAINER: i32 = 64;

/// The message that is spoken of.
#[derive(Clone, Copy)]
pub(super) struct Subject {
    pub(super) msg_id: i64,
    pub(super) seqno: i32,
}

impl Subject {
    /// Why the message's id is not taken at `now` (Unix seconds), if it is not.
    pub(super) fn bad_id(self, now: i32) -> Option<BadMsgNotification> {
        let (sent_at, now) = (self.msg_id >> 32, i64::from(now));
        let code = if self.msg_id & 3 != 0 {
            ID_NOT_A_CLIENTS
        } else if sent_at < now - PAST {
            ID_TOO_LOW
        } else if sent_at > now + FUTURE {
            ID_TOO_HIGH
        } else {
            return None;
        };
        Some(self.because(code))
    }

    /// The message came under a salt that is not good at `now`.
    pub(super) fn bad_salt(self, key: &AuthKey, now: i32) -> BadMsgNotification {
        BadMsgNotification::BadServerSalt(types::BadServerSalt {
            bad_msg_id: self.msg_id,
            bad_msg_seqno: self.seqno,
            error_code: WRONG_SALT,
            new_server_salt: salts::current(key, now),
        })
    }

    /// What is in the message cannot be read.
    pub(super) fn bad_container(self) -> BadMsgNotification {
        self.because(BAD_CONTAINER)
    }

    /// Nothing is known of the message any more.
    pub(super) fn forgotten(self) -> BadMsgNotification {
        self.because(ID_FORGOTTEN)
    }

    fn because(self, error_code: i32) -> BadMsgNotification {
        BadMsgNotification::Notification(types::BadMsgNotification {
            bad_msg_id: self.msg_id,
            bad_msg_seqno: self.seqno,
            error_code,
        })
    }
}
