//! The files of the phone page, embedded in the program.

use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Redirect, Response};
use rust_embed::RustEmbed;

use crate::control::http::Refusal;

/// Nothing but what came from here, and sounds and pictures of the page's own
/// making. A page from here may show it in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'self'";

#[derive(RustEmbed)]
#[folder = "assets/phone/"]
struct Files;

/// `/phone`: the page's own addresses are relative, so it needs the slash.
pub(super) async fn with_slash(RawQuery(query): RawQuery) -> Redirect {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Redirect::permanent(&format!("/phone/{query}"))
}

/// `/phone/`
pub(super) async fn page() -> Result<Response, Refusal> {
    file(Path("index.html".to_owned())).await
}

/// `/phone/{name}`
pub(super) async fn file(Path(name): Path<String>) -> Result<Response, Refusal> {
    let nothing = || Refusal::new(StatusCode::NOT_FOUND, "there is nothing here");
    let content_type = match name.rsplit_once('.').ok_or_else(nothing)?.1 {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/json",
    };
    let file = Files::get(&name).ok_or_else(nothing)?;
    let headers = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-cache"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let microphone = HeaderValue::from_static("microphone=(self)");
    let microphone = [(HeaderName::from_static("permissions-policy"), microphone)];
    Ok((headers, microphone, file.data).into_response())
}
