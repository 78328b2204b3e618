//! The fields in which somebody says who they are.

use domain::access::{LONGEST_NAME, SHORTEST_PASSWORD};
use maud::{Markup, html};

use crate::i18n::{Lang, t};

/// The name. Where there is one already, the next field is where one goes on.
pub(crate) fn name(lang: Lang, name: &str) -> Markup {
    html! {
        label {
            (t!(lang, "field-name"))
            input type="text" name="name" value=(name) required autofocus[name.is_empty()]
                maxlength=(LONGEST_NAME) autocomplete="username" autocapitalize="none" spellcheck="false";
        }
    }
}

/// A password that somebody has.
pub(crate) fn password(lang: Lang, is_next: bool) -> Markup {
    html! {
        label {
            (t!(lang, "field-password"))
            input type="password" name="password" required autofocus[is_next]
                autocomplete="current-password";
        }
    }
}

/// A password that somebody wants to have, twice.
pub(crate) fn new_password(lang: Lang) -> Markup {
    html! {
        label {
            (t!(lang, "field-new-password"))
            input type="password" name="password" required minlength=(SHORTEST_PASSWORD)
                autocomplete="new-password" aria-describedby="password-hint";
        }
        p #password-hint .note { (t!(lang, "field-new-password-hint", least = SHORTEST_PASSWORD)) }
        label {
            (t!(lang, "field-again"))
            input type="password" name="again" required minlength=(SHORTEST_PASSWORD)
                autocomplete="new-password";
        }
    }
}

/// A code of the app, or a recovery code.
pub(crate) fn code(lang: Lang, is_next: bool) -> Markup {
    html! {
        label {
            (t!(lang, "field-code"))
            input.code-field type="text" name="code" required autofocus[is_next] maxlength="32"
                autocomplete="one-time-code" autocapitalize="none" spellcheck="false" placeholder="123 456";
        }
    }
}
