//! The markup of a talk with one's own twin.

use engine::{Composition, LONGEST_TEXT, TwinsAnswer};
use maud::{Markup, html};

use super::Somebody;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::parts::field::{self, Beside};
use crate::parts::model::rule_name;
use crate::parts::recalled::percent;
use crate::parts::{avatar, model, reason, recalled};

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// As whom one may write.
    pub(crate) people: &'a [Somebody],
    /// As whom one does, by their code; nobody's code is the first of them.
    pub(crate) who: &'a str,
    /// What stands in the field.
    pub(crate) text: &'a str,
    /// Why that was not taken.
    pub(crate) problem: Option<Problem>,
    /// What was said and answered just now.
    pub(crate) exchange: Option<Exchange<'a>>,
}

/// What cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    Empty,
    TooLong,
}

/// What somebody might write, and what the twin would answer.
#[derive(Clone, Copy)]
pub(crate) struct Exchange<'a> {
    pub(crate) with: &'a Somebody,
    pub(crate) answer: &'a TwinsAnswer,
}

pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "try-title");
    let content = html! {
        header.heading {
            a.back href="/start" aria-label=(t!(lang, "start-title")) { (icons::back()) }
            div { h1 { (title) } p { (t!(lang, "try-about")) } }
        }
        @if shown.people.is_empty() {
            div.card.empty {
                (icons::incoming())
                p { (t!(lang, "try-nobody")) }
                div.actions {
                    a.button role="button" href="/import" { (t!(lang, "import-title")) }
                    a.button.plain role="button" href="/login" { (t!(lang, "start-go-connect")) }
                    @if view.demo { a.button.plain role="button" href="/demo" { (t!(lang, "nav-demo")) } }
                }
            }
        } @else {
            section.trying.card {
                div.tries role="log" aria-label=(title) data-follow {
                    ol #tries {
                        li.empty { (icons::incoming()) p { (t!(lang, "try-begin")) } }
                        @if let Some(exchange) = shown.exchange { (exchanged_one(lang, exchange)) }
                    }
                }
                form.try-form method="post" action="/try" hx-post="/try" hx-target="#tries" hx-swap="beforeend" {
                    (people(lang, shown))
                    (next_words(lang, shown))
                    button type="submit" { (icons::sent()) (t!(lang, "try-say")) }
                }
            }
            p.note { (t!(lang, "try-nothing-sent")) }
        }
    };
    layout::page(view, &title, content)
}

fn people(lang: Lang, shown: &Shown<'_>) -> Markup {
    let mut accounts: Vec<_> = shown.people.iter().map(|one| one.account).collect();
    accounts.dedup();
    html! {
        label {
            (t!(lang, "try-as"))
            select name="who" autocomplete="off" {
                @for account in &accounts {
                    @let of = shown.people.iter().filter(|one| one.account == *account);
                    @if accounts.len() > 1 {
                        optgroup label=(of.clone().next().map(|one| one.of.as_str()).unwrap_or_default()) {
                            (options(of, shown.who))
                        }
                    } @else {
                        (options(of, shown.who))
                    }
                }
            }
        }
    }
}

fn options<'a>(people: impl Iterator<Item = &'a Somebody>, who: &str) -> Markup {
    html! {
        @for one in people {
            @let code = one.code();
            option value=(code) selected[code == who] { (one.chat.peer.title) }
        }
    }
}

/// What was said just now, to be added to an open page.
pub(super) fn exchanged(lang: Lang, shown: &Shown<'_>) -> Markup {
    html! { @if let Some(exchange) = shown.exchange { (exchanged_one(lang, exchange)) } }
}

/// The field for what is said next, in place of the one before.
pub(super) fn next_words(lang: Lang, shown: &Shown<'_>) -> Markup {
    let problem = shown.problem.map(|problem| match problem {
        Problem::Empty => t!(lang, "try-empty"),
        Problem::TooLong => t!(lang, "inbox-too-long", most = LONGEST_TEXT),
    });
    let beside = Beside::problem_if(problem.is_some());
    html! {
        div #words .words hx-swap-oob="outerHTML" {
            label {
                (t!(lang, "try-words"))
                input #text type="text" name="text" value=(shown.text) required autofocus autocomplete="off"
                    placeholder=(t!(lang, "try-example"))
                    aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
            }
            (field::problem(problem.as_deref()))
        }
    }
}

fn exchanged_one(lang: Lang, Exchange { with, answer }: Exchange<'_>) -> Markup {
    let peer = &with.chat.peer;
    let (bubbles, recalled) = match &answer.composition {
        Composition::Answer { bubbles, recalled, .. }
        | Composition::AskOwner { bubbles, recalled, .. } => (&bubbles[..], recalled),
        Composition::Silence { recalled, .. } => (&[][..], recalled),
    };
    html! {
        li.exchange {
            div.talk {
                p.person { (avatar::avatar(peer.id, &peer.title)) strong { (peer.title) } }
                ol.bubbles {
                    @for text in &answer.asked {
                        li.bubble.theirs { span.visually-hidden { (t!(lang, "by-other")) } p.text { (text) } }
                    }
                    @for text in bubbles {
                        li.bubble.mine.by-twin { span.tag { (t!(lang, "by-twin")) } p.text { (text) } }
                    }
                }
            }
            div.because {
                (verdict(lang, answer))
                @if !recalled.is_empty() {
                    h3 { (t!(lang, "try-because")) }
                    (recalled::list(lang, recalled, Some(peer.id)))
                }
            }
        }
    }
}

/// What the twin would do, how sure it is, and who has written it.
fn verdict(lang: Lang, answer: &TwinsAnswer) -> Markup {
    let TwinsAnswer { composition, model: by_model, trouble, .. } = answer;
    let by = match by_model {
        Some(model) => t!(lang, "try-by-model", model = model.as_str()),
        None => t!(lang, "try-by-recall"),
    };
    let instead = match composition {
        Composition::Silence { .. } => t!(lang, "step-model-failed-silence"),
        _ => t!(lang, "step-model-failed-recall"),
    };
    html! {
        @if let Some(trouble) = trouble {
            p.problem role="status" { (model::trouble(lang, trouble)) " " (instead) }
        }
        @match composition {
            Composition::Answer { confidence, .. } => {
                p { span.status.good { (t!(lang, "try-answers")) } }
                p.facts { span { (t!(lang, "try-sure", percent = percent(*confidence))) } span { (by) } }
            }
            Composition::AskOwner { rule, confidence, .. } => {
                p { span.status.quiet { (t!(lang, "try-asks")) } }
                p { (rule_name(lang, *rule)) }
                p.facts { span { (t!(lang, "try-sure", percent = percent(*confidence))) } span { (by) } }
            }
            Composition::Silence { reason, .. } => {
                p { span.status.quiet { (t!(lang, "try-silent")) } }
                p { (reason::silence(lang, *reason)) }
            }
        }
    }
}
