//! `/history`: all messages that are stored: searched, filtered, exported and erased by the same filter.

mod erase;
mod export;
mod filter;
mod page;

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::{Peer, PeerId};
use engine::{AccountView, Engine, FoundPage, Stamped, TwinEvent};
use maud::Markup;

use crate::enter::Here;
use crate::error::Error;
use crate::i18n::Lang;
use crate::layout::View;
use crate::stream::{Live, follow, replace, respond};

pub(crate) use erase::{ask, erase};
#[cfg(test)]
pub(crate) use erase::{asked, done};
pub(crate) use export::{Format, export, file};
pub(crate) use filter::Filter;
pub(crate) use page::{Shown, list, page};

/// Messages of a page.
const PAGE: usize = 50;

/// Chats of an account to choose from.
const CHATS: usize = 200;

/// `GET /history/events`: that there are new messages. They are not put into the list, which somebody reads.
pub(crate) async fn events(Here(site): Here, view: View, headers: HeaderMap) -> Response {
    respond(follow(&site, view.lang, &headers, Fresh(view.lang))).into_response()
}

/// The chats to choose from: the newest of each account, and the one that was chosen.
async fn chats(
    engine: &Engine,
    accounts: &[AccountView],
    chosen: Option<PeerId>,
) -> Result<Vec<Peer>, Error> {
    let mut peers: Vec<Peer> = vec![];
    for of in accounts {
        let account = of.account.id;
        let mut chats = engine.chats(account, CHATS).await?;
        if let Some(chosen) = chosen {
            chats.extend(engine.chat(account, chosen, 0).await?.map(|found| found.chat));
        }
        for chat in chats {
            if peers.iter().all(|peer| peer.id != chat.peer.id) {
                peers.push(chat.peer);
            }
        }
    }
    Ok(peers)
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
    // Only the whole page asks which chat.
    let chats =
        if view.is_htmx { vec![] } else { chats(&site.engine, &accounts, search.chat).await? };
    let shown = Shown {
        filter: &filter,
        accounts: &accounts,
        chats: &chats,
        wanted: &search.wanted,
        found: &found,
        wrong,
    };
    let markup = if view.is_htmx { list(view.lang, &shown) } else { page(&view, &shown) };
    // A part of a page is put where the page is, whatever is wrong with the filter.
    let status = if view.is_htmx { StatusCode::OK } else { status };
    Ok((status, markup).into_response())
}
