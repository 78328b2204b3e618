//! `/accounts/{account}/twin` and what is below it: how the owner writes, and who their twin is.
//!
//! | module | address | what it shows |
//! |---|---|---|
//! | `answers` | `/answers` | the answers that the twin draws from |
//! | `limits` | `/limits` | what it knows of its owner, leaves to them, and never says |
//! | `likeness` | `/likeness` | how like its owner it writes, measured |
//! | `blind` | `/blind` | which of two replies is the owner's |
//! | `portrait` | | how the owner writes, to everybody or to somebody |

pub(crate) mod answers;
pub(crate) mod blind;
pub(crate) mod likeness;
pub(crate) mod limits;
pub(crate) mod portrait;
mod words;

use std::time::Duration;

use axum::extract::Path;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, PeerId, Relation};
use engine::{AccountView, Addressee, PortraitView};
use maud::{Markup, html};
use serde::Deserialize;

use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::parse;

/// How long a page waits for a portrait before it says that one is being drawn.
const PATIENCE: Duration = Duration::from_millis(80);

/// Whom the portrait is asked of.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    relation: Option<Relation>,
    chat: Option<i64>,
}

impl Asked {
    fn addressee(&self) -> Addressee {
        match (self.chat, self.relation) {
            (Some(chat), _) => Addressee::Chat(PeerId(chat)),
            (None, Some(relation)) => Addressee::Relation(relation),
            (None, None) => Addressee::Everybody,
        }
    }
}

/// What every page of a twin shows around its own.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    /// Whose twin.
    pub(crate) of: &'a AccountView,
    /// All the accounts, to go to another.
    pub(crate) accounts: &'a [AccountView],
    /// Which page it is.
    pub(crate) tab: Tab,
}

/// A page of a twin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Portrait,
    Limits,
    Answers,
    Likeness,
}

impl Tab {
    const ALL: [Self; 4] = [Self::Portrait, Self::Limits, Self::Answers, Self::Likeness];

    fn path(self) -> &'static str {
        match self {
            Self::Portrait => "",
            Self::Limits => "/limits",
            Self::Answers => "/answers",
            Self::Likeness => "/likeness",
        }
    }

    fn name(self, lang: Lang) -> String {
        match self {
            Self::Portrait => t!(lang, "twin-tab-portrait"),
            Self::Limits => t!(lang, "twin-tab-limits"),
            Self::Answers => t!(lang, "twin-tab-answers"),
            Self::Likeness => t!(lang, "twin-tab-likeness"),
        }
    }
}

/// The address of a page of a twin.
pub(crate) fn address(account: AccountId, tab: Tab) -> String {
    format!("/accounts/{account}/twin{}", tab.path())
}

/// `GET /twin`: the twin of the first account.
pub(crate) async fn first(Here(site): Here, view: View) -> Result<Response, Error> {
    let accounts = site.engine.accounts().await?;
    Ok(match accounts.first() {
        Some(first) => Redirect::to(&address(first.account.id, Tab::Portrait)).into_response(),
        None => nobody(&view).into_response(),
    })
}

/// `GET /accounts/{account}/twin`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Markup, Error> {
    let account = parse(&account)?;
    let accounts = site.engine.accounts().await?;
    let of = find(&accounts, account)?;
    let addressee = query?.0.addressee();
    let frame = Frame { of, accounts: &accounts, tab: Tab::Portrait };
    let portrait = site.engine.portrait(account, addressee, Some(PATIENCE)).await?;
    Ok(match portrait.ok_or(Error::NotFound)? {
        PortraitView::Reading => reading(&view, frame),
        PortraitView::Ready(seen) => {
            page(&view, frame, portrait::content(view.lang, account, &seen))
        }
    })
}

/// The account that is meant.
pub(crate) fn find(accounts: &[AccountView], account: AccountId) -> Result<&AccountView, Error> {
    accounts.iter().find(|view| view.account.id == account).ok_or(Error::NotFound)
}

/// A page of a twin.
pub(crate) fn page(view: &View, frame: Frame<'_>, content: Markup) -> Markup {
    let lang = view.lang;
    let title = frame.tab.name(lang);
    layout::page(view, &title, html! { (head(lang, frame)) (content) })
}

/// The head of all pages of a twin, with the ways between them.
fn head(lang: Lang, Frame { of, accounts, tab }: Frame<'_>) -> Markup {
    html! {
        header.heading {
            div {
                h1 { (tab.name(lang)) }
                p { (words::about(lang, tab)) }
            }
            @if accounts.len() > 1 {
                details.twin-of {
                    summary { (of.account.profile.full_name()) }
                    ul {
                        @for one in accounts {
                            @let is_here = one.account.id == of.account.id;
                            li { a href=(address(one.account.id, tab)) aria-current=[is_here.then_some("true")] { (one.account.profile.full_name()) } }
                        }
                    }
                }
            }
        }
        nav.segments.tabs aria-label=(t!(lang, "nav-twin-profile")) {
                @for one in Tab::ALL {
                    a href=(address(of.account.id, one)) aria-current=[(one == tab).then_some("page")] { (one.name(lang)) }
                }
            }
    }
}

/// While what was written is being read: the page asks again by itself.
pub(crate) fn reading(view: &View, frame: Frame<'_>) -> Markup {
    let content = html! {
        div #reading hx-get=(view.path) hx-trigger="load delay:1s" hx-target="#main" hx-select="#main" hx-swap="outerHTML" {
            div.empty {
                (icons::recall())
                p role="status" { (t!(view.lang, "twin-reading")) }
                progress aria-label=(t!(view.lang, "twin-reading")) {}
            }
        }
    };
    page(view, frame, content)
}

/// Where there is no account yet.
pub(crate) fn nobody(view: &View) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "nav-twin-profile");
    let content = html! {
        header.heading { div { h1 { (title) } } }
        div {
            div.empty {
                (icons::twin())
                p { (t!(lang, "twin-nobody")) }
                a.button href="/start" { (t!(lang, "twin-begin")) }
            }
        }
    };
    layout::page(view, &title, content)
}
