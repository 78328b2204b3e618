//! How an account is connected, as a dot and a word.

use engine::Connection;
use maud::{Markup, html};

use crate::i18n::{Lang, t};

/// The state of a connection.
pub(crate) fn state(lang: Lang, connection: Connection) -> Markup {
    let (class, text) = match connection {
        Connection::Online => ("online", t!(lang, "connection-online")),
        Connection::Connecting => ("connecting", t!(lang, "connection-connecting")),
        Connection::Offline => ("offline", t!(lang, "connection-offline")),
        Connection::LoggedOut => ("logged-out", t!(lang, "connection-logged-out")),
    };
    html! { span.connection.(class) { (text) } }
}
