//! Things that go wrong on purpose: the faults that are arranged for methods
//! named `bot.sendMessage` and so on, as HTTP knows them.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::time::timeout;

use super::Refused;
use crate::faults::{FaultKind, Place, Strike};
use crate::server::Server;
use crate::state::UserId;

/// The fault that meets a bot's call of a method.
pub(super) fn strike(server: &Server, bot: UserId, method: &str) -> Option<Strike> {
    server.faults.strike(Place::Call, Some(bot), &format!("bot.{method}"))
}

/// What happens instead of the call, if it is not to take effect.
pub(super) async fn before(server: &Server, strike: &mut Strike) -> Option<Response> {
    match &strike.kind {
        FaultKind::Error { text, code } => Some(refused(text, *code).into_response()),
        FaultKind::CutBefore => Some(cut()),
        FaultKind::NoAnswer => {
            held(server, strike, None).await;
            Some(cut())
        }
        _ => None,
    }
}

/// What becomes of the answer.
pub(super) async fn after(server: &Server, strike: &mut Strike, answer: Response) -> Response {
    match strike.kind {
        FaultKind::CutAfter => return cut(),
        FaultKind::LostAnswer => {
            held(server, strike, None).await;
            return cut();
        }
        FaultKind::Delay { milliseconds } => {
            held(server, strike, Some(Duration::from_millis(milliseconds))).await;
        }
        FaultKind::Hold => held(server, strike, None).await,
        _ => {}
    }
    answer
}

/// Waits until the fault is removed, the time is over, or the sandbox stops.
async fn held(server: &Server, strike: &mut Strike, delay: Option<Duration>) {
    let mut news = server.desk.listen();
    let removed = async {
        tokio::select! {
            _ = strike.held.changed() => {}
            _ = news.wait_for(|stops| *stops) => {}
        }
    };
    match delay {
        // Whether it was the time that ended it does not matter.
        Some(delay) => drop(timeout(delay, removed).await),
        None => removed.await,
    }
}

/// An error as the Bot API says it.
fn refused(text: &str, code: Option<i32>) -> Refused {
    let seconds = text.rsplit_once("WAIT_").and_then(|(_, seconds)| seconds.parse().ok());
    if let Some(seconds) = seconds {
        return Refused::too_many(seconds);
    }
    let code = code.and_then(|code| u16::try_from(code).ok()).unwrap_or(500);
    let reason = StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
    let description = match (code, reason) {
        (401 | 500.., Some(reason)) => reason.to_owned(),
        (_, Some(reason)) if reason != text => format!("{reason}: {text}"),
        _ => text.to_owned(),
    };
    Refused::other(code, description)
}

/// An answer that ends in the middle.
fn cut() -> Response {
    let ends = io::Error::from(io::ErrorKind::ConnectionReset);
    Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(ends)])))
}
