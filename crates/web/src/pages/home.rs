//! `GET /`: to the demo; to the first steps as long as there is no twin that could answer; else to the inbox, or to the
//! accounts where none is connected.

use axum::http::HeaderMap;
use axum::response::Redirect;

use crate::enter::{Here, cookie};
use crate::error::Error;
use crate::layout::View;
use crate::pages::start::{COOKIE, Progress};

pub(crate) async fn get(
    Here(site): Here,
    view: View,
    headers: HeaderMap,
) -> Result<Redirect, Error> {
    if view.demo {
        return Ok(Redirect::to("/demo"));
    }
    let progress = Progress::of(&site.engine, cookie(&headers, COOKIE)).await?;
    Ok(Redirect::to(if progress.leads_home() {
        "/start"
    } else if progress.has_connected() {
        "/inbox"
    } else {
        "/accounts"
    }))
}
