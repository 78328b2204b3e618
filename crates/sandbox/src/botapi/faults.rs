//! Things that go wrong on purpose.

use std::sync::Arc;

use axum::response::Response;

use super::Refused;
use crate::server::Server;
use crate::state::UserId;

/// What happens to a call instead of being done.
pub(super) async fn strike(
    _server: &Arc<Server>,
    _bot: UserId,
    _method: &str,
) -> Option<Result<Response, Refused>> {
    None
}
