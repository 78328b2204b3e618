//! `GET /events`: the live stream of a page. Without a parameter of the list of accounts, with
//! `account` of its list of chats, with `account` and `chat` of one conversation beside
//! the list of chats, and with `at` around one of its messages.

use std::sync::Arc;

use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use engine::Stamped;
use maud::Markup;
use serde::Deserialize;

use crate::enter::Here;
use crate::error::Error;
use crate::layout::View;
use crate::pages::account::Chats;
use crate::pages::accounts::Accounts;
use crate::pages::chat::{Around, Conversation};
use crate::pages::{parse, parse_peer};
use crate::parts::talks::Choice;
use crate::stream::{Live, follow, respond};

/// `GET /needs/events`: for a page that has no stream of its own, what every page shows.
pub(crate) async fn of_shell(Here(site): Here, view: View, headers: HeaderMap) -> Response {
    respond(follow(&site, view.lang, &headers, Shell)).into_response()
}

/// Nothing but what the stream adds for every page.
pub(crate) struct Shell;

impl Live for Shell {
    async fn all(&self) -> Result<Markup, Error> {
        Ok(Markup::default())
    }

    async fn change(&self, _: &Stamped) -> Result<Option<Markup>, Error> {
        Ok(None)
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Of {
    account: Option<String>,
    chat: Option<String>,
}

pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Query(of): Query<Of>,
    Query(choice): Query<Choice>,
    Query(around): Query<Around>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let lang = view.lang;
    let Some(account) = of.account else {
        let live = Accounts::new(Arc::clone(&site), lang);
        return Ok(respond(follow(&site, lang, &headers, live)).into_response());
    };
    let account = parse(&account)?;
    let Some(chat) = of.chat else {
        let live = Chats { site: Arc::clone(&site), lang, account };
        return Ok(respond(follow(&site, lang, &headers, live)).into_response());
    };
    let live = Conversation::find(&site, lang, account, parse_peer(&chat)?).await?;
    let live = live.beside(choice).around(around.message());
    Ok(respond(follow(&site, lang, &headers, live)).into_response())
}
