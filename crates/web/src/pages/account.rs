//! `GET /accounts/{account}`: how an account is connected, what its twin may do there, and its chats.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::Path;
use domain::policy::DisclosureWords;
use domain::{AccountId, AccountKind, Author, Chat, Mode};
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
use crate::parts::line::Line;
use crate::parts::{bubble, connection, history, line, mode, time, told};
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
    let in_modes = site.engine.modes_in(account).await?.ok_or(Error::NotFound)?;
    let line = line_of(&site, &found);
    Ok(page(&view, &line, &chats, &in_modes, site.engine.disclosure_words()))
}

fn line_of<'a>(site: &'a Site, of: &'a AccountView) -> Line<'a> {
    let account = of.account.id;
    Line {
        of,
        health: site.engine.health(account),
        device: &site.telegram.device,
        may_remove: site.may_remove(account),
    }
}

/// In how many chats the twin does what.
type InModes = BTreeMap<Mode, u64>;

/// The page with its newest chats.
pub(crate) fn page(
    view: &View,
    line: &Line<'_>,
    chats: &[Chat],
    in_modes: &InModes,
    words: &DisclosureWords,
) -> Markup {
    let (lang, of) = (view.lang, line.of);
    let name = of.account.profile.full_name();
    let home = format!("/accounts/{}", of.account.id);
    let content = html! {
        header.heading {
            @if of.account.kind == AccountKind::Bot {
                a.back href={ "/bots/" (of.account.id) } aria-label=(t!(lang, "bot-manage")) { (icons::back()) }
            } @else {
                a.back href="/accounts" aria-label=(t!(lang, "nav-accounts")) { (icons::back()) }
            }
            (avatar(of.account.profile.user_id, &name))
            div {
                h1 { (name) }
                p.facts {
                    span #connection { (connection::state(lang, of)) }
                    span #paused .pause-state { (connection::paused(lang, of)) }
                    span #learnt { (connection::learnt(lang, of)) }
                }
            }
            a.memory href={ (home) "/twin" } { (t!(lang, "twin-tab-portrait")) }
            a.memory href={ (home) "/about" } { (t!(lang, "about-title")) }
            a.memory href=(rules_of(of.account.id)) { (t!(lang, "rules-title")) }
        }
        div.of-account {
            section.card {
                h2 { (t!(lang, "line-title")) }
                div #line { (line::all(lang, line)) }
            }
            section.card {
                h2 { (t!(lang, "twin-may-title")) }
                div.row {
                    span { (t!(lang, "accounts-mode")) }
                    (mode::of_account(lang, &format!("{home}/mode"), of.account.default_mode))
                }
                p.facts #modes { (modes(lang, in_modes)) }
                p.note { (told::summary(lang, &of.policy, words)) " " a href={ (rules_of(of.account.id)) "#told" } { (t!(lang, "told-change")) } }
                div #history .row { (history::row(lang, of)) }
            }
        }
        ul #chats .chats { (rows(lang, of, chats)) }
    };
    layout::live_page(view, &name, &format!("/events?account={}", of.account.id), content)
}

fn modes(lang: Lang, in_modes: &InModes) -> Markup {
    html! {
        @for (mode, count) in in_modes { span { (mode::name(lang, *mode)) ": " strong { (count) } } }
    }
}

fn rows(lang: Lang, of: &AccountView, chats: &[Chat]) -> Markup {
    html! {
        @for chat in chats { (row(lang, of, chat)) }
        @if chats.is_empty() {
            li.empty { (icons::incoming()) p { (t!(lang, "chats-none")) } }
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
        let line = line_of(&self.site, &of);
        let in_modes = self.site.engine.modes_in(self.account).await?.ok_or(Error::NotFound)?;
        Ok(html! {
            (replace("#connection", connection::state(self.lang, &of)))
            (replace("#paused", connection::paused(self.lang, &of)))
            (replace("#learnt", connection::learnt(self.lang, &of)))
            (replace("#line", line::all(self.lang, &line)))
            (replace("#modes", modes(self.lang, &in_modes)))
            (replace("#history", history::row(self.lang, &of)))
            (replace("#chats", rows(self.lang, &of, &chats)))
        })
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        Ok(match stamped.event {
            TwinEvent::Connection { .. }
            | TwinEvent::Paused { .. }
            | TwinEvent::PolicyChanged
            | TwinEvent::TakenBack { .. }
            | TwinEvent::Message { .. }
            | TwinEvent::HistoryProgress { .. }
            | TwinEvent::HistoryDone { .. }
            | TwinEvent::HistoryRefused { .. }
            | TwinEvent::ImportDone { .. }
                if stamped.account == Some(self.account) =>
            {
                Some(self.all().await?)
            }
            _ => None,
        })
    }
}
