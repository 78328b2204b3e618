//! The page of all messages.

use domain::{Author, Message, Mode, Peer};
use engine::{AccountView, FoundMessage, FoundPage, Wanted};
use maud::{Markup, html};

use super::filter::{Filter, Wrong};
use crate::api::Cursor;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::chat;
use crate::parts::marked::marked;
use crate::parts::whose::Names;
use crate::parts::{bubble, mode, time};

/// What the page shows.
pub(crate) struct Shown<'a> {
    /// What was filled in.
    pub(crate) filter: &'a Filter,
    /// The accounts there are.
    pub(crate) accounts: &'a [AccountView],
    /// The chats to choose from.
    pub(crate) chats: &'a [Peer],
    /// The words that are looked for.
    pub(crate) wanted: &'a Wanted,
    /// What was found.
    pub(crate) found: &'a FoundPage,
    /// What of the filter is not understood.
    pub(crate) wrong: Option<Wrong>,
}

/// The page.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "past-title");
    let content = html! {
        header.heading { div { h1 { (title) } p { (t!(lang, "past-about")) } } }
        div.past {
            (form(lang, shown))
            (list(lang, shown))
        }
    };
    layout::live_page(view, &title, "/history/events", content)
}

fn form(lang: Lang, shown: &Shown<'_>) -> Markup {
    let filter = shown.filter;
    html! {
        form.filter.card method="get" action="/history" role="search" hx-get="/history" hx-target="#found"
            hx-swap="outerHTML" hx-trigger="input delay:250ms, submit"
        {
            label.words for="q" { span.visually-hidden { (t!(lang, "past-words")) } }
            input #q type="search" name="q" value=(filter.q) maxlength="1000" autocomplete="off"
                placeholder=(t!(lang, "past-words"));
            details.more open[filter.is_narrow()] {
                summary { (t!(lang, "past-filter")) }
                div.grid {
                    (choice(lang, "chat", &filter.chat, t!(lang, "past-chat"), &chats(lang, shown)))
                    (choice(lang, "by", &filter.by, t!(lang, "past-by"), &authors(lang)))
                    (choice(lang, "kind", &filter.kind, t!(lang, "past-kind"), &kinds(lang)))
                    (choice(lang, "mode", &filter.mode, t!(lang, "past-mode"), &modes(lang)))
                    label { (t!(lang, "past-from")) input type="date" name="from" value=(filter.from); }
                    label { (t!(lang, "past-to")) input type="date" name="to" value=(filter.to); }
                    @if shown.accounts.len() > 1 {
                        @let named = |view: &AccountView| (view.account.id.to_string(), view.account.profile.full_name());
                        @let accounts: Vec<(String, String)> = shown.accounts.iter().map(named).collect();
                        (choice(lang, "account", &filter.account, t!(lang, "past-account"), &accounts))
                    } @else {
                        input type="hidden" name="account" value=(filter.account);
                    }
                }
            }
            noscript { button type="submit" { (t!(lang, "past-find")) } }
        }
    }
}

/// The chats by what is asked for; one that is not there any more stays chosen.
fn chats(lang: Lang, Shown { filter, chats, .. }: &Shown<'_>) -> Vec<(String, String)> {
    let named = chats.iter().map(|peer| (peer.id.to_string(), peer.title.clone()));
    let mut named: Vec<(String, String)> = named.collect();
    if !filter.chat.is_empty() && named.iter().all(|(id, _)| *id != filter.chat) {
        named.push((filter.chat.clone(), t!(lang, "past-one-chat")));
    }
    named
}

fn choice(
    lang: Lang,
    name: &str,
    chosen: &str,
    title: String,
    options: &[(String, String)],
) -> Markup {
    html! {
        label {
            (title)
            select name=(name) {
                option value="" { (t!(lang, "past-any")) }
                @for (value, text) in options {
                    option value=(value) selected[value == chosen] { (text) }
                }
            }
        }
    }
}

fn authors(lang: Lang) -> [(String, String); 3] {
    [
        ("other".to_owned(), t!(lang, "past-by-other")),
        ("owner".to_owned(), t!(lang, "past-by-owner")),
        ("twin".to_owned(), t!(lang, "past-by-twin")),
    ]
}

fn kinds(lang: Lang) -> [(String, String); 5] {
    [
        ("text".to_owned(), t!(lang, "past-kind-text")),
        ("voice".to_owned(), t!(lang, "past-kind-voice")),
        ("sticker".to_owned(), t!(lang, "past-kind-sticker")),
        ("media".to_owned(), t!(lang, "past-kind-media")),
        ("service".to_owned(), t!(lang, "past-kind-service")),
    ]
}

/// The modes in which a twin sends something.
fn modes(lang: Lang) -> [(String, String); 3] {
    [Mode::Draft, Mode::Countdown, Mode::Auto]
        .map(|mode| (mode::code(mode).to_owned(), mode::name(lang, mode)))
}

/// That there is more since the page was drawn: it is shown if the reader wants it.
pub(super) fn fresh(lang: Lang) -> Markup {
    html! {
        button.plain.small type="button" hx-get="/history" hx-include="form.filter" hx-target="#found" hx-swap="outerHTML" {
            (icons::retry()) (t!(lang, "past-fresh"))
        }
    }
}

/// What was found, with what can be done with it.
pub(crate) fn list(lang: Lang, shown: &Shown<'_>) -> Markup {
    let Shown { filter, found, wanted, .. } = shown;
    let older = |place| filter.address("/history", ("after", &Cursor(place).to_string()));
    let next = found.next.map(older);
    html! {
        section #found .found aria-live="polite" aria-label=(t!(lang, "past-found")) {
            div #fresh {}
            @if let Some(wrong) = shown.wrong {
                p.problem role="alert" { (words(lang, wrong)) }
            }
            @if let Some(indexing) = &found.indexing {
                p.note { (t!(lang, "past-indexing", done = indexing.done, of = indexing.of)) }
            }
            @if !found.messages.is_empty() {
                // The answer says that it is a file; what asks who one is first must not become one.
                div.actions {
                    a.button.plain.small href=(filter.address("/history/export", ("format", "csv"))) { "CSV" }
                    a.button.plain.small href=(filter.address("/history/export", ("format", "json"))) { "JSON" }
                    a.button.plain.small href=(filter.address("/history/erase", ("", ""))) { (t!(lang, "past-erase")) }
                }
                @let names = Names::of(shown.accounts.iter().map(|view| &view.account));
                ol.card.messages { @for one in &found.messages { (row(lang, one, wanted, &names)) } }
            } @else if shown.wrong.is_none() && found.next.is_none() {
                div.empty { (icons::history()) p { (nothing(lang, filter)) } }
            }
            @if let Some(next) = next {
                a.button.plain href=(next) { (t!(lang, "past-older")) }
            }
        }
    }
}

fn nothing(lang: Lang, filter: &Filter) -> String {
    if filter.fields().next().is_none() {
        t!(lang, "past-nothing-yet")
    } else {
        t!(lang, "past-nothing")
    }
}

fn words(lang: Lang, wrong: Wrong) -> String {
    match wrong {
        Wrong::Long => t!(lang, "past-wrong-long"),
        Wrong::Days => t!(lang, "past-wrong-days"),
        Wrong::Other => t!(lang, "past-wrong"),
    }
}

fn row(lang: Lang, found: &FoundMessage, wanted: &Wanted, names: &Names) -> Markup {
    let FoundMessage { account, title, message } = found;
    html! {
        li.(side(message)) {
            a href=(chat::address_of(*account, message)) {
                span.where {
                    strong { (title) }
                    @match message.author {
                        Author::Other => {},
                        Author::Owner => span.tag { (t!(lang, "past-by-owner")) },
                        Author::Twin => span.tag { (t!(lang, "by-twin")) },
                    }
                    (names.label(*account))
                    span.when { (time::lately(message.sent_at)) }
                }
                @match message.content.text() {
                    Some(text) if !text.is_empty() => span.excerpt { (marked(text, wanted)) },
                    _ => span.excerpt.note { (bubble::summary(lang, &message.content)) },
                }
            }
        }
    }
}

fn side(message: &Message) -> &'static str {
    match message.author {
        Author::Other => "theirs",
        Author::Owner => "mine",
        Author::Twin => "by-twin",
    }
}
