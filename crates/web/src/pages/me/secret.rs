//! `GET /me/webhooks/{webhook}/secret`: a secret that was made just now. It is asked for by its own address,
//! so that loading it again makes none; some minutes later there is nothing to see any more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Timestamp, WebhookId};
use maud::{Markup, html};
use webhooks::{Added, place};

use super::heading;
use crate::Server;
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::t;
use crate::layout::{self, View};
use crate::pages::parse;

/// How long a secret can be looked at.
const SHOWN: Duration = Duration::from_secs(5 * 60);

/// Secrets that were made just now, in memory only.
#[derive(Default)]
pub(crate) struct Fresh(Mutex<BTreeMap<WebhookId, (Timestamp, Added)>>);

impl Fresh {
    /// Keeps one for a while; returns the address under which it is shown.
    pub(super) fn keep(&self, now: Timestamp, added: Added) -> String {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (until, _)| *until > now);
        let to = format!("/me/webhooks/{}/secret", added.webhook.id);
        all.insert(added.webhook.id, (now + SHOWN, added));
        to
    }

    fn find(&self, now: Timestamp, id: WebhookId) -> Option<Added> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&id).filter(|(until, _)| *until > now).map(|(_, added)| added.clone())
    }
}

/// `GET /me/webhooks/{webhook}/secret`
pub(crate) async fn get(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let me = me.confirmed()?;
    let id = parse(&id)?;
    // Nobody sees that of another.
    let known = me.webhooks()?.one(me.signed.user.owner, id).await?;
    known.ok_or(Error::NotFound)?;
    Ok(match server.fresh.find(server.clock.now(), id) {
        Some(added) => page(&view, &added).into_response(),
        None => Redirect::to(&format!("/me/webhooks/{id}")).into_response(),
    })
}

/// The secret of a webhook.
pub(crate) fn page(view: &View, added: &Added) -> Markup {
    let lang = view.lang;
    let Added { webhook, secret } = added;
    let title = t!(lang, "webhook-secret");
    let content = html! {
        (heading(lang, &place(&webhook.url)))
        div.sections {
            section.card {
                h2 { (title) }
                p { (t!(lang, "webhook-secret-once")) }
                p.secret { code #secret { (secret.as_str()) } }
                p.note {
                    (t!(lang, "webhook-verify")) " "
                    a href="/api#webhooks" { (t!(lang, "webhook-verify-how")) }
                }
                @if webhook.old_secret_until.is_some() { p.note { (t!(lang, "webhook-both")) } }
                a.button role="button" href={ "/me/webhooks/" (webhook.id) } { (t!(lang, "tokens-kept")) }
            }
        }
    };
    layout::page(view, &title, content)
}
