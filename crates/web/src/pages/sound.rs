//! The sound of voice notes: of the account's messages, and of replies that have not arrived.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{MessageId, ReplyId};

use crate::enter::Here;
use crate::error::Error;
use crate::pages::{parse, parse_peer};

/// What browsers are told of sound: nothing of what a stranger sent is taken for anything else.
const OGG: &str = "audio/ogg";

/// `GET /accounts/{account}/chats/{peer}/messages/{message}/sound`
pub(crate) async fn of_message(
    Here(site): Here,
    Path((account, peer, message)): Path<(String, String, String)>,
) -> Result<Response, Error> {
    let (account, peer, message) = (parse(&account)?, parse_peer(&peer)?, parse(&message)?);
    let found = site.engine.sound_of_message(account, peer, MessageId(message)).await?;
    // A voice note never changes.
    Ok(sound(found.ok_or(Error::NotFound)?.bytes, "private, max-age=86400, immutable"))
}

/// `GET /replies/{reply}/sound/{position}`: what is still to be sent.
pub(crate) async fn of_reply(
    Here(site): Here,
    Path((reply, position)): Path<(String, String)>,
) -> Result<Response, Error> {
    let (reply, position): (ReplyId, usize) = (parse(&reply)?, parse(&position)?);
    let found = site.engine.sound_of_reply(reply, position).await?;
    Ok(sound(found.ok_or(Error::NotFound)?.ogg, "no-store"))
}

/// `POST /accounts/{account}/chats/{peer}/messages/{message}/hear`: has a voice note heard, once more where
/// that failed.
pub(crate) async fn hear(
    Here(site): Here,
    Path((account, peer, message)): Path<(String, String, String)>,
) -> Result<Redirect, Error> {
    let (account, peer, message) = (parse(&account)?, parse_peer(&peer)?, parse(&message)?);
    if !site.engine.hear(account, peer, MessageId(message)).await? {
        return Err(Error::NobodyHears);
    }
    Ok(Redirect::to(&format!("/accounts/{account}/chats/{peer}#m-{message}")))
}

fn sound(bytes: Vec<u8>, kept: &'static str) -> Response {
    ([(CONTENT_TYPE, OGG), (CACHE_CONTROL, kept)], bytes).into_response()
}
