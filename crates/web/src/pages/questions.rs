//! `/questions`: what the twins ask their owner, and the owner's answers.

use std::sync::Arc;

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{QuestionId, QuestionState};
use engine::{LONGEST_ANSWER, Noted, OwnersQuestion, Stamped, TwinEvent};
use maud::{Markup, html};
use serde::Deserialize;

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::language::is_own_path;
use crate::pages::parse;
use crate::parts::whose::Names;
use crate::parts::{question, reason};
use crate::stream::{Live, follow, replace, respond};

/// The address of the page.
const PAGE: &str = "/questions";

/// How many of the closed ones are shown.
const CLOSED: usize = 10;

/// What the page shows.
pub(crate) struct Shown {
    /// The questions that wait.
    pub(crate) open: Vec<OwnersQuestion>,
    /// The last ones that are closed.
    pub(crate) closed: Vec<OwnersQuestion>,
    /// Whether the twin asks in Saved Messages too.
    pub(crate) in_saved: bool,
    /// To which account or bot a chat belongs, where there are several.
    pub(crate) names: Names,
}

/// An answer that was not taken: it stays on the page.
pub(crate) struct NotTaken {
    /// To which question.
    pub(crate) question: QuestionId,
    /// What is wrong with it.
    pub(crate) problem: Noted,
    /// The answer.
    pub(crate) text: String,
}

/// What the owner answers, or that they do not.
#[derive(Deserialize)]
pub(crate) struct Answer {
    action: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    back: String,
}

/// `GET /questions`
pub(crate) async fn get(Here(site): Here, view: View) -> Result<Markup, Error> {
    Ok(page(&view, &shown(&site).await?, None))
}

async fn shown(site: &Site) -> Result<Shown, Error> {
    Ok(Shown {
        open: site.engine.questions().await?,
        closed: site.engine.closed_questions(CLOSED).await?,
        in_saved: site.engine.writes_saved(),
        names: Names::find(&site.engine).await?,
    })
}

/// `GET /questions/events`
pub(crate) async fn events(Here(site): Here, view: View, headers: HeaderMap) -> Response {
    let live = Questions { site: Arc::clone(&site), lang: view.lang };
    respond(follow(&site, view.lang, &headers, live)).into_response()
}

/// `POST /questions/{question}`
pub(crate) async fn close(
    Here(site): Here,
    view: View,
    Path(question): Path<String>,
    form: Result<Form<Answer>, FormRejection>,
) -> Result<Response, Error> {
    let id: QuestionId = parse(&question)?;
    let Form(Answer { action, text, back }) = form?;
    let problem = if action == question::DROP {
        (!site.engine.drop_question(id).await?).then_some(Noted::NotFound)
    } else {
        site.engine.answer_question(id, &text).await?.err()
    };
    match problem {
        None => Ok(Redirect::to(if is_own_path(&back) { &back } else { PAGE }).into_response()),
        Some(problem) => {
            let not_taken = NotTaken { question: id, problem, text };
            let page = page(&view, &shown(&site).await?, Some(&not_taken));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The page, with an answer that was not taken.
pub(crate) fn page(view: &View, shown: &Shown, not_taken: Option<&NotTaken>) -> Markup {
    let lang = view.lang;
    let content = html! {
        header.heading {
            div {
                h1 { (t!(lang, "questions-title")) }
                p { (t!(lang, "questions-about")) }
                @if shown.in_saved { p { (t!(lang, "questions-saved")) } }
            }
        }
        @if let Some(not_taken) = not_taken { (problem(lang, not_taken)) }
        ul #questions .questions { (list(lang, shown, not_taken)) }
        section #closed { (closed(lang, shown)) }
    };
    layout::live_page(view, &t!(lang, "questions-title"), "/questions/events", content)
}

fn problem(lang: Lang, NotTaken { problem, text, .. }: &NotTaken) -> Markup {
    html! {
        div #problem .problem role="alert" {
            @match problem {
                Noted::TooLong => p { (t!(lang, "question-too-long", most = LONGEST_ANSWER)) },
                Noted::NotFound => {
                    p { (t!(lang, "question-closed")) }
                    // There is no form any more that could hold it.
                    @if !text.trim().is_empty() { p.text { (text) } }
                },
                Noted::Empty | Noted::Done => p { (t!(lang, "memory-empty")) },
            }
        }
    }
}

fn list(lang: Lang, Shown { open, names, .. }: &Shown, not_taken: Option<&NotTaken>) -> Markup {
    html! {
        @for asked in open {
            @let not_taken = not_taken.filter(|not_taken| not_taken.question == asked.question.id);
            (question::card(lang, asked, not_taken.map(|not_taken| not_taken.text.as_str()), PAGE, Some(names)))
        }
        li.empty { (icons::person()) p { (t!(lang, "questions-none")) } }
    }
}

/// The last ones that are closed, each with what became of it.
fn closed(lang: Lang, Shown { closed, names, .. }: &Shown) -> Markup {
    html! {
        @if !closed.is_empty() {
            h2 { (t!(lang, "questions-closed")) }
            ul.questions {
                @for asked in closed {
                    li.card.question id={ "q-" (asked.question.id) } {
                        (question::head(asked, names))
                        p.asked { (asked.question.text) }
                        p.note { (ended(lang, asked)) }
                    }
                }
            }
        }
    }
}

fn ended(lang: Lang, OwnersQuestion { question, end, .. }: &OwnersQuestion) -> String {
    match end {
        Some(end) => reason::question_ended(lang, *end),
        None if question.state == QuestionState::Answered => t!(lang, "step-question-answered"),
        None => t!(lang, "step-question-dropped"),
    }
}

/// The list, live.
struct Questions {
    site: Arc<Site>,
    lang: Lang,
}

impl Live for Questions {
    async fn all(&self) -> Result<Markup, Error> {
        let shown = shown(&self.site).await?;
        Ok(html! {
            (replace("#questions", list(self.lang, &shown, None)))
            (replace("#closed", closed(self.lang, &shown)))
        })
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        match stamped.event {
            // A message or a mode may change what would become of an answer.
            TwinEvent::Asked { .. }
            | TwinEvent::QuestionClosed { .. }
            | TwinEvent::Message { .. } => self.all().await.map(Some),
            _ => Ok(None),
        }
    }
}
