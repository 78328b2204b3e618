//! The fields in which somebody says who they are.

use domain::access::{LONGEST_NAME, SHORTEST_PASSWORD};
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::parts::field::Beside;
use crate::parts::refusal::{Entered, Refusal};

/// What is said beside one of them, where somebody was refused.
fn beside(refusal: Option<Refusal>, entered: Entered) -> Beside<'static> {
    Beside::problem_if(refusal.is_some_and(|refusal| refusal.is_due_to(entered)))
}

/// The name. Where there is one already, the next field is where one goes on.
pub(crate) fn name(lang: Lang, name: &str, refusal: Option<Refusal>) -> Markup {
    let beside = beside(refusal, Entered::Name);
    html! {
        label {
            (t!(lang, "field-name"))
            input type="text" name="name" value=(name) required autofocus[name.is_empty()]
                maxlength=(LONGEST_NAME) autocomplete="username" autocapitalize="none" spellcheck="false"
                aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
        }
    }
}

/// A password that somebody has.
pub(crate) fn password(lang: Lang, is_next: bool, refusal: Option<Refusal>) -> Markup {
    let beside = beside(refusal, Entered::Password);
    html! {
        label {
            (t!(lang, "field-password"))
            input type="password" name="password" required autofocus[is_next]
                autocomplete="current-password"
                aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
        }
    }
}

/// A password that somebody wants to have, twice.
pub(crate) fn new_password(lang: Lang, refusal: Option<Refusal>) -> Markup {
    let is_wrong = refusal.is_some_and(|refusal| refusal.is_due_to(Entered::Password));
    let (first, again) =
        (Beside::hint("password-hint").wrong_if(is_wrong), Beside::problem_if(is_wrong));
    html! {
        label {
            (t!(lang, "field-new-password"))
            input type="password" name="password" required minlength=(SHORTEST_PASSWORD)
                autocomplete="new-password"
                aria-describedby=[first.by()] aria-invalid=[first.is_wrong()];
        }
        p #password-hint .note { (t!(lang, "field-new-password-hint", least = SHORTEST_PASSWORD)) }
        label {
            (t!(lang, "field-again"))
            input type="password" name="again" required minlength=(SHORTEST_PASSWORD)
                autocomplete="new-password"
                aria-describedby=[again.by()] aria-invalid=[again.is_wrong()];
        }
    }
}

/// A code of the app, or a recovery code.
pub(crate) fn code(lang: Lang, is_next: bool, refusal: Option<Refusal>) -> Markup {
    let beside = beside(refusal, Entered::Code);
    html! {
        label {
            (t!(lang, "field-code"))
            input.code-field type="text" name="code" required autofocus[is_next] maxlength="32"
                autocomplete="one-time-code" autocapitalize="none" spellcheck="false" placeholder="123 456"
                aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
        }
    }
}
