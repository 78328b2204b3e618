//! `GET /accounts/{account}`: the chats of an account with their last messages.

use std::sync::Arc;

use axum::extract::Path;
use domain::{AccountId, Author, Chat};
use engine::{AccountView, Stamped, TwinEvent};
use maud::{Markup, html};

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::parse;
use crate::parts::alert::rules_of;
use crate::parts::avatar::avatar;
use crate::parts::{bubble, connection, history, mode, time};
use crate::stream::{Live, replace};

/// How many chats are shown.
const CHATS: usize = 100;

pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
) -> Result<Markup, Error> {
    let account: AccountId = parse(&account)?;
    let found = site.engine.account(account).await?.ok_or(Error::NotFound)?;
    let chats = site.engine.chats(account, CHATS).await?;
    Ok(page(&view, &found, &chats))
}

/// The page with its chats.
pub(crate) fn page(view: &View, of: &AccountView, chats: &[Chat]) -> Markup {
    let lang = view.lang;
    let name = of.account.profile.full_name();
    let content = html! {
        header.heading {
            a.back href="/accounts" aria-label=(t!(lang, "nav-accounts")) { (icons::back()) }
            (avatar(of.account.profile.user_id, &name))
            div {
                h1 { (name) }
                p.facts {
                    span #connection { (connection::state(lang, of.connection)) }
                    (connection::paused(lang, of))
                    span #learnt { (connection::learnt(lang, of)) }
                }
            }
            a.memory href={ "/accounts/" (of.account.id) "/about" } { (t!(lang, "about-title")) }
            a.memory href=(rules_of(of.account.id)) { (t!(lang, "rules-title")) }
        }
        div.row {
            span { (t!(lang, "accounts-mode")) }
            (mode::of_account(
                lang,
                &format!("/accounts/{}/mode", of.account.id),
                of.account.default_mode,
            ))
        }
        div #history .row { (history::row(lang, of)) }
        ul #chats .chats { (rows(lang, of, chats)) }
    };
    layout::live_page(view, &name, &format!("/events?account={}", of.account.id), content)
}

fn rows(lang: Lang, of: &AccountView, chats: &[Chat]) -> Markup {
    html! {
        @for chat in chats { (row(lang, of, chat)) }
        @if chats.is_empty() {
            li.empty { p { (t!(lang, "chats-none")) } }
        }
    }
}

fn row(lang: Lang, of: &AccountView, chat: &Chat) -> Markup {
    let address = format!("/accounts/{}/chats/{}", of.account.id, chat.peer.id);
    html! {
        li.chat id={ "chat-" (chat.peer.id) } {
            a.person href=(address) {
                (avatar(chat.peer.id, &chat.peer.title))
                span.names {
                    strong { (chat.peer.title) }
                    @if let Some(message) = &chat.last_message {
                        small.last {
                            @match message.author {
                                Author::Other => "",
                                Author::Owner => b { (t!(lang, "chats-you")) " " },
                                Author::Twin => b.twin { (t!(lang, "chats-twin")) " " },
                            }
                            (bubble::summary(lang, &message.content))
                        }
                    }
                }
                @if let Some(message) = &chat.last_message {
                    small.when { (time::lately(message.sent_at)) }
                }
            }
            @let default = of.policy.mode_with(&chat.peer, of.account.default_mode);
            (mode::of_chat(lang, &format!("{address}/mode"), chat.mode, default, chat.peer.kind))
        }
    }
}

/// The list, live.
pub(crate) struct Chats {
    pub(crate) site: Arc<Site>,
    pub(crate) lang: Lang,
    pub(crate) account: AccountId,
}

impl Live for Chats {
    async fn all(&self) -> Result<Markup, Error> {
        let of = self.site.engine.account(self.account).await?.ok_or(Error::NotFound)?;
        let chats = self.site.engine.chats(self.account, CHATS).await?;
        Ok(html! {
            (replace("#connection", connection::state(self.lang, of.connection)))
            (replace("#learnt", connection::learnt(self.lang, &of)))
            (replace("#history", history::row(self.lang, &of)))
            (replace("#chats", rows(self.lang, &of, &chats)))
        })
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        Ok(match stamped.event {
            TwinEvent::Connection { .. }
            | TwinEvent::Message { .. }
            | TwinEvent::HistoryProgress { .. }
            | TwinEvent::HistoryDone { .. }
            | TwinEvent::HistoryRefused { .. }
            | TwinEvent::ImportDone { .. }
                if stamped.account == self.account =>
            {
                Some(self.all().await?)
            }
            _ => None,
        })
    }
}
