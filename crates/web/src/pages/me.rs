//! `/me`: what a person sees of themselves: password, codes, browsers, tokens, webhooks, and what
//! happened.

pub(crate) mod browsers;
pub(crate) mod codes;
pub(crate) mod log;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod secret;
pub(crate) mod tokens;
pub(crate) mod webhook;
pub(crate) mod webhooks;

use std::sync::Arc;

use access::{ApiToken, Passkey, SignIn};
use axum::extract::State;
use domain::{AuditEntry, SignInId, Timestamp, Webhook};
use maud::{Markup, html};

use crate::Server;
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};

/// How many lines of the log are shown here.
const LINES: usize = 5;

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// Their name.
    pub(crate) name: &'a str,
    /// How many recovery codes are left, if codes are asked for.
    pub(crate) codes: Option<u64>,
    /// Their passkeys.
    pub(crate) passkeys: &'a [Passkey],
    /// The browsers they are signed in with.
    pub(crate) browsers: &'a [SignIn],
    /// The one they ask with.
    pub(crate) this: SignInId,
    /// The tokens of their programs.
    pub(crate) tokens: &'a [ApiToken],
    /// The addresses that are told of what happens; `None` if there are none on this server.
    pub(crate) webhooks: Option<&'a [Webhook]>,
    /// What happened last.
    pub(crate) log: &'a [AuditEntry],
    /// What time it is.
    pub(crate) now: Timestamp,
}

/// `GET /me`
pub(crate) async fn get(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
) -> Result<Markup, Error> {
    let owner = me.signed.user.owner;
    let webhooks = match &me.site.webhooks {
        Some(webhooks) => Some(webhooks.all(owner).await?),
        None => None,
    };
    let shown = Shown {
        name: &me.signed.user.name,
        codes: me.access.codes(&me.signed).await?,
        passkeys: &me.access.passkeys(owner).await?,
        browsers: &me.access.browsers(owner).await?,
        this: me.signed.browser,
        tokens: &me.access.tokens(owner).await?,
        webhooks: webhooks.as_deref(),
        log: &me.access.audit_log(owner, None, LINES).await?,
        now: server.clock.now(),
    };
    Ok(page(&view, &shown))
}

/// The page.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "me-title");
    let content = html! {
        header.heading { div { h1 { (title) } p { (t!(lang, "me-about", name = shown.name)) } } }
        div.sections.wide {
            section.card {
                h2 { (t!(lang, "me-password")) }
                p.note { (t!(lang, "me-password-about")) }
                (way("/me/password", &t!(lang, "me-change")))
            }
            section.card {
                h2 { (t!(lang, "codes-title")) }
                @match shown.codes {
                    Some(left) => {
                        p.status.good { (t!(lang, "codes-on")) }
                        p.note { (t!(lang, "codes-left", count = left)) }
                        (way("/me/codes", &t!(lang, "me-change")))
                    },
                    None => {
                        p.note { (t!(lang, "codes-off-about")) }
                        (way("/me/codes", &t!(lang, "codes-turn-on")))
                    },
                }
            }
            (passkeys::section(lang, shown.passkeys))
            (browsers::section(lang, shown))
            section.card {
                h2 { (t!(lang, "tokens-title")) }
                p.note { (t!(lang, "tokens-about")) }
                (tokens::list(lang, shown.tokens, shown.now))
                (way("/me/tokens", &t!(lang, "tokens-make")))
            }
            @if let Some(all) = shown.webhooks {
                section.card {
                    h2 { (t!(lang, "webhooks-title")) }
                    p.note { (t!(lang, "webhooks-about")) }
                    (webhooks::list(lang, all))
                    (way("/me/webhooks", &t!(lang, "webhook-add")))
                }
            }
            section.card {
                h2 { (t!(lang, "log-title")) }
                p.note { (t!(lang, "log-about")) }
                (log::list(lang, shown.log))
                (way("/me/log", &t!(lang, "log-all")))
            }
        }
    };
    layout::page(view, &title, content)
}

/// A button that leads to where something is changed.
fn way(to: &str, text: &str) -> Markup {
    html! { a.button.secondary role="button" href=(to) { (text) } }
}

/// The head of a page below this one.
fn heading(lang: Lang, title: &str) -> Markup {
    html! {
        header.heading {
            a.back href="/me" aria-label=(t!(lang, "me-back")) { (icons::back()) }
            div { h1 { (title) } }
        }
    }
}
