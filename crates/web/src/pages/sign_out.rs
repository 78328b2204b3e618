//! `POST /sign-out`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use crate::Server;
use crate::enter::{Me, farewell};
use crate::error::Error;
use crate::source::Came;

pub(crate) async fn post(
    State(server): State<Arc<Server>>,
    me: Me,
    Came(source): Came,
) -> Result<Response, Error> {
    me.access.sign_out(&me.signed, &source).await?;
    Ok(farewell(&server, "/sign-in"))
}
