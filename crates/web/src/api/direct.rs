//! A small API over Telegram itself, by the addresses that its clients know: log in, list dialogs, send.
//!
//! | file | endpoint |
//! |---|---|
//! | `request_code` | `POST /auth/auth/request_code` |
//! | `verify_code` | `POST /auth/auth/verify_code` |
//! | `get_dialogs` | `POST /get_dialogs` |
//! | `send_message` | `POST /send_message` |
//! | `logins` | logins under way, by phone number |
//! | `which` | which account is meant |

mod get_dialogs;
mod logins;
mod request_code;
mod send_message;
mod verify_code;
mod which;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;

pub(crate) use logins::PhoneLogins;
pub(super) use logins::StepShape;

/// The family's endpoints.
pub(super) fn routes() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::new()
        .routes(routes!(request_code::post))
        .routes(routes!(verify_code::post))
        .routes(routes!(get_dialogs::post))
        .routes(routes!(send_message::post))
}
