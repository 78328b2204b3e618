//! `/me/passkeys`: the devices that sign a person in by themselves.

use std::net::IpAddr;
use std::sync::Arc;

use access::{Added, LONGEST_PASSKEY_NAME, MOST_PASSKEYS, Passkey};
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::{browsers, heading, way};
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::pages::passkey::{Named, answer, asked};
use crate::parts::refusal::{Refusal, problem};
use crate::parts::time;
use crate::source::Came;
use crate::{Server, guard};

/// What a device has made.
#[derive(Deserialize)]
pub(crate) struct Made {
    name: String,
    secret: String,
    answer: String,
}

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// What the new one is to be called.
    pub(crate) name: &'a str,
    /// Whether the pages have been opened by a name, so that there can be passkeys.
    pub(crate) is_named: bool,
    /// The address with a name under which they can be opened, if one is known.
    pub(crate) elsewhere: Option<&'a str>,
    /// Why the last one was not taken.
    pub(crate) refusal: Option<Refusal>,
    /// What time it is.
    pub(crate) now: Timestamp,
}

/// `GET /me/passkeys`
pub(crate) async fn get(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Named(site): Named,
    Came(source): Came,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Markup, Error> {
    me.confirmed()?;
    let name = browsers::name_of(view.lang, &source.agent);
    let (is_named, now) = (site.is_some(), server.clock.now());
    let elsewhere = elsewhere(&server, &headers, &uri);
    let shown =
        Shown { name: &name, is_named, elsewhere: elsewhere.as_deref(), refusal: None, now };
    Ok(page(&view, &shown))
}

/// Where the same pages have a name: on this machine it is `localhost`, else one of the settings.
fn elsewhere(server: &Server, headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let host = guard::host(headers, uri)?;
    let bare = host.host().trim_matches(['[', ']']).parse::<IpAddr>().ok()?;
    let name = if bare.is_loopback() { "localhost" } else { server.hosts.first()? };
    let scheme = if server.is_secure { "https" } else { "http" };
    let port = host.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{scheme}://{name}{port}/me/passkeys"))
}

/// `POST /me/passkeys/question`: what the browser asks the device.
pub(crate) async fn question(me: Me, Named(site): Named) -> Result<Response, Error> {
    let me = me.confirmed()?;
    Ok(asked(&me.access.begin_passkey(&me.signed, &site.ok_or(Error::NotFound)?).await?))
}

/// `POST /me/passkeys`
pub(crate) async fn add(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Named(site): Named,
    Came(source): Came,
    form: Result<Form<Made>, FormRejection>,
) -> Result<Response, Error> {
    let me = me.confirmed()?;
    let Form(Made { name, secret, answer }) = form?;
    let name =
        if name.trim().is_empty() { browsers::name_of(view.lang, &source.agent) } else { name };
    let added = me.access.add_passkey(&me.signed, &secret, &answer, &name, &source).await?;
    let refusal = match added {
        Added::Done => return Ok(Redirect::to("/me").into_response()),
        Added::TooLate => Refusal::PasskeyLate,
        Added::Refused => Refusal::PasskeyUnusable,
        Added::TooMany => Refusal::PasskeysMany,
    };
    let (is_named, now) = (site.is_some(), server.clock.now());
    let refused = Some(refusal);
    let shown = Shown { name: &name, is_named, elsewhere: None, refusal: refused, now };
    Ok((refusal.status(), page(&view, &shown)).into_response())
}

/// `POST /me/passkeys/{passkey}`: takes it away.
pub(crate) async fn remove(
    me: Me,
    Came(source): Came,
    Path(passkey): Path<String>,
) -> Result<Redirect, Error> {
    let me = me.confirmed()?;
    let found = me.access.remove_passkey(&me.signed, &passkey, &source).await?;
    if found { Ok(Redirect::to("/me")) } else { Err(Error::NotFound) }
}

pub(super) fn section(lang: Lang, passkeys: &[Passkey]) -> Markup {
    html! {
        section.card {
            h2 { (t!(lang, "passkeys-title")) }
            p.note { (t!(lang, "passkeys-about")) }
            @if !passkeys.is_empty() {
                ul.lines {
                    @for passkey in passkeys {
                        li {
                            div {
                                strong { (passkey.name) }
                                small { (passkey.site) }
                                small {
                                    @match passkey.used_at {
                                        Some(at) => { (t!(lang, "passkeys-used")) " " (time::lately(at)) },
                                        None => { (t!(lang, "passkeys-added")) " " (time::lately(passkey.created_at)) },
                                    }
                                }
                            }
                            form method="post" action={ "/me/passkeys/" (passkey.id) } {
                                button.plain type="submit" { (t!(lang, "passkeys-remove")) }
                            }
                        }
                    }
                }
            }
            @if passkeys.len() < MOST_PASSKEYS { (way("/me/passkeys", &t!(lang, "passkeys-add"))) }
        }
    }
}

/// Where a passkey is made.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "passkeys-add");
    let content = html! {
        (heading(lang, &title))
        div.sections {
            section.card {
                p { (t!(lang, "passkeys-how")) }
                (problem(lang, shown.now, shown.refusal))
                @if shown.is_named {
                    form method="post" action="/me/passkeys" data-passkey="new" data-question="/me/passkeys/question" hidden {
                        label {
                            (t!(lang, "passkeys-name"))
                            input type="text" name="name" value=(shown.name) required
                                maxlength=(LONGEST_PASSKEY_NAME) autocomplete="off";
                        }
                        button type="submit" { (t!(lang, "passkeys-add")) }
                        (answer(lang))
                    }
                    p.note data-no-passkeys { (t!(lang, "passkeys-unknown")) }
                } @else {
                    p.problem {
                        (t!(lang, "passkeys-no-name")) " "
                        @match shown.elsewhere {
                            Some(address) => {
                                (t!(lang, "passkeys-elsewhere")) " " a href=(address) { (address) }
                            }
                            None => (t!(lang, "passkeys-nowhere")),
                        }
                    }
                }
            }
        }
    };
    layout::page(view, &title, content)
}
