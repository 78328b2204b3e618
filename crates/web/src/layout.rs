//! The frame of every page: head, navigation, who has signed in, language switch, regions for notices.

mod menu;

use std::convert::Infallible;
use std::sync::Arc;

use access::Signed;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{Role, Webhook};
use engine::Standing;
use maud::{DOCTYPE, Markup, Render, html};
use tracing::warn;

use crate::i18n::{Lang, t};
use crate::parts::{alert, webhook};
use crate::{Server, Site, assets, icons};

/// htmx without what we do not use, and quick to come back after a restart of the server.
const HTMX_CONFIG: &str = r#"{"history":false,"includeIndicatorCSS":false,"extensions":"sse,upsert","sse":{"reconnectMaxDelay":5000}}"#;

/// Who reads, and where they are.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// In which language.
    pub(crate) lang: Lang,
    /// The path of the page with its query, to come back to after a switch of the language.
    pub(crate) path: String,
    /// Whether the server has a demo page.
    pub(crate) demo: bool,
    /// Whether the request was made by htmx on an open page.
    pub(crate) is_htmx: bool,
    /// How the twins stand: the way to pause them, and what the owner must know, is on every page.
    pub(crate) standing: Standing,
    /// How many drafts wait for the owner.
    pub(crate) waiting: u64,
    /// The webhooks that are told nothing any more, and not because the owner wants it.
    pub(crate) webhooks_off: Vec<Webhook>,
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
    /// Of a stranger, without how the twins stand and what waits: [`View::of_site`] adds who it is.
    pub(crate) fn of(parts: &Parts, demo: bool) -> Self {
        Self {
            lang: Lang::of(&parts.headers),
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            demo,
            is_htmx: parts.headers.contains_key("hx-request"),
            standing: Standing::default(),
            waiting: 0,
            webhooks_off: vec![],
            who: Who::Stranger,
        }
    }

    /// Adds whose page it is, and how their twins stand.
    pub(crate) async fn of_site(self, site: &Site) -> Self {
        Self { who: Who::of(site), ..self }.standing(site).await
    }

    /// Looks up how the twins stand. A page is worth more than that: where it fails, nothing is shown
    /// of it, and whoever reads the page's own content tells of the failure.
    pub(crate) async fn standing(mut self, site: &Site) -> Self {
        self.standing = site.engine.standing().await.unwrap_or_default();
        if let Some(webhooks) = &site.webhooks {
            self.webhooks_off = webhooks.given_up(site.engine.owner());
        }
        self
    }
}

impl FromRequestParts<Arc<Server>> for View {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        server: &Arc<Server>,
    ) -> Result<Self, Infallible> {
        let view = Self::of(parts, server.has_demo());
        let Some(site) = parts.extensions.get::<Arc<Site>>() else { return Ok(view) };
        // A page is worth more than its badge.
        let waiting = site.engine.drafts_waiting().await.unwrap_or_else(|error| {
            warn!(error = &error as &dyn std::error::Error, "drafts not counted");
            0
        });
        Ok(Self { waiting, ..view.of_site(site).await })
    }
}

/// A whole page around its content.
pub(crate) fn page(view: &View, title: &str, content: Markup) -> Markup {
    let lang = view.lang;
    html! {
        (DOCTYPE)
        html.app lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="htmx-config" content=(HTMX_CONFIG);
                title { (title) " · AI Twin" }
                link rel="icon" type="image/svg+xml" href=(assets::url("icon.svg"));
                link rel="stylesheet" href=(assets::url("vendor/pico.min.css"));
                link rel="stylesheet" href=(assets::url("app.css"));
                script src=(assets::url("vendor/htmx.min.js")) defer {}
                script src=(assets::url("vendor/hx-sse.min.js")) defer {}
                script src=(assets::url("vendor/hx-upsert.min.js")) defer {}
                script src=(assets::url("app.js")) defer {}
            }
            body {
                a.skip href="#main" { (t!(lang, "skip-to-content")) }
                (header(view))
                div #offline role="status" hidden { (t!(lang, "offline")) }
                div #notices role="alert" {}
                @if view.who == Who::Unnamed && !view.path.starts_with("/set-up") { (no_password(lang)) }
                (alert::alerts(lang, &view.standing.alerts, &view.path))
                (webhook::alerts(lang, &view.webhooks_off))
                main #main tabindex="-1" { (content) }
            }
        }
    }
}

fn header(view: &View) -> Markup {
    let lang = view.lang;
    html! {
        header.top {
            a.brand href="/" { (icons::logo()) span { "AI Twin" } }
            @if view.who == Who::Stranger { span.nowhere {} } @else { (nav(view)) }
            @if view.standing.accounts > 0 { (pause(view)) }
            @if let Who::Person { name, is_admin } = &view.who { (menu::menu(view, name, *is_admin)) }
            form.languages method="post" action="/language" {
                input type="hidden" name="back" value=(view.path);
                @for other in Lang::ALL {
                    button type="submit" name="lang" value=(other.code()) lang=(other.code())
                        title=(other.name())
                        aria-pressed=(if other == lang { "true" } else { "false" })
                    { (other.code()) }
                }
            }
        }
    }
}

fn nav(view: &View) -> Markup {
    let lang = view.lang;
    html! {
        nav aria-label=(t!(lang, "nav-label")) {
            @if view.demo { (nav_link(view, "/demo", t!(lang, "nav-demo"))) }
            (nav_link(view, "/accounts", t!(lang, "nav-accounts")))
            (nav_link(view, "/inbox", html! {
                (t!(lang, "nav-inbox")) " " span #waiting .badge { (badge(view.waiting)) }
            }))
            (nav_link(view, "/questions", t!(lang, "nav-questions")))
            (nav_link(view, "/model", t!(lang, "nav-model")))
        }
    }
}

/// A word to who runs a server that lets everybody in who reaches it.
fn no_password(lang: Lang) -> Markup {
    html! {
        p.reminder { (t!(lang, "no-password")) " " a href="/set-up" { (t!(lang, "no-password-set")) } }
    }
}

/// The button that is always in reach.
fn pause(view: &View) -> Markup {
    let (lang, paused) = (view.lang, view.standing.all_paused());
    let (action, text) = if paused {
        ("/resume", t!(lang, "resume-all"))
    } else {
        ("/pause", t!(lang, "pause-all"))
    };
    html! {
        form.pause method="post" action=(action) {
            input type="hidden" name="back" value=(view.path);
            button.paused[paused] type="submit" title=(text) {
                @if paused { (icons::resume()) } @else { (icons::pause()) }
                span { (text) }
            }
        }
    }
}

/// How many drafts wait, beside the name of their page; nothing if none does.
pub(crate) fn badge(waiting: u64) -> Markup {
    html! { @if waiting > 0 { (waiting) } }
}

pub(crate) fn nav_link(view: &View, to: &str, text: impl Render) -> Markup {
    let rest = view.path.strip_prefix(to);
    let here = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    html! { a href=(to) aria-current=[here.then_some("page")] { (text) } }
}
