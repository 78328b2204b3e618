//! What a person finds under their own name.

use maud::{Markup, html};

use super::{View, nav_link};
use crate::i18n::t;
use crate::icons;

/// The person's name, which opens the menu. The browser closes it again by itself.
pub(super) fn menu(view: &View, name: &str, is_admin: bool) -> Markup {
    let lang = view.lang;
    html! {
        button.who type="button" popovertarget="menu" title=(t!(lang, "menu-label", name = name)) {
            (icons::person()) span { (name) }
        }
        div #menu .menu popover {
            p { (t!(lang, "menu-signed-in")) " " strong { (name) } }
            (nav_link(view, "/me", t!(lang, "me-title")))
            @if is_admin { (nav_link(view, "/people", t!(lang, "people-title"))) }
            form method="post" action="/sign-out" {
                button.secondary type="submit" { (t!(lang, "sign-out")) }
            }
        }
    }
}
