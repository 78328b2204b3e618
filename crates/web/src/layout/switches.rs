//! What a reader chooses for their browser: the language, and light or dark. Each is a form that a browser without
//! scripts can send, and a cookie, so that the first thing that is drawn has the right colours already.

use axum::http::header::HeaderMap;
use maud::{Markup, html};

use super::View;
use crate::enter::cookie;
use crate::i18n::{Lang, t};
use crate::icons;

/// The cookie of a reader who chose between light and dark.
pub(crate) const THEME_COOKIE: &str = "theme";

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Theme {
    /// As the reader's system has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As in the form, the cookie and `data-theme`.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a code.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }

    /// The reader's choice.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        Self::from_code(cookie(headers, THEME_COOKIE)).unwrap_or_default()
    }

    /// What stands in the page's head, where it is not as the system has it.
    pub(super) fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.code())
    }
}

/// Both choices.
pub(super) fn switches(view: &View) -> Markup {
    html! { div.switches { (languages(view, Lang::code)) (themes(view)) } }
}

/// Both choices where there is room for the names of languages.
pub(crate) fn spelt_out(view: &View) -> Markup {
    html! { div.switches { (languages(view, Lang::name)) (themes(view)) } }
}

fn languages(view: &View, called: fn(Lang) -> &'static str) -> Markup {
    html! {
        form.languages.segments method="post" action="/language" {
            input type="hidden" name="back" value=(view.path);
            @for other in Lang::ALL {
                button type="submit" name="lang" value=(other.code()) lang=(other.code())
                    title=(other.name()) aria-pressed=(pressed(other == view.lang))
                { (called(other)) }
            }
        }
    }
}

fn themes(view: &View) -> Markup {
    let lang = view.lang;
    html! {
        form.themes.segments method="post" action="/theme" {
            input type="hidden" name="back" value=(view.path);
            @for theme in Theme::ALL {
                @let (icon, name) = match theme {
                    Theme::System => (icons::system(), t!(lang, "theme-system")),
                    Theme::Light => (icons::light(), t!(lang, "theme-light")),
                    Theme::Dark => (icons::silence(), t!(lang, "theme-dark")),
                };
                button type="submit" name="theme" value=(theme.code()) title=(name)
                    aria-pressed=(pressed(theme == view.theme))
                { (icon) span.visually-hidden { (name) } }
            }
        }
    }
}

fn pressed(is_pressed: bool) -> &'static str {
    if is_pressed { "true" } else { "false" }
}
