//! `/questions`: what the twins ask their owner, and the owner's answers.

use std::sync::Arc;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::QuestionId;
use engine::{Noted, OpenQuestion, Stamped, TwinEvent};
use maud::{Markup, html};
use serde::Deserialize;

use crate::Site;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::parse;
use crate::parts::avatar::avatar;
use crate::parts::fact::LONGEST;
use crate::parts::time;
use crate::stream::{Live, follow, replace, respond};

/// The code of leaving a question unanswered.
const DROP: &str = "drop";

/// What the owner answers, or that they do not.
#[derive(Deserialize)]
pub(crate) struct Answer {
    action: String,
    #[serde(default)]
    text: String,
}

/// `GET /questions`
pub(crate) async fn get(State(site): State<Arc<Site>>, view: View) -> Result<Markup, Error> {
    Ok(page(&view, &site.engine.questions().await?, None))
}

/// `GET /questions/events`
pub(crate) async fn events(
    State(site): State<Arc<Site>>,
    view: View,
    headers: HeaderMap,
) -> Response {
    let live = Questions { site: Arc::clone(&site), lang: view.lang };
    respond(follow(&site, &headers, live)).into_response()
}

/// `POST /questions/{question}`
pub(crate) async fn close(
    State(site): State<Arc<Site>>,
    view: View,
    Path(question): Path<String>,
    form: Result<Form<Answer>, FormRejection>,
) -> Result<Response, Error> {
    let id: QuestionId = parse(&question)?;
    let Form(Answer { action, text }) = form?;
    let problem = if action == DROP {
        (!site.engine.drop_question(id).await?).then_some(Noted::NotFound)
    } else {
        site.engine.answer_question(id, &text).await?.err()
    };
    match problem {
        None => Ok(Redirect::to("/questions").into_response()),
        Some(problem) => {
            let page = page(&view, &site.engine.questions().await?, Some(problem));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The page, with what was wrong with an answer.
pub(crate) fn page(view: &View, open: &[OpenQuestion], problem: Option<Noted>) -> Markup {
    let lang = view.lang;
    let content = html! {
        div hidden hx-sse:connect="/questions/events" hx-swap="none" {}
        header.heading {
            div { h1 { (t!(lang, "questions-title")) } p { (t!(lang, "questions-about")) } }
        }
        @if let Some(problem) = problem {
            p.problem role="alert" {
                (match problem {
                    Noted::TooLong => t!(lang, "memory-too-long", most = LONGEST),
                    Noted::NotFound => t!(lang, "question-closed"),
                    Noted::Empty | Noted::Done => t!(lang, "memory-empty"),
                })
            }
        }
        ul #questions .questions { (list(lang, open)) }
    };
    layout::page(view, &t!(lang, "questions-title"), content)
}

fn list(lang: Lang, open: &[OpenQuestion]) -> Markup {
    html! {
        @for open in open { (question(lang, open)) }
        li.empty { (icons::person()) p { (t!(lang, "questions-none")) } }
    }
}

fn question(lang: Lang, OpenQuestion { question, chat }: &OpenQuestion) -> Markup {
    let action = format!("/questions/{}", question.id);
    let address = format!("/accounts/{}/chats/{}", question.account, question.chat);
    html! {
        li.card.question id={ "q-" (question.id) } {
            a.person href=(address) {
                (avatar(question.chat, chat))
                span.names { strong { (chat) } small { (time::lately(question.asked_at)) } }
            }
            p.asked { (question.text) }
            @if !question.proposed.is_empty() {
                div.what {
                    small.note { (t!(lang, "question-would-say")) }
                    div.said { @for text in &question.proposed { p.text { (text) } } }
                }
            }
            form.edit method="post" action=(action) {
                input type="text" name="text" required maxlength=(LONGEST) autocomplete="off"
                    aria-label=(t!(lang, "question-label")) placeholder=(t!(lang, "question-label"));
                button type="submit" name="action" value="answer" { (t!(lang, "question-answer")) }
                button.plain type="submit" name="action" value=(DROP) formnovalidate {
                    (t!(lang, "question-drop"))
                }
            }
        }
    }
}

/// The list, live.
struct Questions {
    site: Arc<Site>,
    lang: Lang,
}

impl Live for Questions {
    async fn all(&self) -> Result<Markup, Error> {
        Ok(replace("#questions", list(self.lang, &self.site.engine.questions().await?)))
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        match stamped.event {
            TwinEvent::Asked { .. } | TwinEvent::QuestionClosed { .. } => {
                self.all().await.map(Some)
            }
            _ => Ok(None),
        }
    }
}
