//! What a method refuses with: the names are Telegram's own.

use std::borrow::Cow;
use std::io;

use grammers_tl_types::name_for_id;

use crate::blobs::uploads::UploadError;
use crate::files::NotStored;
use crate::mtproto::envelope;
use crate::state::accounts::AccountError;
use crate::state::files::FileError;
use crate::state::groups::GroupError;
use crate::state::login::{Ending, LoginRefusal};
use crate::state::messages::SendError;

/// An `rpc_error`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RpcError {
    pub(crate) code: i32,
    pub(crate) message: Cow<'static, str>,
}

impl RpcError {
    pub(crate) const MALFORMED: RpcError = RpcError::bad_request("INPUT_FETCH_ERROR");
    pub(crate) const BOT_METHOD_INVALID: RpcError = RpcError::bad_request("BOT_METHOD_INVALID");
    pub(crate) const PEER_INVALID: RpcError = RpcError::bad_request("PEER_ID_INVALID");
    pub(crate) const USER_INVALID: RpcError = RpcError::bad_request("USER_ID_INVALID");
    pub(crate) const CHAT_ID_INVALID: RpcError = RpcError::bad_request("CHAT_ID_INVALID");
    pub(crate) const CHANNEL_INVALID: RpcError = RpcError::bad_request("CHANNEL_INVALID");
    pub(crate) const CHANNEL_PRIVATE: RpcError = RpcError::bad_request("CHANNEL_PRIVATE");
    pub(crate) const MESSAGE_ID_INVALID: RpcError = RpcError::bad_request("MESSAGE_ID_INVALID");
    pub(crate) const REPLY_INVALID: RpcError = RpcError::bad_request("REPLY_MESSAGE_ID_INVALID");
    pub(crate) const NOT_LOGGED_IN: RpcError = RpcError::new(401, "AUTH_KEY_UNREGISTERED");
    pub(crate) const PASSWORD_NEEDED: RpcError = RpcError::new(401, "SESSION_PASSWORD_NEEDED");

    pub(crate) const KEY_DUPLICATED: RpcError = RpcError::new(406, "AUTH_KEY_DUPLICATED");
    pub(crate) const RANDOM_ID_DUPLICATE: RpcError = RpcError::new(500, "RANDOM_ID_DUPLICATE");

    pub(crate) const fn new(code: i32, message: &'static str) -> RpcError {
        RpcError { code, message: Cow::Borrowed(message) }
    }

    pub(crate) const fn bad_request(message: &'static str) -> RpcError {
        RpcError::new(400, message)
    }

    /// For bytes that could not be written or read.
    pub(crate) fn storage(error: &io::Error) -> RpcError {
        tracing::error!(%error, "cannot write or read the bytes of a file");
        RpcError::new(500, "STORAGE_FAILED")
    }

    /// The login was ended by something other than the client.
    pub(crate) const fn ended(why: Ending) -> RpcError {
        RpcError::new(
            401,
            match why {
                Ending::Revoked => "SESSION_REVOKED",
                Ending::Deleted => "USER_DEACTIVATED",
                Ending::Banned => "USER_DEACTIVATED_BAN",
            },
        )
    }

    /// Too much was tried; it may be tried again in so many seconds.
    pub(crate) fn flood_wait(seconds: i32) -> RpcError {
        RpcError { code: 420, message: format!("FLOOD_WAIT_{seconds}").into() }
    }

    /// Another data centre is the right one: `kind` says for what.
    pub(crate) fn migrate(kind: &str, dc: i32) -> RpcError {
        RpcError { code: 303, message: format!("{kind}_MIGRATE_{dc}").into() }
    }

    /// One that somebody wants to see, whatever it is.
    pub(crate) fn made_up(code: i32, message: &str) -> RpcError {
        RpcError { code, message: message.to_owned().into() }
    }

    /// As the body of a result.
    pub(crate) fn to_answer(&self) -> Vec<u8> {
        envelope::error(self.code, &self.message)
    }

    /// For what the sandbox does not offer: never a made-up answer.
    pub(crate) fn unknown_method(constructor: u32) -> RpcError {
        let name = name_for_id(constructor);
        tracing::debug!(name, constructor = format_args!("{constructor:08x}"), "unknown method");
        RpcError { code: 400, message: format!("INPUT_METHOD_INVALID_{constructor}").into() }
    }
}

impl From<io::Error> for RpcError {
    /// The journal could not be written, so nothing happened.
    fn from(_: io::Error) -> RpcError {
        RpcError::new(500, "JOURNAL_WRITE_FAILED")
    }
}

impl From<LoginRefusal> for RpcError {
    fn from(refusal: LoginRefusal) -> RpcError {
        RpcError::bad_request(match refusal {
            LoginRefusal::PhoneInvalid => "PHONE_NUMBER_INVALID",
            LoginRefusal::PhoneOccupied => "PHONE_NUMBER_OCCUPIED",
            LoginRefusal::PhoneBanned => "PHONE_NUMBER_BANNED",
            LoginRefusal::SignUpForbidden => "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN",
            LoginRefusal::FirstNameInvalid => "FIRSTNAME_INVALID",
            LoginRefusal::LastNameInvalid => "LASTNAME_INVALID",
            LoginRefusal::CodeEmpty => "PHONE_CODE_EMPTY",
            LoginRefusal::CodeHashEmpty => "PHONE_CODE_HASH_EMPTY",
            LoginRefusal::CodeInvalid => "PHONE_CODE_INVALID",
            LoginRefusal::CodeExpired => "PHONE_CODE_EXPIRED",
        })
    }
}

impl From<AccountError> for RpcError {
    fn from(error: AccountError) -> RpcError {
        RpcError::bad_request(match error {
            AccountError::PhoneInvalid => "PHONE_NUMBER_INVALID",
            AccountError::PhoneTaken => "PHONE_NUMBER_OCCUPIED",
            AccountError::UsernameInvalid => "USERNAME_INVALID",
            AccountError::UsernameTaken => "USERNAME_OCCUPIED",
            AccountError::FirstNameEmpty => "FIRSTNAME_INVALID",
            AccountError::IdInvalid
            | AccountError::IdTaken
            | AccountError::Deleted
            | AccountError::OfBot => "USER_ID_INVALID",
            AccountError::Oneself => "CONTACT_ID_INVALID",
            AccountError::NoPassword => "PASSWORD_EMPTY",
            AccountError::DcInvalid => "DC_ID_INVALID",
        })
    }
}

impl From<SendError> for RpcError {
    fn from(error: SendError) -> RpcError {
        match error {
            SendError::NoSuchAccount => RpcError::PEER_INVALID,
            SendError::Empty => RpcError::bad_request("MESSAGE_EMPTY"),
            SendError::TooLong => RpcError::bad_request("MESSAGE_TOO_LONG"),
            SendError::CaptionTooLong => RpcError::bad_request("MEDIA_CAPTION_TOO_LONG"),
            SendError::NoSuchFile => RpcError::bad_request("MEDIA_EMPTY"),
            SendError::NoSuchReply(_) => RpcError::REPLY_INVALID,
            SendError::IdTaken(_)
            | SendError::IdTooHigh(_)
            | SendError::DateInvalid(_)
            | SendError::NotInOrder
            | SendError::NoSuchMessage(_) => RpcError::MESSAGE_ID_INVALID,
            SendError::NotMember => RpcError::new(403, "CHAT_WRITE_FORBIDDEN"),
            SendError::Blocked => RpcError::bad_request("YOU_BLOCKED_USER"),
            SendError::BotCannotBegin => RpcError::PEER_INVALID,
            SendError::BotBlocked => RpcError::bad_request("USER_IS_BLOCKED"),
            SendError::Deactivated => RpcError::bad_request("INPUT_USER_DEACTIVATED"),
            SendError::BotToBot => RpcError::bad_request("USER_IS_BOT"),
            SendError::NotTheAuthor => RpcError::new(403, "MESSAGE_AUTHOR_REQUIRED"),
            SendError::NotModified => RpcError::bad_request("MESSAGE_NOT_MODIFIED"),
            SendError::NoReaction => RpcError::bad_request("REACTION_INVALID"),
            SendError::TooManyReactions => RpcError::bad_request("REACTIONS_TOO_MANY"),
            SendError::TooOld => RpcError::bad_request("MESSAGE_EDIT_TIME_EXPIRED"),
        }
    }
}

impl From<GroupError> for RpcError {
    fn from(error: GroupError) -> RpcError {
        match error {
            GroupError::NoSuchPeer => RpcError::CHAT_ID_INVALID,
            GroupError::TitleInvalid => RpcError::bad_request("CHAT_TITLE_EMPTY"),
            GroupError::AboutTooLong => RpcError::bad_request("CHAT_ABOUT_TOO_LONG"),
            GroupError::AlreadyMember => RpcError::bad_request("USER_ALREADY_PARTICIPANT"),
            GroupError::BotJoinsNone => RpcError::bad_request("BOT_GROUPS_BLOCKED"),
            GroupError::NotMember => RpcError::bad_request("USER_NOT_PARTICIPANT"),
            GroupError::NotAllowed => RpcError::bad_request("CHAT_ADMIN_REQUIRED"),
            GroupError::NotModified => RpcError::bad_request("CHAT_NOT_MODIFIED"),
            GroupError::NoUsername => RpcError::CHANNEL_INVALID,
            GroupError::UsernameInvalid => RpcError::bad_request("USERNAME_INVALID"),
            GroupError::UsernameNotModified => RpcError::bad_request("USERNAME_NOT_MODIFIED"),
            GroupError::UsernameTaken => RpcError::bad_request("USERNAME_OCCUPIED"),
        }
    }
}

impl From<UploadError> for RpcError {
    fn from(error: UploadError) -> RpcError {
        RpcError::bad_request(match error {
            UploadError::PartInvalid => "FILE_PART_INVALID",
            UploadError::PartEmpty => "FILE_PART_EMPTY",
            UploadError::PartTooBig => "FILE_PART_TOO_BIG",
            UploadError::PartSizeInvalid => "FILE_PART_SIZE_INVALID",
            UploadError::PartSizeChanged => "FILE_PART_SIZE_CHANGED",
            UploadError::PartLengthInvalid => "FILE_PART_LENGTH_INVALID",
            UploadError::PartsInvalid => "FILE_PARTS_INVALID",
            UploadError::ChecksumInvalid => "MD5_CHECKSUM_INVALID",
            UploadError::PartMissing(part) => {
                let message = format!("FILE_PART_{part}_MISSING").into();
                return RpcError { code: 400, message };
            }
            UploadError::Io(error) => return RpcError::storage(&error),
        })
    }
}

impl From<FileError> for RpcError {
    fn from(error: FileError) -> RpcError {
        RpcError::bad_request(match error {
            FileError::Empty => "FILE_PARTS_INVALID",
            FileError::PhotoTooBig => "PHOTO_SAVE_FILE_INVALID",
            FileError::NotAPicture => "IMAGE_PROCESS_FAILED",
            FileError::PhotoDimensions | FileError::Dimensions => "PHOTO_INVALID_DIMENSIONS",
            FileError::Duration => "MEDIA_INVALID",
        })
    }
}

impl From<NotStored> for RpcError {
    fn from(error: NotStored) -> RpcError {
        match error {
            NotStored::Refused(error) => error.into(),
            NotStored::Io(error) => RpcError::storage(&error),
        }
    }
}
