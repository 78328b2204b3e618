//! What a method refuses with, in the Bot API's words.

use std::borrow::Cow;
use std::io;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::Error;
use crate::state::bots::BotError;
use crate::state::bots::business::BusinessError;
use crate::state::files::FileError;
use crate::state::messages::SendError;

/// An answer that says no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    code: u16,
    description: Cow<'static, str>,
    /// In seconds.
    retry_after: Option<i64>,
}

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply \
markup are exactly the same as a current content and reply markup of the message";

impl Refused {
    pub(super) const UNAUTHORIZED: Refused = Refused::new(401, "Unauthorized");
    pub(super) const NOT_FOUND: Refused = Refused::new(404, "Not Found");
    pub(super) const NO_METHOD: Refused = Refused::new(404, "Not Found: method not found");
    pub(super) const TOO_LARGE: Refused = Refused::new(413, "Request Entity Too Large");
    pub(super) const CHAT_NOT_FOUND: Refused = Refused::new(400, "Bad Request: chat not found");

    pub(super) const fn new(code: u16, description: &'static str) -> Refused {
        Refused { code, description: Cow::Borrowed(description), retry_after: None }
    }

    /// A request that makes no sense.
    pub(super) fn bad_request(why: impl AsRef<str>) -> Refused {
        let description = format!("Bad Request: {}", why.as_ref()).into();
        Refused { code: 400, description, retry_after: None }
    }

    /// Too much at once.
    pub(super) fn too_many(retry_after: i64) -> Refused {
        let description = format!("Too Many Requests: retry after {retry_after}").into();
        Refused { code: 429, description, retry_after: Some(retry_after) }
    }

    /// With a code of one's own.
    pub(super) fn other(code: u16, description: String) -> Refused {
        Refused { code, description: description.into(), retry_after: None }
    }

    /// Without the words that say whose fault it is.
    pub(super) fn bare(self) -> Refused {
        let bare = self.description.trim_start_matches("Bad Request: ").to_owned();
        Refused { description: bare.into(), ..self }
    }

    /// What is said of a message that is not there, instead.
    pub(super) fn about(error: SendError, missing: &'static str) -> Refused {
        match error {
            SendError::NoSuchMessage(_) => Refused::bad_request(missing),
            other => other.into(),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code).unwrap_or(StatusCode::BAD_REQUEST);
        let mut body =
            json!({"ok": false, "error_code": self.code, "description": self.description});
        if let Some(retry_after) = self.retry_after {
            body["parameters"] = json!({"retry_after": retry_after});
        }
        (status, Json(body)).into_response()
    }
}

impl From<SendError> for Refused {
    fn from(error: SendError) -> Refused {
        let forbidden = |why| Refused::new(403, why);
        match error {
            SendError::NoSuchAccount | SendError::Blocked => Refused::CHAT_NOT_FOUND,
            SendError::Empty => Refused::bad_request("message text is empty"),
            SendError::TooLong => Refused::bad_request("message is too long"),
            SendError::CaptionTooLong => Refused::bad_request("message caption is too long"),
            SendError::NoSuchFile => {
                Refused::bad_request("wrong file identifier/HTTP URL specified")
            }
            SendError::NoSuchReply(_) => Refused::bad_request("message to be replied not found"),
            SendError::IdTaken(_)
            | SendError::IdTooHigh(_)
            | SendError::DateInvalid(_)
            | SendError::NotInOrder
            | SendError::NoSuchMessage(_) => Refused::bad_request("message not found"),
            SendError::NotMember => forbidden("Forbidden: bot is not a member of the group chat"),
            SendError::BotBlocked => forbidden("Forbidden: bot was blocked by the user"),
            SendError::BotCannotBegin => {
                forbidden("Forbidden: bot can't initiate conversation with a user")
            }
            SendError::Deactivated => forbidden("Forbidden: user is deactivated"),
            SendError::BotToBot => forbidden("Forbidden: bot can't send messages to bots"),
            SendError::NotTheAuthor | SendError::TooOld => {
                Refused::bad_request("message can't be edited")
            }
            SendError::NotModified => Refused::bad_request(NOT_MODIFIED),
            SendError::NoReaction => Refused::bad_request("REACTION_INVALID"),
            SendError::TooManyReactions => Refused::bad_request("REACTIONS_TOO_MANY"),
        }
    }
}

impl From<BusinessError> for Refused {
    fn from(error: BusinessError) -> Refused {
        match error {
            BusinessError::NotFound => Refused::bad_request("business connection not found"),
            BusinessError::Disabled => Refused::bad_request("BUSINESS_CONNECTION_INVALID"),
            BusinessError::PeerInvalid => Refused::bad_request("BUSINESS_PEER_INVALID"),
            BusinessError::UsageMissing => Refused::bad_request("BUSINESS_PEER_USAGE_MISSING"),
            BusinessError::NotAllowed => Refused::new(403, "Forbidden: BOT_ACCESS_FORBIDDEN"),
        }
    }
}

impl From<BotError> for Refused {
    fn from(error: BotError) -> Refused {
        Refused::bad_request(error.to_string())
    }
}

impl From<io::Error> for Refused {
    fn from(_: io::Error) -> Refused {
        Refused::new(500, "Internal Server Error")
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        match error {
            Error::Send(error) => error.into(),
            Error::File(FileError::Empty) => Refused::bad_request("file must be non-empty"),
            Error::File(FileError::PhotoTooBig) => {
                Refused::bad_request("file is too big for a photo")
            }
            Error::File(FileError::NotAPicture) => Refused::bad_request("IMAGE_PROCESS_FAILED"),
            Error::File(FileError::PhotoDimensions) => {
                Refused::bad_request("PHOTO_INVALID_DIMENSIONS")
            }
            Error::File(error @ (FileError::Dimensions | FileError::Duration)) => {
                Refused::bad_request(error.to_string())
            }
            _ => Refused::new(500, "Internal Server Error"),
        }
    }
}
