//! `/history`: all messages that are stored: searched, filtered, exported and erased by the same filter.

mod erase;
mod export;
mod filter;
mod page;

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use engine::{FoundPage, Stamped, TwinEvent};
use maud::Markup;

use crate::enter::Here;
use crate::error::Error;
use crate::i18n::Lang;
use crate::layout::View;
use crate::stream::{Live, follow, replace, respond};

pub(crate) use erase::{ask, erase};
#[cfg(test)]
pub(crate) use erase::{asked, done};
pub(crate) use export::export;
pub(crate) use filter::Filter;
pub(crate) use page::{Shown, list, page};

/// Messages of a page.
const PAGE: usize = 50;

/// `GET /history/events`: that there are new messages. They are not put into the list, which somebody reads.
pub(crate) async fn events(Here(site): Here, view: View, headers: HeaderMap) -> Response {
    respond(follow(&site, view.lang, &headers, Fresh(view.lang))).into_response()
}

struct Fresh(Lang);

impl Live for Fresh {
    async fn all(&self) -> Result<Markup, Error> {
        Ok(Markup::default())
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        let is_new = matches!(
            stamped.event,
            TwinEvent::Message { .. } | TwinEvent::Edited { .. } | TwinEvent::Deleted { .. }
        );
        Ok(is_new.then(|| replace("#fresh", page::fresh(self.0))))
    }
}

/// `GET /history`: the page; to htmx the list alone, whose last word is then still being typed.
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    query: Result<Query<Filter>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(filter) = query?;
    let accounts = site.engine.accounts().await?;
    let asked = filter.search(&site.engine, &accounts, view.is_htmx, PAGE);
    let (found, search, wrong) = match asked {
        Ok(search) => (site.engine.search(&search).await?, search, None),
        Err(wrong) => (FoundPage::default(), engine::Search::default(), Some(wrong)),
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let chat = match (search.account, search.chat) {
        (Some(account), Some(chat)) => site.engine.chat(account, chat, 0).await?,
        _ => None,
    };
    let shown = Shown {
        filter: &filter,
        accounts: &accounts,
        chat: chat.map(|chat| chat.chat.peer),
        wanted: &search.wanted,
        found: &found,
        wrong,
    };
    let markup = if view.is_htmx { list(view.lang, &shown) } else { page(&view, &shown) };
    // A part of a page is put where the page is, whatever is wrong with the filter.
    let status = if view.is_htmx { StatusCode::OK } else { status };
    Ok((status, markup).into_response())
}
