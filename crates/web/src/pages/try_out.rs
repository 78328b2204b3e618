//! `/try`: the owner writes as somebody else would, and sees what their twin would answer and why. Nothing is sent.

mod page;

use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use domain::{AccountId, Chat, PeerId, PeerKind};
use engine::LONGEST_TEXT;
use maud::{Markup, html};
use serde::Deserialize;

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::layout::View;
use crate::pages::start;

pub(crate) use page::{Exchange, Problem, Shown, page};

/// How many people of an account are offered.
const PEOPLE: usize = 60;

/// Somebody as whom the owner may write.
#[derive(Debug, Clone)]
pub(crate) struct Somebody {
    /// Whose twin answers.
    pub(crate) account: AccountId,
    /// The name of the account.
    pub(crate) of: String,
    /// The chat with them.
    pub(crate) chat: Chat,
}

impl Somebody {
    /// In the form.
    pub(crate) fn code(&self) -> String {
        format!("{}:{}", self.account, self.chat.peer.id)
    }
}

/// As whom.
#[derive(Debug, Deserialize)]
pub(crate) struct As {
    #[serde(default)]
    who: String,
}

/// What is said, and as whom.
#[derive(Debug, Deserialize)]
pub(crate) struct Said {
    who: String,
    text: String,
}

/// `GET /try`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Query(As { who }): Query<As>,
) -> Result<Markup, Error> {
    let people = people(&site).await?;
    Ok(page(&view, &Shown { people: &people, who: &who, text: "", problem: None, exchange: None }))
}

/// `POST /try`
pub(crate) async fn post(
    Here(site): Here,
    view: View,
    form: Result<Form<Said>, FormRejection>,
) -> Result<Response, Error> {
    let Form(Said { who, text }) = form?;
    let people = people(&site).await?;
    let somebody = people.iter().find(|one| one.code() == who).ok_or(Error::NotFound)?;
    let text = text.trim();
    let problem = if text.is_empty() {
        Some(Problem::Empty)
    } else {
        (text.encode_utf16().count() > LONGEST_TEXT).then_some(Problem::TooLong)
    };
    let mut shown = Shown { people: &people, who: &who, text, problem, exchange: None };
    if problem.is_some() {
        let answer = answer(&view, &shown);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
    }
    let chat: PeerId = somebody.chat.peer.id;
    // Who asks is the owner: what a model costs them is theirs to spend.
    let said = site.engine.ask_twin(somebody.account, chat, Some(text), true).await?;
    let said = said.ok_or(Error::NotFound)?;
    shown.text = "";
    shown.exchange = Some(Exchange { with: somebody, answer: &said });
    Ok(([(SET_COOKIE, start::tried())], answer(&view, &shown)).into_response())
}

/// A whole page; to an open one only what is new.
fn answer(view: &View, shown: &Shown<'_>) -> Markup {
    if view.is_htmx {
        return html! {
            (page::exchanged(view.lang, shown))
            (page::next_words(view.lang, shown))
        };
    }
    page(view, shown)
}

/// Everybody with whom the owner may talk alone, account by account, whoever wrote last first.
async fn people(site: &Site) -> Result<Vec<Somebody>, Error> {
    let mut people = Vec::new();
    for of in site.engine.accounts().await? {
        let name = of.account.profile.full_name();
        let chats = site.engine.chats(of.account.id, PEOPLE).await?;
        let persons = chats.into_iter().filter(|chat| {
            let peer = &chat.peer;
            let is_person = peer.kind == PeerKind::User && !peer.flags.bot && !peer.flags.is_self;
            is_person && !peer.is_service()
        });
        people.extend(persons.map(|chat| Somebody {
            account: of.account.id,
            of: name.clone(),
            chat,
        }));
    }
    Ok(people)
}
