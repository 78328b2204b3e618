//! An answer that says no, with the status that says whose fault it is.

use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::task::JoinError;

use crate::Error;
use crate::faults::FaultError;
use crate::state::accounts::AccountError;
use crate::state::bots::BotError;

/// An answer that says no, and why.
pub(crate) struct Refusal {
    status: StatusCode,
    error: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, error: impl Into<String>) -> Refusal {
        Refusal { status, error: error.into() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body {
            error: String,
        }
        (self.status, Json(Body { error: self.error })).into_response()
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Refusal {
        Refusal::new(rejection.status(), rejection.body_text())
    }
}

impl From<PathRejection> for Refusal {
    fn from(rejection: PathRejection) -> Refusal {
        Refusal::new(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Refusal {
    fn from(rejection: QueryRejection) -> Refusal {
        Refusal::new(rejection.status(), rejection.body_text())
    }
}

impl From<BytesRejection> for Refusal {
    fn from(rejection: BytesRejection) -> Refusal {
        Refusal::new(rejection.status(), rejection.body_text())
    }
}

impl From<JoinError> for Refusal {
    fn from(_: JoinError) -> Refusal {
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "the sandbox is stopping")
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        use AccountError::{IdTaken, PhoneTaken, UsernameTaken};
        let status = match &error {
            Error::Account(PhoneTaken | UsernameTaken | IdTaken) => StatusCode::CONFLICT,
            Error::Fault(FaultError::NoSuchFault(_)) => StatusCode::NOT_FOUND,
            Error::Bot(BotError::UsernameTaken) => StatusCode::CONFLICT,
            Error::Bot(BotError::NoSuchBot) => StatusCode::NOT_FOUND,
            Error::Account(_)
            | Error::Bot(_)
            | Error::Send(_)
            | Error::File(_)
            | Error::Group(_)
            | Error::Scan(_)
            | Error::Fault(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::NoSuchAccount(_) | Error::NoSuchFile(_) => StatusCode::NOT_FOUND,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Refusal::new(status, error.to_string())
    }
}
