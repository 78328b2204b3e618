//! `/start`: from an empty database to the first reply, in three steps that can be left and taken up again.

mod page;
mod progress;

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use engine::{Stamped, TwinEvent};
use maud::Markup;

use super::language::{chosen, kept};
use crate::Site;
use crate::enter::{Here, cookie};
use crate::error::Error;
use crate::i18n::Lang;
use crate::layout::{View, Who};
use crate::stream::{Live, follow, replace, respond};

pub(crate) use page::{page, way_on};
pub(crate) use progress::Progress;

/// The cookie of a browser in which somebody has talked to their twin, or wants to hear no more of this page.
pub(crate) const COOKIE: &str = "start";
/// The values of [`COOKIE`].
const TRIED: &str = "tried";
const OVER: &str = "over";

/// `GET /start`
pub(crate) async fn get(Here(site): Here, view: View, headers: HeaderMap) -> Result<Markup, Error> {
    let progress = Progress::of(&site.engine, cookie(&headers, COOKIE)).await?;
    Ok(page(&view, &site.telegram, &progress))
}

/// `GET /start/events`: the steps, live.
pub(crate) async fn events(Here(site): Here, view: View, headers: HeaderMap) -> Response {
    let known = cookie(&headers, COOKIE).to_owned();
    let live = Steps { site: Arc::clone(&site), lang: view.lang, who: view.who.clone(), known };
    respond(follow(&site, view.lang, &headers, live)).into_response()
}

/// `POST /start/over`: whoever knows their way is led here no more.
pub(crate) async fn over() -> impl IntoResponse {
    chosen(COOKIE, OVER, "/accounts")
}

/// The cookie of a browser in which somebody has just talked to their twin.
pub(super) fn tried() -> String {
    kept(COOKIE, TRIED)
}

struct Steps {
    site: Arc<Site>,
    lang: Lang,
    who: Who,
    /// What the browser knew when it opened the page.
    known: String,
}

impl Live for Steps {
    async fn all(&self) -> Result<Markup, Error> {
        let progress = Progress::of(&self.site.engine, &self.known).await?;
        let steps = page::steps(self.lang, &self.who, &self.site.telegram, &progress);
        Ok(replace("#stages", steps))
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        Ok(match stamped.event {
            TwinEvent::Connection { .. }
            | TwinEvent::ImportProgress { .. }
            | TwinEvent::ImportDone { .. }
            | TwinEvent::ImportFailed { .. }
            | TwinEvent::HistoryProgress { .. }
            | TwinEvent::HistoryDone { .. }
            | TwinEvent::HistoryRefused { .. } => Some(self.all().await?),
            _ => None,
        })
    }
}
