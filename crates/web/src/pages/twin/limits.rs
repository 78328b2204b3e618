//! `/accounts/{account}/twin/limits`: who the twin is to be: what it knows of its owner, what it leaves to them, and
//! what it never says.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::bounds::{LONGEST_PHRASE, MOST_PHRASES, phrases};
use domain::{AccountId, BadPhrase, Bounds, FactState};
use engine::{FactView, MemoryView};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Frame, Tab, address, find, page};
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::{View, saved};
use crate::pages::parse;
use crate::parts::field::Beside;

/// How many facts are shown here; the others are on the page of what is remembered.
const FACTS: usize = 6;

/// What is written in the form, a phrase on a line.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(crate) never_say: String,
    pub(crate) left_to_owner: String,
}

impl From<&Bounds> for Typed {
    fn from(bounds: &Bounds) -> Self {
        Self {
            never_say: bounds.never_say.join("\n"),
            left_to_owner: bounds.left_to_owner.join("\n"),
        }
    }
}

/// What is wrong with each list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Problems {
    pub(crate) never_say: Option<BadPhrase>,
    pub(crate) left_to_owner: Option<BadPhrase>,
}

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) account: AccountId,
    pub(crate) memory: &'a MemoryView,
    pub(crate) typed: &'a Typed,
    pub(crate) problems: &'a Problems,
}

/// `GET /accounts/{account}/twin/limits`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
) -> Result<Markup, Error> {
    let account = parse(&account)?;
    let bounds = site.engine.bounds(account).await?.ok_or(Error::NotFound)?;
    draw(&site, &view, account, &Typed::from(&bounds), &Problems::default()).await
}

/// `POST /accounts/{account}/twin/limits`
pub(crate) async fn set(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Error> {
    let account: AccountId = parse(&account)?;
    let Form(typed) = form?;
    let bounds = match (phrases(typed.never_say.lines()), phrases(typed.left_to_owner.lines())) {
        (Ok(never_say), Ok(left_to_owner)) => Bounds { never_say, left_to_owner },
        (never_say, left_to_owner) => {
            let problems =
                Problems { never_say: never_say.err(), left_to_owner: left_to_owner.err() };
            let page = draw(&site, &view, account, &typed, &problems).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    if !site.engine.set_bounds(account, &bounds).await? {
        return Err(Error::NotFound);
    }
    Ok(saved(&address(account, Tab::Limits)).into_response())
}

async fn draw(
    site: &crate::Site,
    view: &View,
    account: AccountId,
    typed: &Typed,
    problems: &Problems,
) -> Result<Markup, Error> {
    let accounts = site.engine.accounts().await?;
    let frame = Frame { of: find(&accounts, account)?, accounts: &accounts, tab: Tab::Limits };
    let memory = site.engine.memory_of_owner(account).await?.ok_or(Error::NotFound)?;
    let shown = Shown { account, memory: &memory, typed, problems };
    Ok(page(view, frame, content(view.lang, shown)))
}

/// The lists and the facts.
pub(crate) fn content(lang: Lang, shown: Shown<'_>) -> Markup {
    let Shown { account, memory, typed, problems } = shown;
    let is_kept = |view: &&FactView| {
        let fact = &view.fact;
        fact.state == FactState::Kept && fact.may_be_said && !view.is_over
    };
    let kept: Vec<&FactView> = memory.facts.iter().filter(is_kept).collect();
    html! {
        div.limits {
            section.card {
                h2 { (t!(lang, "limits-about-me")) }
                p.note { (t!(lang, "limits-about-me-about")) }
                @if kept.is_empty() { p.nothing { (t!(lang, "limits-no-facts")) } }
                @else { ul.words { @for view in kept.iter().take(FACTS) { li dir="auto" { (view.fact.text) } } } }
                a.button.plain href={ "/accounts/" (account) "/about" } {
                    @if kept.len() > FACTS { (t!(lang, "limits-all-facts", count = kept.len())) } @else { (t!(lang, "limits-more-facts")) }
                }
            }
            form.card method="post" action=(address(account, Tab::Limits)) {
                (list(lang, "never_say", &t!(lang, "limits-never"), &t!(lang, "limits-never-about"), &typed.never_say, problems.never_say.as_ref()))
                (list(lang, "left_to_owner", &t!(lang, "limits-left"), &t!(lang, "limits-left-about"), &typed.left_to_owner, problems.left_to_owner.as_ref()))
                p.note { (t!(lang, "limits-forms")) }
                button type="submit" { (t!(lang, "save")) }
            }
        }
    }
}

fn list(
    lang: Lang,
    name: &str,
    title: &str,
    about: &str,
    typed: &str,
    problem: Option<&BadPhrase>,
) -> Markup {
    let (hint, wrong) = (format!("{name}-about"), format!("wrong-{name}"));
    let beside = Beside::hint(&hint).wrong_at(problem.is_some().then_some(&*wrong));
    html! {
        section {
            h2 { label for=(name) { (title) } }
            p.note id=(hint) { (about) }
            textarea id=(name) name=(name) rows="6"
                aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()] placeholder=(t!(lang, "limits-a-line")) { (typed) }
            @if let Some(problem) = problem { small.wrong id=(wrong) role="alert" { (phrase_problem(lang, problem)) } }
        }
    }
}

/// What is wrong with a list, and what to do.
pub(crate) fn phrase_problem(lang: Lang, problem: &BadPhrase) -> String {
    match problem {
        BadPhrase::TooMany => t!(lang, "limits-too-many", most = MOST_PHRASES),
        BadPhrase::TooLong { phrase } => {
            let begin: String = phrase.chars().take(30).collect();
            t!(lang, "limits-too-long", phrase = begin, most = LONGEST_PHRASE)
        }
        BadPhrase::TooShort { phrase } => t!(lang, "limits-too-short", phrase = phrase.as_str()),
    }
}
