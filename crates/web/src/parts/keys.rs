//! The keys of the inbox and of a conversation, as the page that opens by `?` tells them; `keys.js` does them.

use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::icons;

/// The button that opens the list of keys.
pub(crate) fn button(lang: Lang) -> Markup {
    html! {
        button.keys-button.bare.round type="button" popovertarget="keys" title=(t!(lang, "keys-title")) {
            (icons::keyboard()) span.visually-hidden { (t!(lang, "keys-title")) }
        }
    }
}

/// The list of keys.
pub(crate) fn help(lang: Lang) -> Markup {
    let keys = [
        ("J", t!(lang, "keys-next")),
        ("K", t!(lang, "keys-previous")),
        ("A", t!(lang, "keys-approve")),
        ("E", t!(lang, "keys-edit")),
        ("D", t!(lang, "keys-discard")),
        ("U", t!(lang, "keys-undo")),
        ("W", t!(lang, "keys-write")),
        ("/", t!(lang, "keys-search")),
        ("?", t!(lang, "keys-help")),
    ];
    html! {
        section #keys .keys popover aria-label=(t!(lang, "keys-title")) {
            h2 { (t!(lang, "keys-title")) }
            dl {
                @for (key, does) in keys { div { dt { kbd { (key) } } dd { (does) } } }
            }
            label.tick { input type="checkbox" name="keys-off" autocomplete="off"; (t!(lang, "keys-off")) }
        }
    }
}
