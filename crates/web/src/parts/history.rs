//! An account's own history: reading it from Telegram, and how far that is.

use domain::{AccountKind, AccountState};
use engine::{AccountView, HistoryState};
use maud::{Markup, html};

use crate::i18n::{Lang, t};

/// How far the history was read, and the button that has it read. Nothing for an account that is not
/// logged in, nor for a bot: it is told of no past.
pub(crate) fn row(lang: Lang, of: &AccountView) -> Markup {
    let action = format!("/accounts/{}/history", of.account.id);
    html! {
        @if of.account.state == AccountState::Active && of.account.kind != AccountKind::Bot {
            span { (state(lang, of)) }
            @if of.history.is_none_or(|history| history.state != HistoryState::Reading) {
                a.button.plain role="button" href=(action) { (t!(lang, "history-choose")) }
                form method="post" action=(action) hx-post=(action) hx-swap="none" {
                    button type="submit" { (t!(lang, "history-read")) }
                }
            }
        }
    }
}

/// How far it is.
pub(crate) fn state(lang: Lang, of: &AccountView) -> Markup {
    let Some(history) = of.history else {
        return html! { (t!(lang, "history-none")) };
    };
    match history.state {
        HistoryState::Reading if history.listed => html! {
            (t!(
                lang,
                "history-reading",
                messages = history.messages,
                done = history.chats_done,
                chats = history.chats
            ))
            " "
            meter min="0" max=(history.chats.max(1)) value=(history.chats_done)
                aria-label=(t!(lang, "history-progress")) {}
        },
        HistoryState::Reading => html! { (t!(lang, "history-begins")) },
        HistoryState::Done if history.messages == 0 && history.chats > 0 => html! {
            (t!(lang, "history-nothing", chats = history.chats))
        },
        HistoryState::Done => html! {
            (t!(lang, "history-done", messages = history.messages, chats = history.chats))
        },
        HistoryState::Refused => html! {
            (t!(lang, "history-refused", messages = history.messages))
        },
    }
}
