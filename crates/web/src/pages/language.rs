//! `POST /language`: the reader chooses a language, and goes on where they were.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::error::Error;
use crate::i18n::{COOKIE_NAME, Lang};

#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    lang: String,
    back: String,
}

pub(crate) async fn set(
    form: Result<Form<Choice>, FormRejection>,
) -> Result<impl IntoResponse, Error> {
    let Form(Choice { lang, back }) = form?;
    let lang = Lang::from_code(&lang).ok_or(Error::Choice)?;
    Ok(chosen(COOKIE_NAME, lang.code(), &back))
}

/// Has the browser keep a choice for a year, and go on where it was.
pub(super) fn chosen(name: &str, value: &str, back: &str) -> impl IntoResponse + use<> {
    ([(SET_COOKIE, kept(name, value))], Redirect::to(own_path(back)))
}

/// What a browser keeps for a year.
pub(super) fn kept(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")
}

/// The way back that a form names, if it is one of ours; else the start.
pub(super) fn own_path(back: &str) -> &str {
    if is_own_path(back) { back } else { "/" }
}

/// Whether a text is a path of ours: `//host` and `/\host` lead browsers elsewhere.
pub(crate) fn is_own_path(back: &str) -> bool {
    let mut chars = back.chars();
    chars.next() == Some('/')
        && !matches!(chars.next(), Some('/' | '\\'))
        && back.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leads_away() {
        for ours in ["/", "/demo", "/accounts/01J/chats/7"] {
            assert!(is_own_path(ours), "{ours}");
        }
        for foreign in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb"]
        {
            assert!(!is_own_path(foreign), "{foreign}");
        }
    }
}
