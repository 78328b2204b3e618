//! `POST /theme`: the reader chooses between light and dark, and goes on where they were.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::language::chosen;
use crate::error::Error;
use crate::layout::{THEME_COOKIE, Theme};

#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    theme: String,
    back: String,
}

pub(crate) async fn set(
    form: Result<Form<Choice>, FormRejection>,
) -> Result<impl IntoResponse, Error> {
    let Form(Choice { theme, back }) = form?;
    let theme = Theme::from_code(&theme).ok_or(Error::Choice)?;
    Ok(chosen(THEME_COOKIE, theme.code(), &back))
}
