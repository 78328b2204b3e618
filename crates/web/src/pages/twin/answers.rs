//! `/accounts/{account}/twin/answers`: the owner's own answers that the twin draws from, to look for and to strike out.

use std::fmt::Write as _;

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, Chat, MessageId, PeerId};
use engine::{ExemplarSearch, ExemplarView, FoundExemplars, Wanted};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Frame, PATIENCE, Tab, address, find, page, reading};
use crate::enter::Here;
use crate::error::{Error, encoded};
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::View;
use crate::pages::{parse, parse_peer};
use crate::parts::marked::marked;
use crate::parts::time;

/// Answers on a page.
const ON_A_PAGE: usize = 30;
/// How many chats can be chosen, those with the newest messages.
const CHATS: usize = 100;
/// The longest search, in characters.
const LONGEST: usize = 1_000;

/// What is looked for: everything may be left empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Filter {
    pub(crate) q: String,
    pub(crate) chat: String,
    /// `yes` for what is struck out.
    pub(crate) struck: String,
    /// From 0 on.
    pub(crate) page: usize,
}

impl Filter {
    fn is_struck(&self) -> bool {
        self.struck == "yes"
    }

    /// The address of a page of them, with what is chosen.
    fn address(&self, account: AccountId, page: usize) -> String {
        let mut address = address(account, Tab::Answers);
        let mut between = '?';
        for (name, value) in [("q", &self.q), ("chat", &self.chat), ("struck", &self.struck)] {
            if !value.is_empty() {
                // Writing to a text cannot fail.
                let _ = write!(address, "{between}{name}={}", encoded(value));
                between = '&';
            }
        }
        if page > 0 {
            let _ = write!(address, "{between}page={page}");
        }
        address
    }

    fn search(&self) -> Result<ExemplarSearch, Error> {
        if self.q.chars().count() > LONGEST {
            return Err(Error::Filter);
        }
        let chat = match self.chat.as_str() {
            "" => None,
            chat => Some(parse_peer(chat)?),
        };
        Ok(ExemplarSearch {
            chat,
            wanted: Wanted::new(&self.q, true),
            struck: self.is_struck(),
            skip: self.page.saturating_mul(ON_A_PAGE),
            limit: ON_A_PAGE,
        })
    }
}

/// What becomes of an answer, and where it was seen.
#[derive(Debug, Deserialize)]
pub(crate) struct Change {
    #[serde(rename = "do")]
    what: String,
    #[serde(flatten)]
    from: Seen,
}

/// The page that an answer was seen on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Seen {
    q: String,
    chat: String,
    struck: String,
    page: String,
}

const STRIKE: &str = "strike";
const RESTORE: &str = "restore";

/// `GET /accounts/{account}/twin/answers`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    query: Result<Query<Filter>, QueryRejection>,
) -> Result<Response, Error> {
    let account = parse(&account)?;
    let accounts = site.engine.accounts().await?;
    let of = find(&accounts, account)?;
    let frame = Frame { of, accounts: &accounts, tab: Tab::Answers };
    let Query(filter) = query?;
    let search = filter.search()?;
    let wanted = search.wanted.clone();
    let mut chats = site.engine.chats(account, CHATS).await?;
    if let Some(chosen) = search.chat.filter(|id| chats.iter().all(|chat| chat.peer.id != *id)) {
        let chosen = site.engine.chat(account, chosen, 0).await?.ok_or(Error::NotFound)?;
        chats.push(chosen.chat);
    }
    if !site.engine.is_learnt_within(account, PATIENCE).await? {
        return Ok(reading(&view, frame).into_response());
    }
    let found = site.engine.exemplars(account, search.clone()).await?.ok_or(Error::NotFound)?;
    if filter.page > 0 && found.exemplars.is_empty() {
        // The last of a page was struck out, or nothing was ever that far back.
        let skip = search.skip.saturating_sub(ON_A_PAGE);
        let before = ExemplarSearch { skip, limit: 1, ..search };
        let before = site.engine.exemplars(account, before).await?.ok_or(Error::NotFound)?;
        let page = if before.exemplars.is_empty() { 0 } else { filter.page - 1 };
        return Ok(Redirect::to(&filter.address(account, page)).into_response());
    }
    let shown = Shown { account, filter: &filter, chats: &chats, wanted: &wanted, found: &found };
    Ok(page(&view, frame, content(view.lang, &shown)).into_response())
}

/// `POST /accounts/{account}/twin/answers/{chat}/{message}`
pub(crate) async fn change(
    Here(site): Here,
    Path((account, chat, message)): Path<(String, String, String)>,
    form: Result<Form<Change>, FormRejection>,
) -> Result<Redirect, Error> {
    let account: AccountId = parse(&account)?;
    let (chat, message) = (parse_peer(&chat)?, MessageId(parse(&message)?));
    let Form(Change { what, from }) = form?;
    let is_done = match what.as_str() {
        STRIKE => site.engine.strike_exemplar(account, chat, message).await?,
        RESTORE => site.engine.restore_exemplar(account, chat, message).await?,
        _ => false,
    };
    if !is_done {
        return Err(Error::NotFound);
    }
    let Seen { q, chat, struck, page } = from;
    let page = page.parse().unwrap_or(0);
    let back = Filter { q, chat, struck, page };
    Ok(Redirect::to(&back.address(account, page)))
}

/// What the page shows.
pub(crate) struct Shown<'a> {
    pub(crate) account: AccountId,
    pub(crate) filter: &'a Filter,
    /// The chats to choose from.
    pub(crate) chats: &'a [Chat],
    pub(crate) wanted: &'a Wanted,
    pub(crate) found: &'a FoundExemplars,
}

/// The answers with what they are looked for by.
pub(crate) fn content(lang: Lang, shown: &Shown<'_>) -> Markup {
    let Shown { account, filter, found, wanted, .. } = *shown;
    html! {
        div.answers {
            (form(lang, shown))
            section #found .found aria-live="polite" aria-label=(t!(lang, "answers-title")) {
                @if found.exemplars.is_empty() {
                    div { div.empty { (icons::recall()) p { (nothing(lang, filter)) } } }
                } @else {
                    ol { @for one in &found.exemplars { (row(lang, shown, one, wanted)) } }
                }
                div.actions {
                    @if filter.page > 0 { a.button.plain href=(filter.address(account, filter.page - 1)) { (t!(lang, "answers-newer")) } }
                    @if found.more { a.button.plain href=(filter.address(account, filter.page + 1)) { (t!(lang, "answers-older")) } }
                }
            }
        }
    }
}

fn nothing(lang: Lang, filter: &Filter) -> String {
    if !filter.q.is_empty() || !filter.chat.is_empty() {
        t!(lang, "answers-none-found")
    } else if filter.is_struck() {
        t!(lang, "answers-none-struck")
    } else {
        t!(lang, "answers-none")
    }
}

fn form(lang: Lang, shown: &Shown<'_>) -> Markup {
    let filter = shown.filter;
    let action = address(shown.account, Tab::Answers);
    html! {
        form.filter.card method="get" action=(action) role="search" hx-get=(action) hx-target="#found"
            hx-select="#found" hx-swap="outerHTML" hx-trigger="input delay:250ms, change, submit"
        {
            label for="q" { span.visually-hidden { (t!(lang, "answers-search")) } }
            input #q type="search" name="q" value=(filter.q) maxlength=(LONGEST) autocomplete="off" placeholder=(t!(lang, "answers-search"));
            div.grid {
                label {
                    (t!(lang, "answers-chat"))
                    select name="chat" {
                        option value="" { (t!(lang, "answers-any-chat")) }
                        @for chat in shown.chats {
                            @let id = chat.peer.id.to_string();
                            option value=(id) selected[id == filter.chat] { (chat.peer.title) }
                        }
                    }
                }
                label {
                    (t!(lang, "answers-which"))
                    select name="struck" {
                        option value="" { (t!(lang, "answers-drawn-from")) }
                        option value="yes" selected[filter.is_struck()] { (t!(lang, "answers-struck")) }
                    }
                }
            }
            noscript { button type="submit" { (t!(lang, "past-find")) } }
        }
    }
}

fn row(lang: Lang, shown: &Shown<'_>, one: &ExemplarView, wanted: &Wanted) -> Markup {
    let filter = shown.filter;
    let action = format!("{}/{}/{}", address(shown.account, Tab::Answers), one.chat, one.first.0);
    let is_struck = filter.is_struck();
    let (what, text) = if is_struck {
        (RESTORE, t!(lang, "answers-restore"))
    } else {
        (STRIKE, t!(lang, "answers-strike"))
    };
    html! {
        li.card.struck[is_struck] {
            p.facts {
                a href={ "/accounts/" (shown.account) "/chats/" (PeerId(one.chat.0)) } { (one.title) }
                (time::lately(one.answered_at))
            }
            div.dialogue {
                @for text in &one.question { p.bubble dir="auto" { (marked(text, wanted)) } }
                @for text in &one.answer { p.bubble.mine dir="auto" { (marked(text, wanted)) } }
            }
            form method="post" action=(action) hx-post=(action) hx-target="#found" hx-select="#found" hx-swap="outerHTML" {
                @for (name, value) in [("q", filter.q.clone()), ("chat", filter.chat.clone()), ("struck", filter.struck.clone()), ("page", filter.page.to_string())] {
                    input type="hidden" name=(name) value=(value);
                }
                button.plain.small name="do" value=(what) { (text) }
            }
        }
    }
}
