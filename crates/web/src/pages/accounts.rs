//! `GET /accounts`: the accounts, how they are connected and what their twins have learnt.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::HeaderMap;
use domain::{AccountKind, AccountState};
use engine::{AccountView, Stamped, TwinEvent};
use maud::{Markup, html};

use crate::Site;
use crate::enter::{Here, cookie};
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::start::{COOKIE, Progress, way_on};
use crate::parts::avatar::avatar;
use crate::parts::{connection, mode};
use crate::stream::{Live, replace};

pub(crate) async fn get(Here(site): Here, view: View, headers: HeaderMap) -> Result<Markup, Error> {
    Ok(page(&view, &Progress::of(&site.engine, cookie(&headers, COOKIE)).await?))
}

/// The page with its accounts, and the way on as long as there are first steps to take.
pub(crate) fn page(view: &View, progress: &Progress) -> Markup {
    let lang = view.lang;
    let accounts = &progress.accounts;
    let content = html! {
        header.heading {
            div {
                h1 { (t!(lang, "accounts-title")) }
                p { (t!(lang, "accounts-about")) }
            }
            a.button.secondary href="/import" role="button" { (t!(lang, "import-title")) }
            a.button href="/login" role="button" { (icons::plus()) (t!(lang, "accounts-connect")) }
        }
        @if !view.demo { (way_on(lang, progress)) }
        ul #accounts .cards { (cards(lang, accounts)) }
    };
    layout::live_page(view, &t!(lang, "accounts-title"), "/events", content)
}

fn cards(lang: Lang, accounts: &[AccountView]) -> Markup {
    // Bots have a page of their own.
    let is_persons = |of: &&AccountView| of.account.kind != AccountKind::Bot;
    let accounts: Vec<&AccountView> = accounts.iter().filter(is_persons).collect();
    html! {
        @for view in &accounts { (card(lang, view)) }
        @if accounts.is_empty() {
            li.empty { (icons::sent()) p { (t!(lang, "accounts-none")) } }
        }
    }
}

fn card(lang: Lang, of: &AccountView) -> Markup {
    let account = &of.account;
    let name = account.profile.full_name();
    let home = format!("/accounts/{}", account.id);
    html! {
        li.card.account id={ "account-" (account.id) } {
            a.person href=(home) {
                (avatar(account.profile.user_id, &name))
                span.names {
                    strong { (name) }
                    small {
                        @if let Some(username) = &account.profile.username { "@" (username) " " }
                        @if let Some(phone) = &account.profile.phone { (phone) }
                    }
                }
            }
            p.facts {
                (connection::state(lang, of))
                (connection::paused(lang, of))
                span { (connection::learnt(lang, of)) }
            }
            div.row {
                span { (t!(lang, "accounts-mode")) }
                (mode::of_account(lang, &format!("{home}/mode"), account.default_mode))
            }
            @if account.state == AccountState::LoggedOut {
                p.hint { (t!(lang, "accounts-logged-out")) " " a href="/login" { (t!(lang, "login-again")) } }
            }
            @if account.state == AccountState::Offline {
                p.hint { (t!(lang, "accounts-offline")) " " a href="/login" { (t!(lang, "accounts-connect")) } }
            }
        }
    }
}

/// The list, live.
pub(crate) struct Accounts {
    site: Arc<Site>,
    lang: Lang,
    /// Whether something has changed since it was drawn.
    is_stale: AtomicBool,
}

impl Accounts {
    pub(crate) fn new(site: Arc<Site>, lang: Lang) -> Self {
        Self { site, lang, is_stale: AtomicBool::default() }
    }
}

impl Live for Accounts {
    /// Much may be written at once, in all the accounts.
    const CALM: Duration = Duration::from_secs(1);

    async fn all(&self) -> Result<Markup, Error> {
        self.is_stale.store(false, Ordering::Relaxed);
        let accounts = self.site.engine.accounts().await?;
        Ok(replace("#accounts", cards(self.lang, &accounts)))
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        let changes = matches!(
            stamped.event,
            TwinEvent::Connection { .. }
                | TwinEvent::Paused { .. }
                | TwinEvent::Message { .. }
                | TwinEvent::HistoryDone { .. }
                | TwinEvent::ImportDone { .. }
        );
        if changes {
            self.is_stale.store(true, Ordering::Relaxed);
        }
        Ok(None)
    }

    async fn settle(&self) -> Result<Option<Markup>, Error> {
        match self.is_stale.load(Ordering::Relaxed) {
            true => self.all().await.map(Some),
            false => Ok(None),
        }
    }
}
