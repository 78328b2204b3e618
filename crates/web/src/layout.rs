//! The frame of every page: head, the way around, what needs the owner, regions for notices.
//!
//! A page calls [`page`], or [`live_page`] with the address of its stream: either way one stream is open, which also
//! keeps alive what every page shows.

mod menu;
mod needs;
mod switches;

use std::convert::Infallible;
use std::sync::Arc;

use access::Signed;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Redirect;
use domain::Role;
use maud::{DOCTYPE, Markup, html};
use tracing::warn;

use crate::i18n::{Lang, t};
use crate::{Server, Site, assets, icons};
pub(crate) use needs::{LATELY, Needs, are_changed_by, live, toast};
pub(crate) use switches::{THEME_COOKIE, Theme, spelt_out};

/// The stream of a page that has none of its own.
const STREAM: &str = "/needs/events";

/// What stands behind the address of a page whose form was taken; the script takes it away again.
const SAVED: &str = "?saved=yes";

/// htmx without what we do not use, and quick to come back after a restart of the server.
const HTMX_CONFIG: &str = r#"{"history":false,"includeIndicatorCSS":false,"extensions":"sse,upsert","sse":{"reconnectMaxDelay":5000}}"#;

/// Who reads, and where they are.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// In which language.
    pub(crate) lang: Lang,
    /// The path of the page with its query, to come back to after a switch of the language.
    pub(crate) path: String,
    /// Whether what the reader has sent from here was taken just now.
    pub(crate) is_saved: bool,
    /// Whether the server has a demo page.
    pub(crate) demo: bool,
    /// Whether the request was made by htmx on an open page.
    pub(crate) is_htmx: bool,
    /// What needs the owner: the way to it is on every page.
    pub(crate) needs: Needs,
    /// Light or dark, as the reader chose.
    pub(crate) theme: Theme,
    /// Who that is.
    pub(crate) who: Who,
}

/// Who looks at a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// Somebody who has not signed in: they are shown no way around.
    Stranger,
    /// The owner, where nobody signs in, as in the demo.
    Owner,
    /// The owner of a server on which nobody has a password yet.
    Unnamed,
    /// A person who has signed in.
    Person {
        /// Their name.
        name: String,
        /// Whether they look after the server.
        is_admin: bool,
    },
}

impl Who {
    fn of(site: &Site) -> Self {
        match (&site.signed, &site.access) {
            (Some(Signed { user, .. }), _) => {
                Self::Person { name: user.name.clone(), is_admin: user.role == Role::Admin }
            }
            (None, Some(_)) => Self::Unnamed,
            (None, None) => Self::Owner,
        }
    }
}

impl View {
    /// Of a stranger; [`View::of_site`] adds who it is.
    pub(crate) fn of(parts: &Parts, demo: bool) -> Self {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let page = path.strip_suffix(SAVED);
        Self {
            lang: Lang::of(&parts.headers),
            path: page.unwrap_or(path).to_owned(),
            is_saved: page.is_some(),
            demo,
            is_htmx: parts.headers.contains_key("hx-request"),
            needs: Needs::default(),
            theme: Theme::of(&parts.headers),
            who: Who::Stranger,
        }
    }

    /// Adds whose page it is, and what needs them. A page is worth more than that: where it cannot be told,
    /// nothing is shown of it, and whoever reads the page's own content tells of the failure.
    pub(crate) async fn of_site(self, site: &Site) -> Self {
        let needs = Needs::of(&site.engine, site.webhooks.as_ref(), site.clock.now()).await;
        let needs = needs.unwrap_or_else(|error| {
            warn!(error = &error as &dyn std::error::Error, "what needs the owner is not known");
            Needs::default()
        });
        Self { who: Who::of(site), needs, ..self }
    }

    /// The owner's, at a path.
    #[cfg(test)]
    pub(crate) fn for_tests(lang: Lang, path: &str) -> Self {
        Self {
            lang,
            path: path.to_owned(),
            is_saved: false,
            demo: false,
            is_htmx: false,
            needs: Needs::default(),
            theme: Theme::default(),
            who: Who::Owner,
        }
    }
}

/// Back to the page of a form that was taken, which says so.
pub(crate) fn saved(page: &str) -> Redirect {
    Redirect::to(&format!("{page}{SAVED}"))
}

impl FromRequestParts<Arc<Server>> for View {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        server: &Arc<Server>,
    ) -> Result<Self, Infallible> {
        let view = Self::of(parts, server.has_demo());
        let Some(site) = parts.extensions.get::<Arc<Site>>() else { return Ok(view) };
        Ok(view.of_site(site).await)
    }
}

/// A whole page around its content.
pub(crate) fn page(view: &View, title: &str, content: Markup) -> Markup {
    live_page(view, title, STREAM, content)
}

/// A whole page around its content, which the stream at an address keeps alive.
pub(crate) fn live_page(view: &View, title: &str, stream: &str, content: Markup) -> Markup {
    let lang = view.lang;
    let is_stranger = view.who == Who::Stranger;
    html! {
        (DOCTYPE)
        html.app lang=(lang.code()) data-theme=[view.theme.attribute()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content=(view.theme.attribute().unwrap_or("light dark"));
                meta name="htmx-config" content=(HTMX_CONFIG);
                title { (title) " · AI Twin" }
                link rel="icon" type="image/svg+xml" href=(assets::url("icon.svg"));
                link rel="stylesheet" href=(assets::url("app.css"));
                script src=(assets::url("vendor/htmx.min.js")) defer {}
                script src=(assets::url("vendor/hx-sse.min.js")) defer {}
                script src=(assets::url("vendor/hx-upsert.min.js")) defer {}
                script src=(assets::url("app.js")) defer {}
            }
            body.lone[is_stranger] data-play=(t!(lang, "player-play")) data-pause=(t!(lang, "player-pause")) data-place=(t!(lang, "player-place")) {
                a.skip href="#main" { (t!(lang, "skip-to-content")) }
                header.top {
                    a.brand href="/" { (icons::logo()) span { "AI Twin" } }
                    @if is_stranger { (menu::of_stranger(view)) } @else { (needs::bell(view)) }
                }
                @if !is_stranger { (menu::side(view)) }
                div.page {
                    @if !is_stranger { div hidden hx-sse:connect=(stream) hx-swap="none" {} }
                    div #offline role="status" hidden { (t!(lang, "offline")) }
                    div #notices role="alert" {}
                    @if view.who == Who::Unnamed && !view.path.starts_with("/set-up") { (no_password(lang)) }
                    @if !is_stranger {
                        div #bars { (needs::bars(lang, &view.needs, &view.path)) }
                        noscript { p.reminder { (t!(lang, "no-script")) } }
                    }
                    @if view.is_saved { p.saved role="status" { (icons::done()) (t!(lang, "saved")) } }
                    main #main tabindex="-1" { (content) }
                }
                @if !is_stranger {
                    (menu::bottom(view))
                    div #toasts .toasts role="status" {}
                }
            }
        }
    }
}

/// A word to who runs a server that lets everybody in who reaches it.
fn no_password(lang: Lang) -> Markup {
    html! {
        p.reminder { (t!(lang, "no-password")) " " a href="/set-up" { (t!(lang, "no-password-set")) } }
    }
}
