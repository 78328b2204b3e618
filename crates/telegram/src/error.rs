//! What went wrong, and what it means for a login and for a connected account.

use std::time::Duration;

use domain::{LoginError, MessengerError, SessionStoreError};
use grammers_mtproto::{authentication, transport};
use grammers_mtsender::{InvocationError, RpcError};

/// A failure of this crate's own making; those of Telegram arrive as [`LoginError`] and
/// [`MessengerError`], of which these are sources.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configured public key is not the PKCS#1 PEM of an RSA key.
    #[error("the data centre's public key is not a PKCS#1 PEM of an RSA key")]
    PublicKey(#[source] pkcs1::Error),
    /// The server does not hold the configured key: wrong address or wrong key.
    #[error("the data centre does not hold the configured public key")]
    UnknownServerKey,
    /// The server broke the protocol of the key exchange, or somebody interfered with it.
    #[error("key exchange failed: {0}")]
    KeyExchange(&'static str),
    /// The stored keys are damaged or of a newer version.
    #[error("the stored session keys cannot be read")]
    SessionFormat,
    /// The server no longer knows the session's key and offered a new one.
    #[error("the authorization key is no longer known to the server")]
    KeyReplaced,
    /// No connection at the moment; the next attempt is waiting for its time.
    #[error("not connected")]
    NotConnected,
    /// The connection was closed by request.
    #[error("disconnected")]
    Disconnected,
    /// The server accepted a request and did not say what became of it.
    #[error("unexpected answer to {0}")]
    UnexpectedAnswer(&'static str),
    /// The session store failed.
    #[error(transparent)]
    Store(#[from] SessionStoreError),
    /// A request did not get through.
    #[error("request failed")]
    Invocation(#[source] InvocationError),
}

/// What a failure means to who tries to log in.
pub(crate) fn login_error(error: InvocationError) -> LoginError {
    let rpc = match error {
        InvocationError::Rpc(rpc) => rpc,
        other => return LoginError::Unreachable(Error::Invocation(other).into()),
    };
    match rpc.name.as_str() {
        "PHONE_NUMBER_INVALID" => LoginError::InvalidPhone,
        "PHONE_NUMBER_UNOCCUPIED" | "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN" => LoginError::UnknownPhone,
        "PHONE_NUMBER_BANNED" => LoginError::BannedPhone,
        "PHONE_CODE_INVALID" | "PHONE_CODE_EMPTY" => LoginError::InvalidCode,
        "PHONE_CODE_EXPIRED" => LoginError::ExpiredCode,
        "PASSWORD_HASH_INVALID" => LoginError::InvalidPassword,
        "API_ID_INVALID" | "API_ID_PUBLISHED_FLOOD" => LoginError::InvalidApiId,
        _ => match flood_wait(&rpc) {
            Some(wait) => LoginError::FloodWait(wait),
            None if is_server_fault(&rpc) => {
                LoginError::Unreachable(Error::Invocation(InvocationError::Rpc(rpc)).into())
            }
            None => LoginError::Refused { reason: rpc.name },
        },
    }
}

/// What a failure means to a connected account.
pub(crate) fn messenger_error(error: InvocationError) -> MessengerError {
    match error {
        InvocationError::Rpc(rpc) => rpc_error(rpc),
        // grammers answers -404 (key unknown) with a new key exchange, which fails at a custom data
        // centre and is refused by our session at Telegram's.
        InvocationError::Authentication(authentication::Error::UnknownFingerprints { .. }) => {
            logged_out("AUTH_KEY_UNKNOWN")
        }
        InvocationError::Transport(transport::Error::BadStatus { status: 404 }) => {
            logged_out("AUTH_KEY_UNKNOWN")
        }
        InvocationError::Session(error) => match error.downcast::<Error>().map(|error| *error) {
            Ok(Error::KeyReplaced) => logged_out("AUTH_KEY_UNKNOWN"),
            Ok(error) => MessengerError::Session(error.into()),
            Err(error) => MessengerError::Session(error),
        },
        InvocationError::InvalidDc => MessengerError::Refused { reason: "DC_ID_INVALID".into() },
        other => MessengerError::Unreachable(Error::Invocation(other).into()),
    }
}

fn rpc_error(rpc: RpcError) -> MessengerError {
    if rpc.code == 401 || rpc.name == "AUTH_KEY_DUPLICATED" {
        return MessengerError::LoggedOut { reason: rpc.name };
    }
    // Frozen accounts are told so with code 420, and there is nothing to wait for.
    if rpc.name == "PEER_FLOOD" || rpc.name.starts_with("FROZEN_") {
        return MessengerError::Restricted { reason: rpc.name };
    }
    if let Some(wait) = flood_wait(&rpc) {
        return MessengerError::FloodWait(wait);
    }
    // The first request with this random_id is still running: its outcome can be asked for soon.
    if rpc.name == "RANDOM_ID_DUPLICATE" || is_server_fault(&rpc) {
        return MessengerError::Unreachable(Error::Invocation(InvocationError::Rpc(rpc)).into());
    }
    MessengerError::Refused { reason: rpc.name }
}

fn logged_out(reason: &str) -> MessengerError {
    MessengerError::LoggedOut { reason: reason.into() }
}

fn flood_wait(rpc: &RpcError) -> Option<Duration> {
    match rpc.value {
        Some(seconds) if rpc.code == 420 => Some(Duration::from_secs(seconds.into())),
        _ => None,
    }
}

/// Negative codes are timeouts inside Telegram.
fn is_server_fault(rpc: &RpcError) -> bool {
    rpc.code >= 500 || rpc.code < 0
}

#[cfg(test)]
mod tests {
    use std::io;

    use grammers_tl_types as tl;

    use super::*;

    fn rpc(error_code: i32, error_message: &str) -> InvocationError {
        InvocationError::Rpc(RpcError::from(tl::types::RpcError {
            error_code,
            error_message: error_message.into(),
        }))
    }

    #[test]
    fn every_way_to_lose_a_session_says_logged_out() {
        for error in [
            rpc(401, "AUTH_KEY_UNREGISTERED"),
            rpc(401, "SESSION_REVOKED"),
            rpc(401, "USER_DEACTIVATED"),
            rpc(406, "AUTH_KEY_DUPLICATED"),
            InvocationError::Session(Box::new(Error::KeyReplaced)),
            InvocationError::Authentication(authentication::Error::UnknownFingerprints {
                fingerprints: vec![1],
            }),
        ] {
            let error = messenger_error(error);
            assert!(matches!(error, MessengerError::LoggedOut { .. }), "{error}");
        }
    }

    #[test]
    fn waiting_is_for_floods_and_not_for_frozen_accounts() {
        assert!(matches!(
            messenger_error(rpc(420, "FLOOD_WAIT_31")),
            MessengerError::FloodWait(wait) if wait == Duration::from_secs(31)
        ));
        for (code, name) in [(420, "FROZEN_METHOD_INVALID"), (400, "PEER_FLOOD")] {
            assert!(matches!(
                messenger_error(rpc(code, name)),
                MessengerError::Restricted { reason } if reason == name
            ));
        }
    }

    #[test]
    fn what_may_have_been_carried_out_is_transient_and_what_was_refused_is_not() {
        for error in [
            rpc(500, "RPC_CALL_FAIL"),
            rpc(-503, "Timeout"),
            rpc(400, "RANDOM_ID_DUPLICATE"),
            InvocationError::Io(io::ErrorKind::ConnectionReset.into()),
            InvocationError::Dropped("the pool is gone"),
        ] {
            assert!(messenger_error(error).is_transient());
        }
        assert!(matches!(
            messenger_error(rpc(400, "USER_IS_BLOCKED")),
            MessengerError::Refused { reason } if reason == "USER_IS_BLOCKED"
        ));
    }

    #[test]
    fn a_wrong_code_is_told_from_an_expired_one() {
        assert!(matches!(login_error(rpc(400, "PHONE_CODE_INVALID")), LoginError::InvalidCode));
        assert!(matches!(login_error(rpc(400, "PHONE_CODE_EXPIRED")), LoginError::ExpiredCode));
        assert!(matches!(
            login_error(rpc(420, "FLOOD_WAIT_120")),
            LoginError::FloodWait(wait) if wait.as_secs() == 120
        ));
        assert!(matches!(login_error(rpc(500, "AUTH_RESTART")), LoginError::Unreachable(_)));
        assert!(matches!(
            login_error(rpc(406, "UPDATE_APP_TO_LOGIN")),
            LoginError::Refused { reason } if reason == "UPDATE_APP_TO_LOGIN"
        ));
    }
}
