//! Where an error leads: to signing in, to proving again who one is, and back to where one was.

use axum::http::header::{ACCEPT, HOST, HeaderMap, REFERER};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{DOCTYPE, html};

use super::Error;
use crate::pages::language::is_own_path;

const OPEN_PAGE: HeaderName = HeaderName::from_static("hx-current-url");

/// The path of the open page that a request comes from, if that is one of ours.
pub(crate) fn page_of(headers: &HeaderMap) -> Option<String> {
    let text = |name: &HeaderName| headers.get(name)?.to_str().ok();
    own(text(&OPEN_PAGE).or_else(|| text(&REFERER))?, text(&HOST)?)
}

/// What matters of a request once it has failed.
pub(super) struct Asked {
    /// What was asked for, with its query.
    path: String,
    /// The page that it was asked for from, if that is one of ours.
    from: Option<String>,
    is_get: bool,
    /// Whether something on an open page asked, and not the browser for a page.
    is_part: bool,
    /// Whether a link elsewhere led here. Then the browser keeps its cookie back, as it is told to.
    is_from_elsewhere: bool,
}

impl Asked {
    pub(super) fn of(parts: &Parts) -> Self {
        let text = |name: &HeaderName| parts.headers.get(name)?.to_str().ok();
        let accepts = text(&ACCEPT).unwrap_or_default();
        let site = text(&HeaderName::from_static("sec-fetch-site"));
        Self {
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            from: page_of(&parts.headers),
            is_get: parts.method.is_safe(),
            is_part: parts.headers.contains_key("hx-request")
                || accepts.starts_with("text/event-stream"),
            is_from_elsewhere: matches!(site, Some("cross-site" | "same-site")),
        }
    }

    /// Where to come back to.
    pub(super) fn back(&self) -> &str {
        if self.is_get && !self.is_part {
            return own_or_start(&self.path);
        }
        self.from.as_deref().unwrap_or("/")
    }

    /// The answer that leads the browser on, if the error has one.
    pub(super) fn way(&self, error: &Error) -> Option<Response> {
        let to = to(error, self.back())?;
        if self.is_part || (matches!(error, Error::NotSignedIn) && !self.is_get) {
            return None;
        }
        if matches!(error, Error::NotSignedIn) && self.is_from_elsewhere {
            return Some(once_more(own_or_start(&self.path)));
        }
        Some(Redirect::to(&to).into_response())
    }
}

/// Where an error leads, to come back to `back` from there.
pub(super) fn to(error: &Error, back: &str) -> Option<String> {
    match error {
        Error::NotSignedIn if back == "/" => Some("/sign-in".to_owned()),
        Error::NotSignedIn => Some(format!("/sign-in?next={}", encoded(back))),
        Error::NotConfirmed => Some(format!("/confirm?next={}", encoded(back))),
        Error::NotSetUp => Some("/set-up".to_owned()),
        _ => None,
    }
}

/// A page that asks for itself once more: this time our own page asks, and the cookie comes along.
fn once_more(path: &str) -> Response {
    let page = html! {
        (DOCTYPE)
        meta charset="utf-8";
        meta http-equiv="refresh" content={ "0; url=" (path) };
        title { "AI Twin" }
    };
    (StatusCode::OK, page).into_response()
}

fn own_or_start(path: &str) -> &str {
    if is_own_path(path) { path } else { "/" }
}

/// The path of an address, if it is on our host.
fn own(address: &str, host: &str) -> Option<String> {
    let address: Uri = address.parse().ok()?;
    let is_ours = address.authority()?.as_str().eq_ignore_ascii_case(host);
    let path = address.path_and_query()?.as_str();
    (is_ours && is_own_path(path)).then(|| path.to_owned())
}

/// A path as the value of a query.
pub(crate) fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn asked(method: &str, path: &str, headers: &[(&str, &str)]) -> Asked {
        let mut request = Request::builder().method(method).uri(path).header(HOST, "twin.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Asked::of(&request.body(()).unwrap().into_parts().0)
    }

    fn leads_to(asked: &Asked, error: &Error) -> Option<String> {
        let way = asked.way(error)?;
        Some(way.headers()["location"].to_str().unwrap().to_owned())
    }

    #[test]
    fn who_has_not_signed_in_comes_back_to_what_they_asked_for() {
        let page = asked("GET", "/inbox?of=1&x=2", &[]);
        let expected = "/sign-in?next=/inbox%3Fof%3D1%26x%3D2";
        assert_eq!(leads_to(&page, &Error::NotSignedIn).as_deref(), Some(expected));
        assert_eq!(page.back(), "/inbox?of=1&x=2");
        let stream = asked("GET", "/events", &[("accept", "text/event-stream")]);
        assert!(stream.way(&Error::NotSignedIn).is_none());
        let post = asked("POST", "/pause", &[("referer", "https://twin.example/inbox")]);
        assert!(post.way(&Error::NotSignedIn).is_none());
        assert_eq!(post.back(), "/inbox");
        let confirm = leads_to(&post, &Error::NotConfirmed);
        assert_eq!(confirm.as_deref(), Some("/confirm?next=/inbox"));
    }

    #[test]
    fn nobody_is_led_elsewhere() {
        for from in ["https://evil.example/inbox", "https://twin.example//evil.example", "x"] {
            assert_eq!(asked("POST", "/pause", &[("referer", from)]).back(), "/", "{from}");
        }
        assert_eq!(asked("GET", "//evil.example", &[]).back(), "/");
    }

    #[tokio::test]
    async fn a_link_elsewhere_finds_who_is_signed_in() {
        let page = asked("GET", "/inbox", &[("sec-fetch-site", "cross-site")]);
        let way = page.way(&Error::NotSignedIn).unwrap();
        assert_eq!(way.status(), StatusCode::OK);
        let body = axum::body::to_bytes(way.into_body(), 10_000).await.unwrap();
        let body = String::from_utf8(body.into()).unwrap();
        assert!(body.contains(r#"content="0; url=/inbox""#), "{body}");
    }
}
