//! `/accounts/{account}/rules`: what the owner allows there, its pause, and the panic button.

mod form;
mod hours;
mod page;

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::{AccountId, AuditAction, Policy};
use engine::{AccountView, Panic, RulesView};
use maud::Markup;

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::layout::{View, saved};
use crate::pages::parse;
use crate::parts::alert::rules_of;
use crate::source::Came;
use crate::version::version;

#[cfg(test)]
pub(crate) use form::Problem;
pub(crate) use form::fields;
pub(crate) use page::{Shown, confirm, page, panicked};

/// What a form holds, by the names of its fields.
type Fields = BTreeMap<String, String>;

/// `GET /accounts/{account}/rules`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
) -> Result<Markup, Error> {
    let (of, rules) = find(&site, parse(&account)?).await?;
    let mut typed = fields(&rules.policy, &site.engine.zone_of(&rules.policy));
    typed.insert(form::VERSION.to_owned(), version(&rules.policy));
    // A time away that is over is in force no more, and could not be taken again.
    if rules.policy.hours.away_until.is_some_and(|until| until <= site.clock.now()) {
        typed.remove(form::AWAY_UNTIL);
    }
    Ok(draw(&site, &view, &of, &rules, &typed, &form::Problems::new()))
}

/// `POST /accounts/{account}/rules`: takes the rules, or says what is wrong with them.
pub(crate) async fn set(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let (of, rules) = find(&site, parse(&account)?).await?;
    let Form(mut typed) = form?;
    let (status, problems) =
        match form::policy(&typed, site.clock.now(), |policy| site.engine.zone_of(policy)) {
            Ok(policy) => {
                let Err(changed) = hold(&site, of.account.id, &typed, policy).await? else {
                    return Ok(saved(&rules_of(of.account.id)).into_response());
                };
                // Whoever sends it once more has seen that.
                typed.insert(form::VERSION.to_owned(), changed);
                (StatusCode::CONFLICT, form::changed_meanwhile())
            }
            Err(problems) => (StatusCode::UNPROCESSABLE_ENTITY, problems),
        };
    let page = draw(&site, &view, &of, &rules, &typed, &problems);
    Ok((status, page).into_response())
}

/// Has a policy hold in place of the one that its form was made of; the version of another that came in
/// between, which stays.
async fn hold(
    site: &Site,
    account: AccountId,
    typed: &Fields,
    policy: Policy,
) -> Result<Result<(), String>, Error> {
    let mut meanwhile = None;
    let replace = |before: &Policy| {
        let now = version(before);
        let is_meant = typed.get(form::VERSION).is_none_or(|made_of| *made_of == now);
        if !is_meant {
            meanwhile = Some(now);
        }
        Ok::<_, Error>(is_meant.then_some(policy))
    };
    site.engine.change_policy(account, replace).await?.ok_or(Error::NotFound)?;
    Ok(meanwhile.map_or(Ok(()), Err))
}

/// `GET /accounts/{account}/panic`: what the button does, before it does it.
pub(crate) async fn ask(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
) -> Result<Markup, Error> {
    let (of, _) = find(&site, parse(&account)?).await?;
    Ok(confirm(&view, &of))
}

/// `POST /accounts/{account}/panic`. Whoever is signed in is not asked once more who they are: nothing may
/// stand in its way, and it makes a twin do less only.
pub(crate) async fn panic(
    Here(site): Here,
    view: View,
    Came(source): Came,
    Path(account): Path<String>,
) -> Result<Markup, Error> {
    let account: AccountId = parse(&account)?;
    let ended: Panic = site.engine.panic(account).await?.ok_or(Error::NotFound)?;
    let (of, _) = find(&site, account).await?;
    let name = of.account.profile.full_name();
    site.write_down(AuditAction::AccountLoggedOut, &name, &source).await?;
    // What has become of it stands at the head of the page as well.
    Ok(panicked(&view.of_site(&site).await, &of, ended))
}

async fn find(site: &Site, account: AccountId) -> Result<(AccountView, RulesView), Error> {
    let of = site.engine.account(account).await?.ok_or(Error::NotFound)?;
    let rules = site.engine.rules(account).await?.ok_or(Error::NotFound)?;
    Ok((of, rules))
}

fn draw(
    site: &Site,
    view: &View,
    of: &AccountView,
    rules: &RulesView,
    typed: &Fields,
    problems: &form::Problems,
) -> Markup {
    let now = rules.policy.hours.at(site.clock.now(), &site.engine.zone_of(&rules.policy));
    let zone = site.engine.zone();
    let may_remove = site.may_remove(of.account.id);
    let words = site.engine.disclosure_words();
    page(view, &Shown { of, rules, now, words, zone, typed, problems, may_remove })
}
