//! What people are told before a twin that sends by itself.

use domain::Policy;
use domain::policy::{DisclosureWords, Told};
use maud::{Markup, html};

use crate::i18n::{Lang, t};

/// What is told in an account, in which words.
pub(crate) fn summary(lang: Lang, policy: &Policy, words: &DisclosureWords) -> Markup {
    let disclosure = policy.disclosure.clone().unwrap_or_default();
    let when = match disclosure.told {
        Told::Never => return html! { (t!(lang, "told-never")) },
        Told::First => t!(lang, "told-first"),
        Told::Each => t!(lang, "told-each"),
    };
    html! {
        (when) " "
        @if disclosure.text.is_empty() { (in_any_language(words)) }
        @else { q { (disclosure.text) } }
    }
}

/// The words of the house in each of its languages.
pub(crate) fn in_any_language(words: &DisclosureWords) -> Markup {
    html! {
        @for (place, (code, words)) in words.by_language.iter().rev().enumerate() {
            @if place > 0 { " · " }
            q lang=(code) { (words) }
        }
    }
}
