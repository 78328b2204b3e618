//! `/people`: who is here, and who is invited; for people who look after the server.

use std::sync::Arc;

use access::Invitation;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::response::Redirect;
use domain::access::INVITATION_LASTS;
use domain::{OwnerId, Role, User};
use maud::{Markup, html};
use serde::Deserialize;

use crate::Server;
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::pages::{join, parse};
use crate::parts::time;
use crate::source::Came;

/// What is done to a person, or what who is invited may do.
#[derive(Debug, Deserialize)]
pub(crate) struct Change {
    #[serde(rename = "do")]
    what: String,
}

const KEEP_OUT: &str = "keep-out";
const LET_IN: &str = "let-in";

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// Who is here.
    pub(crate) people: &'a [User],
    /// Who asks.
    pub(crate) this: OwnerId,
    /// Whom they have invited.
    pub(crate) invitations: &'a [Invitation],
    /// The link of an invitation that was written just now.
    pub(crate) link: Option<&'a str>,
}

/// Which invitation was written just now.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Written {
    invitation: String,
}

/// `GET /people`; the link of an invitation is shown to who has proved lately who they are.
pub(crate) async fn get(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Query(Written { invitation }): Query<Written>,
) -> Result<Markup, Error> {
    let me = me.admin()?;
    let me = if invitation.is_empty() { me } else { me.confirmed()? };
    let people = me.access.people(&me.signed).await?.ok_or(Error::NotFound)?;
    let now = server.clock.now();
    let mut invitations = me.access.invitations(&me.signed).await?;
    invitations.retain(|invitation| {
        invitation.accepted_by.is_none() && now.since(invitation.created_at) < INVITATION_LASTS
    });
    // Nobody sees the link of another's, nor of one that was taken back.
    let written = invitations.iter().find(|one| one.id.to_string() == invitation);
    let link = written.and_then(|one| server.fresh.invitations.find(now, &one.id));
    let (this, invitations) = (me.signed.user.owner, &*invitations);
    Ok(page(&view, &Shown { people: &people, this, invitations, link: link.as_deref() }))
}

/// `POST /people/invitations`: writes an invitation, and leads to where its link is shown.
pub(crate) async fn invite(
    State(server): State<Arc<Server>>,
    me: Me,
    headers: HeaderMap,
    Came(source): Came,
    form: Result<Form<Change>, FormRejection>,
) -> Result<Redirect, Error> {
    let me = me.admin()?.confirmed()?;
    let Form(Change { what }) = form?;
    let role = role_of(&what).ok_or(Error::NotFound)?;
    let invited = me.access.invite(&me.signed, role, &source).await?.ok_or(Error::NotFound)?;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if server.is_secure { "https" } else { "http" };
    let link = format!("{scheme}://{host}{}", join::link(&invited.text));
    let id = invited.invitation.id;
    server.fresh.invitations.keep(server.clock.now(), id, link);
    Ok(Redirect::to(&format!("/people?invitation={id}")))
}

/// `POST /people/invitations/{invitation}`: takes it back.
pub(crate) async fn withdraw(
    me: Me,
    Came(source): Came,
    Path(invitation): Path<String>,
) -> Result<Redirect, Error> {
    let me = me.admin()?;
    let id = parse(&invitation)?;
    let found = me.access.withdraw_invitation(&me.signed, id, &source).await?;
    if found { Ok(Redirect::to("/people")) } else { Err(Error::NotFound) }
}

/// `POST /people/{person}`: keeps them out, lets them in, or sets what they may do.
pub(crate) async fn change(
    me: Me,
    Came(source): Came,
    Path(person): Path<String>,
    form: Result<Form<Change>, FormRejection>,
) -> Result<Redirect, Error> {
    let me = me.admin()?.confirmed()?;
    let whom: OwnerId = parse(&person)?;
    let Form(Change { what }) = form?;
    let done = match (what.as_str(), role_of(&what)) {
        (KEEP_OUT, _) => me.access.keep_out(&me.signed, whom, true, &source).await?,
        (LET_IN, _) => me.access.keep_out(&me.signed, whom, false, &source).await?,
        (_, Some(role)) => me.access.set_role(&me.signed, whom, role, &source).await?,
        (_, None) => false,
    };
    if done { Ok(Redirect::to("/people")) } else { Err(Error::NotFound) }
}

fn role_code(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Admin => "admin",
    }
}

fn role_of(code: &str) -> Option<Role> {
    [Role::Owner, Role::Admin].into_iter().find(|role| role_code(*role) == code)
}

fn role_name(lang: Lang, role: Role) -> String {
    match role {
        Role::Owner => t!(lang, "role-owner"),
        Role::Admin => t!(lang, "role-admin"),
    }
}

/// The page.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "people-title");
    let content = html! {
        header.heading { div { h1 { (title) } p { (t!(lang, "people-about")) } } }
        div.sections {
            @if let Some(link) = shown.link {
                section.card.fresh {
                    h2 { (t!(lang, "invite-made")) }
                    p { (t!(lang, "invite-made-about")) }
                    p.secret { code #link { (link) } }
                }
            }
            section.card {
                ul.lines { @for person in shown.people { (row(lang, person, person.owner == shown.this)) } }
            }
            section.card {
                h2 { (t!(lang, "invite-title")) }
                p.note { (t!(lang, "invite-about")) }
                @if !shown.invitations.is_empty() {
                    ul.lines {
                        @for invitation in shown.invitations {
                            li {
                                div {
                                    strong { (role_name(lang, invitation.role)) }
                                    small { (t!(lang, "invite-open-until")) " " (time::date(invitation.created_at + INVITATION_LASTS)) }
                                }
                                form method="post" action={ "/people/invitations/" (invitation.id) } {
                                    button.plain type="submit" { (t!(lang, "invite-withdraw")) }
                                }
                            }
                        }
                    }
                }
                form.invite method="post" action="/people/invitations" {
                    select name="do" aria-label=(t!(lang, "role-label")) {
                        @for role in [Role::Owner, Role::Admin] {
                            option value=(role_code(role)) { (role_name(lang, role)) }
                        }
                    }
                    button type="submit" { (t!(lang, "invite-do")) }
                }
            }
        }
    };
    layout::page(view, &title, content)
}

fn row(lang: Lang, person: &User, is_me: bool) -> Markup {
    let (other_role, other_name) = match person.role {
        Role::Owner => (Role::Admin, t!(lang, "role-make-admin")),
        Role::Admin => (Role::Owner, t!(lang, "role-make-owner")),
    };
    let (out, out_name) = if person.disabled {
        (LET_IN, t!(lang, "people-let-in"))
    } else {
        (KEEP_OUT, t!(lang, "people-keep-out"))
    };
    html! {
        li {
            div {
                strong { (person.name) }
                @if is_me { " " span.status { (t!(lang, "people-you")) } }
                @if person.disabled { " " span.status.bad { (t!(lang, "people-kept-out")) } }
                small {
                    (role_name(lang, person.role)) " · "
                    (t!(lang, "people-since")) " " (time::date(person.created_at))
                }
            }
            @if !is_me {
                form method="post" action={ "/people/" (person.owner) } {
                    button.plain type="submit" name="do" value=(role_code(other_role)) { (other_name) }
                    button.plain type="submit" name="do" value=(out) { (out_name) }
                }
            }
        }
    }
}
