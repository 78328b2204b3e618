//! `/bots`: the bots, how each does, and how one is added.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, AccountKind, AuditAction};
use engine::{AccountView, BotView, Stamped, TwinEvent};
use maud::{Markup, html};
use serde::Deserialize;

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::parts::avatar::avatar;
use crate::parts::field::{Beside, problem};
use crate::parts::{bot as words, connection, mode, time};
use crate::source::Came;
use crate::stream::{Live, follow, replace, respond};

/// The longest text in which a token is looked for: one of @BotFather's messages has a few hundred characters.
pub(super) const PASTED: usize = 4_096;

/// What is entered to add a bot. The token is never shown again, not even where it was refused.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    token: String,
    #[serde(default)]
    manner: String,
}

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) bots: &'a [BotView],
    /// The accounts in whose manner a bot's twin can write.
    pub(crate) accounts: &'a [AccountView],
    /// Why a bot was not added.
    pub(crate) problem: Option<&'a str>,
}

/// `GET /bots`
pub(crate) async fn get(Here(site): Here, view: View) -> Result<Markup, Error> {
    let (bots, accounts) = (site.engine.bots().await?, people(&site).await?);
    Ok(page(&view, &Shown { bots: &bots, accounts: &accounts, problem: None }))
}

/// `GET /bots/events`
pub(crate) async fn events(Here(site): Here, view: View, headers: HeaderMap) -> Response {
    let live = Bots {
        site: Arc::clone(&site),
        lang: view.lang,
        shown: Mutex::default(),
        changed: Mutex::default(),
    };
    respond(follow(&site, view.lang, &headers, live)).into_response()
}

/// `POST /bots`: adds a bot by its token.
pub(crate) async fn add(
    Here(site): Here,
    view: View,
    Came(source): Came,
    form: Result<Form<Wanted>, FormRejection>,
) -> Result<Response, Error> {
    let Form(Wanted { token, manner }) = form?;
    let manner_of = manner.parse::<AccountId>().ok();
    match site.engine.add_bot(&token, manner_of).await {
        Ok(added) => {
            let name = name_of(&site, added.account).await?;
            site.write_down(AuditAction::BotAdded, &name, &source).await?;
            Ok(Redirect::to(&super::bot::here(added.account)).into_response())
        }
        Err(refused) => {
            let problem = words::refused(view.lang, refused)?;
            let (bots, accounts) = (site.engine.bots().await?, people(&site).await?);
            let shown = Shown { bots: &bots, accounts: &accounts, problem: Some(&problem) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view, &shown)).into_response())
        }
    }
}

/// How the log names a bot.
pub(super) async fn name_of(site: &Site, bot: AccountId) -> Result<String, Error> {
    let found = site.engine.bot(bot).await?.ok_or(Error::NotFound)?;
    let profile = found.of.account.profile;
    Ok(profile.username.map_or_else(|| profile.first_name, |username| format!("@{username}")))
}

/// The accounts in whose manner a bot's twin can write.
pub(super) async fn people(site: &Site) -> Result<Vec<AccountView>, Error> {
    let mut accounts = site.engine.accounts().await?;
    accounts.retain(|of| of.account.kind != AccountKind::Bot);
    Ok(accounts)
}

/// The page.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "bots-title");
    let token = Beside::problem_if(shown.problem.is_some());
    let content = html! {
        header.heading { div { h1 { (title) } p { (t!(lang, "bots-about")) } } }
        ul #bots .cards { (cards(lang, shown.bots)) }
        div.sections {
            section.card {
                h2 { (t!(lang, "bots-add")) }
                p.note {
                    (t!(lang, "bots-add-about")) " "
                    a href="/bots/new" { (t!(lang, "bot-new-link")) }
                }
                form method="post" action="/bots" autocomplete="off" {
                    (problem(shown.problem))
                    label {
                        (t!(lang, "bot-token"))
                        input type="password" name="token" required maxlength=(PASTED)
                            autocomplete="off" spellcheck="false" placeholder="123456789:AA…"
                            aria-describedby=[token.by()] aria-invalid=[token.is_wrong()];
                    }
                    (manner(lang, shown.accounts, shown.accounts.first().map(|of| of.account.id)))
                    button type="submit" { (t!(lang, "bots-add-do")) }
                }
            }
        }
    };
    layout::live_page(view, &title, "/bots/events", content)
}

/// The choice of the account in whose manner a bot's twin writes.
pub(super) fn manner(lang: Lang, accounts: &[AccountView], chosen: Option<AccountId>) -> Markup {
    html! {
        label {
            (t!(lang, "bot-manner"))
            select name="manner" autocomplete="off" {
                @for of in accounts {
                    option value=(of.account.id) selected[chosen == Some(of.account.id)] {
                        (of.account.profile.full_name())
                    }
                }
                option value="" selected[chosen.is_none()] { (t!(lang, "bot-manner-none")) }
            }
            small { (t!(lang, "bot-manner-about")) }
        }
    }
}

fn cards(lang: Lang, bots: &[BotView]) -> Markup {
    html! {
        @for bot in bots { (card(lang, bot)) }
        @if bots.is_empty() { li.empty { (icons::bot()) p { (t!(lang, "bots-none")) } } }
    }
}

fn card(lang: Lang, bot: &BotView) -> Markup {
    html! { li.card.account id={ "bot-" (bot.of.account.id) } { (inside(lang, bot)) } }
}

/// What stands on a bot's card.
fn inside(lang: Lang, bot: &BotView) -> Markup {
    let account = &bot.of.account;
    let name = account.profile.full_name();
    let home = super::bot::here(account.id);
    html! {
        a.person href=(home) {
            (avatar(account.profile.user_id, &name))
            span.names {
                strong { (name) }
                small { @if let Some(username) = &account.profile.username { "@" (username) } }
            }
        }
        p.facts {
            (words::state(lang, bot))
            (connection::paused(lang, &bot.of))
            @if let Some(at) = bot.health.heard_at {
                span { (t!(lang, "line-heard")) " " (time::lately(at)) }
            }
            span {
                (t!(lang, "bot-messages", received = bot.health.messages.received,
                    sent = bot.health.messages.sent))
            }
        }
        @if let Some(remedy) = words::remedy(lang, bot) { p.hint { (remedy) } }
        div.row {
            span { (t!(lang, "accounts-mode")) }
            (mode::of_account(lang, &format!("/accounts/{}/mode", account.id), account.default_mode))
        }
    }
}

/// The list, live: of many bots those are drawn anew of which something changed.
struct Bots {
    site: Arc<Site>,
    lang: Lang,
    /// The bots whose cards the page has.
    shown: Mutex<BTreeSet<AccountId>>,
    /// The accounts of which something has changed since they were drawn.
    changed: Mutex<BTreeSet<AccountId>>,
}

impl Live for Bots {
    /// Hundreds of bots may be written to at once.
    const CALM: Duration = Duration::from_secs(1);

    async fn all(&self) -> Result<Markup, Error> {
        locked(&self.changed).clear();
        let bots = self.site.engine.bots().await?;
        *locked(&self.shown) = bots.iter().map(|bot| bot.of.account.id).collect();
        Ok(replace("#bots", cards(self.lang, &bots)))
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        let changes = matches!(
            stamped.event,
            TwinEvent::Connection { .. }
                | TwinEvent::Alert { .. }
                | TwinEvent::Paused { .. }
                | TwinEvent::Message { .. }
        );
        if changes {
            locked(&self.changed).extend(stamped.account);
        }
        Ok(None)
    }

    async fn settle(&self) -> Result<Option<Markup>, Error> {
        let changed = std::mem::take(&mut *locked(&self.changed));
        let mut drawn = Vec::new();
        for account in changed {
            let found = self.site.engine.bot(account).await?;
            let is_shown = locked(&self.shown).contains(&account);
            match found {
                Some(bot) if is_shown => {
                    drawn.push(replace(&format!("#bot-{account}"), inside(self.lang, &bot)));
                }
                None if !is_shown => {}
                // One more, or one less.
                _ => return self.all().await.map(Some),
            }
        }
        Ok((!drawn.is_empty()).then(|| html! { @for card in drawn { (card) } }))
    }
}

/// What is inside a lock that nobody holds across an await.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
