//! `GET /me/webhooks/{webhook}/secret`, and what all secrets have in common that were made just now: each is
//! asked for by an address of its own, so that loading it again makes none; some minutes later there is
//! nothing to see any more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use access::NewToken;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{InvitationId, Timestamp, TokenId, WebhookId};
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

/// Secrets that were made just now.
#[derive(Default)]
pub(crate) struct Secrets {
    pub(super) webhooks: Fresh<WebhookId, Added>,
    pub(super) tokens: Fresh<TokenId, NewToken>,
    /// The links of invitations.
    pub(in crate::pages) invitations: Fresh<InvitationId, String>,
}

/// Those of one kind, by what they are of; in memory only.
pub(in crate::pages) struct Fresh<K, V>(Mutex<BTreeMap<K, (Timestamp, V)>>);

impl<K, V> Default for Fresh<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord, V: Clone> Fresh<K, V> {
    /// Keeps one for a while.
    pub(in crate::pages) fn keep(&self, now: Timestamp, of: K, secret: V) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (until, _)| *until > now);
        all.insert(of, (now + SHOWN, secret));
    }

    pub(in crate::pages) fn find(&self, now: Timestamp, of: &K) -> Option<V> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(of).filter(|(until, _)| *until > now).map(|(_, secret)| secret.clone())
    }
}

/// The page of the secret of a webhook that was made just now, to be led to.
pub(super) fn of_webhook(server: &Server, added: Added) -> Redirect {
    let to = format!("/me/webhooks/{}/secret", added.webhook.id);
    server.fresh.webhooks.keep(server.clock.now(), added.webhook.id, added);
    Redirect::to(&to)
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
    Ok(match server.fresh.webhooks.find(server.clock.now(), &id) {
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
