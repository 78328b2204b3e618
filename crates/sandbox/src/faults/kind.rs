//! What can go wrong on purpose.

use serde::{Deserialize, Serialize};

use super::FaultError;

/// What goes wrong. In JSON: its name in snake case, or an object with the name
/// and its particulars, such as `{"error": {"text": "FLOOD_WAIT_30"}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultKind {
    /// A call is refused, and has no effect.
    Error {
        /// Telegram's name for the error, such as `FLOOD_WAIT_30`.
        text: String,
        /// Its code. Need not be given for the errors that are known here.
        #[serde(default)]
        code: Option<i32>,
    },
    /// A call has no effect, and is not answered.
    NoAnswer,
    /// A call takes effect, and is not answered.
    LostAnswer,
    /// A call takes effect at once, and is answered later. Calls after it do
    /// not wait for it.
    Delay {
        /// How much later.
        milliseconds: u64,
    },
    /// A call takes effect at once, and is answered when the fault is removed.
    Hold,
    /// The connection is cut when a call comes, which has no effect.
    CutBefore,
    /// The connection is cut when a call has taken effect, before the answer.
    CutAfter,
    /// `updates.getDifference` is answered with `updates.differenceTooLong`: a
    /// client goes on from the `pts` in it, and looks for what it missed in the
    /// histories.
    DifferenceTooLong,
    /// What a client sends under its key is answered with an error of the
    /// transport: 404 says that the key is not known, 429 that there are too
    /// many connections.
    TransportError {
        /// The code, as a positive number.
        code: u16,
    },
    /// An update is not sent. The next one shows the client that there is a gap.
    LoseUpdate,
    /// An update is sent twice.
    DoubleUpdate,
    /// An update is held back, and sent after the next one.
    ReorderUpdate,
    /// Instead of an update, `updatesTooLong` is sent.
    UpdatesTooLong,
}

/// Where on its way a fault meets what it spoils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A frame of a client, before it is read.
    Frame,
    /// A call of a method.
    Call,
    /// An update, before it is sent.
    Update,
}

/// The one method that [`FaultKind::DifferenceTooLong`] spoils.
pub(super) const GET_DIFFERENCE: &str = "updates.getDifference";

impl FaultKind {
    /// A refusal with one of the errors whose code is known here: `FLOOD_WAIT_…`
    /// with seconds, `PEER_FLOOD`, `SESSION_REVOKED`, `AUTH_KEY_UNREGISTERED`,
    /// `USER_DEACTIVATED`, `FROZEN_METHOD_INVALID`, `RPC_CALL_FAIL` and kin.
    pub fn error(text: impl Into<String>) -> FaultKind {
        FaultKind::Error { text: text.into(), code: None }
    }

    pub(super) fn place(&self) -> Place {
        match self {
            FaultKind::TransportError { .. } => Place::Frame,
            FaultKind::LoseUpdate
            | FaultKind::DoubleUpdate
            | FaultKind::ReorderUpdate
            | FaultKind::UpdatesTooLong => Place::Update,
            _ => Place::Call,
        }
    }

    /// The same with all that was left out.
    pub(super) fn completed(self) -> Result<FaultKind, FaultError> {
        match self {
            FaultKind::Error { text, code } => {
                if text.is_empty() {
                    return Err(FaultError::NoText);
                }
                let Some(code) = code.or_else(|| known_code(&text)) else {
                    return Err(FaultError::UnknownCode(text));
                };
                Ok(FaultKind::Error { text, code: Some(code) })
            }
            FaultKind::TransportError { code: 0 } => Err(FaultError::NoTransportCode),
            other => Ok(other),
        }
    }
}

/// The code that Telegram gives with an error.
fn known_code(text: &str) -> Option<i32> {
    // Some end with a number: of seconds, mostly.
    let name = text.trim_end_matches(|digit: char| digit.is_ascii_digit());
    Some(match name {
        "FLOOD_WAIT_" | "FLOOD_PREMIUM_WAIT_" | "SLOWMODE_WAIT_" if name != text => 420,
        "FROZEN_METHOD_INVALID" => 420,
        "PEER_FLOOD" | "PEER_ID_INVALID" | "USER_IS_BLOCKED" | "INPUT_USER_DEACTIVATED" => 400,
        "MSG_ID_INVALID" | "MSG_VOICE_MISSING" | "MSG_VOICE_TOO_LONG" | "TRANSCRIPTION_FAILED" => {
            400
        }
        "AUTH_KEY_INVALID"
        | "AUTH_KEY_UNREGISTERED"
        | "SESSION_EXPIRED"
        | "SESSION_REVOKED"
        | "USER_DEACTIVATED"
        | "USER_DEACTIVATED_BAN" => 401,
        "CHAT_WRITE_FORBIDDEN"
        | "PREMIUM_ACCOUNT_REQUIRED"
        | "PRIVACY_PREMIUM_REQUIRED"
        | "USER_PRIVACY_RESTRICTED" => 403,
        "AUTH_KEY_DUPLICATED" => 406,
        "INTERNAL"
        | "MSG_WAIT_FAILED"
        | "RANDOM_ID_DUPLICATE"
        | "RPC_CALL_FAIL"
        | "RPC_MCGET_FAIL" => 500,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<i32> {
        match FaultKind::error(text).completed() {
            Ok(FaultKind::Error { code, .. }) => code,
            _ => None,
        }
    }

    #[test]
    fn known_errors_have_their_codes_and_others_need_one() {
        assert_eq!(code("FLOOD_WAIT_30"), Some(420));
        assert_eq!(code("FROZEN_METHOD_INVALID"), Some(420));
        assert_eq!(code("PEER_FLOOD"), Some(400));
        assert_eq!(code("PREMIUM_ACCOUNT_REQUIRED"), Some(403));
        assert_eq!(code("SESSION_REVOKED"), Some(401));
        assert_eq!(code("RPC_CALL_FAIL"), Some(500));
        for unknown in ["FLOOD_WAIT_", "FLOOD_WAIT_X", "NONSENSE", ""] {
            assert_eq!(code(unknown), None, "{unknown}");
        }
        let own = FaultKind::Error { text: "NONSENSE".into(), code: Some(418) };
        assert_eq!(own.clone().completed(), Ok(own));
    }
}
