//! How much the twin may do, as a choice.

use domain::{Mode, PeerKind};
use maud::{Markup, html};

use crate::i18n::{Lang, t};

/// A mode in a form and in an address.
pub(crate) const fn code(mode: Mode) -> &'static str {
    match mode {
        Mode::Off => "off",
        Mode::Watch => "watch",
        Mode::Draft => "draft",
        Mode::Countdown => "countdown",
        Mode::Auto => "auto",
    }
}

/// The mode of a code.
pub(crate) fn from_code(text: &str) -> Option<Mode> {
    Mode::ALL.into_iter().find(|mode| code(*mode) == text)
}

/// The code of "what the account says" in a chat's form.
pub(crate) const DEFAULT: &str = "default";

/// The name of a mode.
pub(crate) fn name(lang: Lang, mode: Mode) -> String {
    match mode {
        Mode::Off => t!(lang, "mode-off"),
        Mode::Watch => t!(lang, "mode-watch"),
        Mode::Draft => t!(lang, "mode-draft"),
        Mode::Countdown => t!(lang, "mode-countdown"),
        Mode::Auto => t!(lang, "mode-auto"),
    }
}

/// The choice for a chat of a kind, where `default` is what its account says of such chats.
pub(crate) fn of_chat(
    lang: Lang,
    action: &str,
    own: Option<Mode>,
    default: Mode,
    kind: PeerKind,
) -> Markup {
    let default = name(lang, default);
    let as_others = match kind {
        PeerKind::Group => t!(lang, "mode-default-group", mode = default),
        PeerKind::User | PeerKind::Channel => t!(lang, "mode-default", mode = default),
    };
    form(lang, action, own, Some(as_others))
}

/// The choice for an account.
pub(crate) fn of_account(lang: Lang, action: &str, mode: Mode) -> Markup {
    form(lang, action, Some(mode), None)
}

/// Saved as soon as it is changed; by its button where scripts do not run.
fn form(lang: Lang, action: &str, chosen: Option<Mode>, default: Option<String>) -> Markup {
    html! {
        form.mode method="post" action=(action) hx-post=(action) hx-trigger="change" hx-swap="none" {
            label {
                span.visually-hidden { (t!(lang, "mode-label")) }
                select name="mode" title=(t!(lang, "mode-label")) autocomplete="off" {
                    @if let Some(default) = default {
                        option value=(DEFAULT) selected[chosen.is_none()] { (default) }
                    }
                    @for mode in Mode::ALL {
                        option value=(code(mode)) selected[chosen == Some(mode)] { (name(lang, mode)) }
                    }
                }
            }
            noscript { button type="submit" { (t!(lang, "save")) } }
        }
    }
}
