//! `/passkey/question`: what a browser asks somebody's device, to sign in or to prove again who they are.

use std::convert::Infallible;
use std::sync::Arc;

use access::{PasskeySite, Question};
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::{Server, Site, assets, guard};

/// The site whose passkeys a browser has for these pages; `None` where they have an address and no name.
pub(crate) struct Named(pub(crate) Option<PasskeySite>);

impl FromRequestParts<Arc<Server>> for Named {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        server: &Arc<Server>,
    ) -> Result<Self, Infallible> {
        let host = guard::host(&parts.headers, &parts.uri);
        Ok(Self(host.and_then(|host| PasskeySite::new(server.is_secure, host.as_str()))))
    }
}

/// What a device has answered.
#[derive(Deserialize)]
pub(crate) struct Answer {
    /// What stands for the question.
    pub(super) secret: String,
    /// The credential, as JSON.
    pub(super) answer: String,
    #[serde(default)]
    pub(super) next: String,
}

/// `POST /passkey/question`
pub(crate) async fn question(
    State(server): State<Arc<Server>>,
    Named(site): Named,
    who: Option<Extension<Arc<Site>>>,
) -> Result<Response, Error> {
    let access = server.access.as_ref().ok_or(Error::NotFound)?;
    let site = site.ok_or(Error::NotFound)?;
    let signed = who.as_ref().and_then(|Extension(who)| who.signed.as_ref());
    Ok(asked(&access.ask_for_passkey(&site, signed)?))
}

/// A question for the script of the pages.
pub(super) fn asked(question: &Question) -> Response {
    Json(json!({ "secret": &*question.secret, "options": question.options })).into_response()
}

/// The form that signs somebody in, or proves who they are, with a passkey. It is shown where the browser
/// knows passkeys.
pub(super) fn form(lang: Lang, action: &str, next: &str) -> Markup {
    html! {
        form.passkey method="post" action=(action) data-passkey="known" data-question="/passkey/question" hidden {
            input type="hidden" name="next" value=(next);
            button.secondary type="submit" { (t!(lang, "passkey-use")) }
            (answer(lang))
        }
    }
}

/// What every form for a passkey holds, and the script that fills it.
pub(super) fn answer(lang: Lang) -> Markup {
    html! {
        input type="hidden" name="secret";
        input type="hidden" name="answer";
        p.problem role="alert" hidden { (t!(lang, "passkey-not-given")) }
        script src=(assets::url("passkeys.js")) defer {}
    }
}
