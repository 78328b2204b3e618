//! How an account is connected, as a dot and a word.

use domain::AccountKind;
use engine::{AccountView, Connection};
use maud::{Markup, html};

use crate::i18n::{Lang, t};

/// The state of an account's connection.
pub(crate) fn state(lang: Lang, of: &AccountView) -> Markup {
    let is_bot = of.account.kind == AccountKind::Bot;
    let (class, text) = match of.connection {
        // A bot has no session, but a token.
        Connection::LoggedOut if is_bot => ("logged-out", t!(lang, "bot-state-unauthorized")),
        Connection::Offline if is_bot => ("offline", t!(lang, "bot-state-stopped")),
        Connection::Unreachable if is_bot => ("connecting", t!(lang, "bot-state-unreachable")),
        Connection::Online => ("online", t!(lang, "connection-online")),
        Connection::Connecting => ("connecting", t!(lang, "connection-connecting")),
        Connection::Unreachable => ("connecting", t!(lang, "connection-unreachable")),
        Connection::ToldToWait => ("connecting", t!(lang, "connection-told-to-wait")),
        Connection::Conflict => ("logged-out", t!(lang, "bot-state-conflict")),
        Connection::Webhook => ("logged-out", t!(lang, "bot-state-webhook")),
        Connection::NotAllowed => ("logged-out", t!(lang, "connection-not-allowed")),
        Connection::StoreFails => ("logged-out", t!(lang, "connection-store-fails")),
        Connection::Stuck => ("logged-out", t!(lang, "connection-stuck")),
        Connection::Offline => ("offline", t!(lang, "connection-offline")),
        Connection::LoggedOut => ("logged-out", t!(lang, "connection-logged-out")),
    };
    html! { span.connection.(class) { (text) } }
}

/// How many answers a twin has learnt; `None` of one that does not run, of which that is not known.
pub(crate) fn exemplars(of: &AccountView) -> Option<usize> {
    let runs = !matches!(of.connection, Connection::Offline | Connection::LoggedOut);
    (runs || of.exemplars > 0).then_some(of.exemplars)
}

/// The same in words; nothing is said of what is not known.
pub(crate) fn learnt(lang: Lang, of: &AccountView) -> String {
    exemplars(of).map_or_else(String::new, |count| t!(lang, "exemplars-learnt", count = count))
}

/// That the twin of an account is paused, if it is.
pub(crate) fn paused(lang: Lang, of: &AccountView) -> Markup {
    html! {
        @if of.pause.is_some() { span.connection.paused { (t!(lang, "paused")) } }
    }
}
