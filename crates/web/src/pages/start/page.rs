//! The markup of the way to the first reply.

use domain::AccountState;
use engine::AccountView;
use maud::{Markup, html};

use super::progress::{Progress, Stage};
use crate::Telegram;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View, Who};
use crate::parts::alert::rules_of;
use crate::parts::avatar::avatar;
use crate::parts::{connection, history};

pub(crate) fn page(view: &View, telegram: &Telegram, progress: &Progress) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "start-title");
    let content = html! {
        div.starting {
            header.heading { div { h1 { (title) } p { (t!(lang, "start-about")) } } }
            div #stages { (steps(lang, &view.who, telegram, progress)) }
            @if !progress.is_over {
                form.leave method="post" action="/start/over" {
                    button.bare type="submit" { (t!(lang, "start-over")) }
                }
            }
        }
    };
    layout::live_page(view, &title, "/start/events", content)
}

/// What stands on other pages as long as there is a step to take.
pub(crate) fn way_on(lang: Lang, progress: &Progress) -> Markup {
    html! {
        @if !progress.is_over && progress.next().is_some() {
            a.way-on href="/start" {
                span { strong { (t!(lang, "start-title")) } " " (count(lang, progress)) }
                progress max=(Stage::ALL.len()) value=(progress.done()) aria-label=(t!(lang, "start-progress")) {}
            }
        }
    }
}

fn count(lang: Lang, progress: &Progress) -> String {
    t!(lang, "start-count", done = progress.done(), all = Stage::ALL.len())
}

/// How far it is, and the steps.
pub(super) fn steps(lang: Lang, who: &Who, telegram: &Telegram, progress: &Progress) -> Markup {
    html! {
        div.so-far {
            progress max=(Stage::ALL.len()) value=(progress.done()) aria-label=(t!(lang, "start-progress")) {}
            span { (count(lang, progress)) }
        }
        ol.stages {
            (password(lang, who))
            @for (number, stage) in (1..).zip(Stage::ALL) {
                @let is_next = progress.next() == Some(stage);
                @let is_done = progress.is_done(stage);
                (card(lang, html! { (number) }, is_done, is_next, &title(lang, stage), match stage {
                    Stage::Connect => connect(lang, telegram, progress, is_next),
                    Stage::Teach => teach(lang, progress, is_next),
                    Stage::Try => attempt(lang, progress, is_next),
                }))
            }
        }
        @if progress.next().is_none() { (onward(lang, progress)) }
    }
}

fn title(lang: Lang, stage: Stage) -> String {
    match stage {
        Stage::Connect => t!(lang, "start-connect"),
        Stage::Teach => t!(lang, "start-teach"),
        Stage::Try => t!(lang, "start-try"),
    }
}

fn card(
    lang: Lang,
    mark: Markup,
    is_done: bool,
    is_next: bool,
    title: &str,
    content: Markup,
) -> Markup {
    html! {
        li.card.stage.done[is_done].next[is_next] aria-current=[is_next.then_some("step")] {
            span.stage-mark aria-hidden="true" { @if is_done { (icons::done()) } @else { (mark) } }
            div {
                h2 {
                    (title)
                    @if is_done { span.visually-hidden { " " (t!(lang, "start-done")) } }
                }
                (content)
            }
        }
    }
}

/// Who may come in. Nothing where nobody ever signs in, as in the demo.
fn password(lang: Lang, who: &Who) -> Markup {
    match who {
        Who::Unnamed => card(
            lang,
            icons::person(),
            false,
            false,
            &t!(lang, "start-password"),
            html! {
                p { (t!(lang, "start-password-why")) }
                p.note { (t!(lang, "start-password-later")) }
                div.actions { a.button.plain role="button" href="/set-up" { (t!(lang, "no-password-set")) } }
            },
        ),
        Who::Person { name, .. } => card(
            lang,
            icons::person(),
            true,
            false,
            &t!(lang, "start-password"),
            html! { p { (t!(lang, "menu-signed-in")) " " strong { (name) } } },
        ),
        Who::Owner | Who::Stranger => Markup::default(),
    }
}

fn connect(lang: Lang, telegram: &Telegram, progress: &Progress, is_next: bool) -> Markup {
    let text = if progress.is_done(Stage::Connect) {
        t!(lang, "start-connect-another")
    } else {
        t!(lang, "start-go-connect")
    };
    html! {
        @if !progress.is_done(Stage::Connect) { p { (t!(lang, "start-connect-about")) } }
        @for of in &progress.accounts { (account(lang, of)) }
        @if !telegram.has_app { p.hint { (t!(lang, "start-no-app")) } }
        div.actions { a.button.plain[!is_next] role="button" href="/login" { (text) } }
    }
}

fn account(lang: Lang, of: &AccountView) -> Markup {
    let name = of.account.profile.full_name();
    html! {
        p.person {
            (avatar(of.account.profile.user_id, &name))
            span.names {
                strong { (name) }
                small {
                    (connection::state(lang, of))
                    @if of.exemplars > 0 { " " (connection::learnt(lang, of)) }
                }
            }
        }
    }
}

fn teach(lang: Lang, progress: &Progress, is_next: bool) -> Markup {
    let connected = progress.accounts.iter().find(|of| of.account.state == AccountState::Active);
    html! {
        @if !progress.is_taught { p { (t!(lang, "start-teach-about")) } }
        ul.choices {
            li {
                h3 { (t!(lang, "start-teach-export")) }
                p.note { (t!(lang, "start-teach-export-about")) }
                a.button.plain[!is_next] role="button" href="/import" { (t!(lang, "import-title")) }
            }
            li {
                h3 { (t!(lang, "start-teach-account")) }
                p.note { (t!(lang, "start-teach-account-about")) }
                @match connected {
                    Some(of) => {
                        p.note { (history::state(lang, of)) }
                        a.button.plain role="button" href={ "/accounts/" (of.account.id) "/history" } { (t!(lang, "history-choose")) }
                    },
                    None => p.note { strong { (t!(lang, "start-connect-first")) } },
                }
            }
        }
    }
}

fn attempt(lang: Lang, progress: &Progress, is_next: bool) -> Markup {
    html! {
        p { (t!(lang, "start-try-about")) }
        @if progress.is_taught {
            div.actions { a.button.plain[!is_next] role="button" href="/try" { (t!(lang, "start-go-try")) } }
        } @else {
            p.note { (t!(lang, "start-teach-first")) }
        }
    }
}

/// What there is to do once all is done.
fn onward(lang: Lang, progress: &Progress) -> Markup {
    let connected = progress.accounts.iter().find(|of| of.account.state == AccountState::Active);
    html! {
        section.card.onward {
            h2 { (t!(lang, "start-onward")) }
            nav.ways aria-label=(t!(lang, "start-onward")) {
                @if let Some(of) = connected {
                    (way(&format!("/accounts/{}", of.account.id), icons::sent(), &t!(lang, "start-to-account"), &t!(lang, "start-to-account-about")))
                    (way(&rules_of(of.account.id), icons::wait(), &t!(lang, "rules-title"), &t!(lang, "rules-about")))
                }
                (way("/model", icons::model(), &t!(lang, "nav-model"), &t!(lang, "start-to-model")))
            }
        }
    }
}

fn way(to: &str, icon: Markup, name: &str, about: &str) -> Markup {
    html! { a href=(to) { (icon) strong { (name) } small { (about) } } }
}
