//! `/accounts/{account}/remove`: an account is removed, with all that is known of it, after a question and a
//! proof of who asks.

use axum::extract::Path;
use domain::{AccountId, AccountKind, AuditAction};
use engine::{AccountView, Panic};
use maud::{Markup, html};

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::t;
use crate::layout::{self, View};
use crate::pages::{bot, parse};
use crate::source::Came;

/// The account, if who asks may remove it.
async fn find(site: &Site, account: &str) -> Result<AccountView, Error> {
    site.confirmed()?;
    let account: AccountId = parse(account)?;
    if !site.may_remove(account) {
        return Err(Error::NotFound);
    }
    site.engine.account(account).await?.ok_or(Error::NotFound)
}

/// `GET /accounts/{account}/remove`
pub(crate) async fn ask(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
) -> Result<Markup, Error> {
    Ok(confirm(&view, &find(&site, &account).await?))
}

/// `POST /accounts/{account}/remove`
pub(crate) async fn remove(
    Here(site): Here,
    view: View,
    Came(source): Came,
    Path(account): Path<String>,
) -> Result<Markup, Error> {
    let of = find(&site, &account).await?;
    let ended = site.engine.remove_account(of.account.id).await?.ok_or(Error::NotFound)?;
    let name = of.account.profile.full_name();
    site.write_down(AuditAction::AccountRemoved, &name, &source).await?;
    Ok(removed(&view.of_site(&site).await, &name, of.account.kind, ended))
}

/// What is removed, before it is.
pub(crate) fn confirm(view: &View, of: &AccountView) -> Markup {
    let lang = view.lang;
    let is_bot = of.account.kind == AccountKind::Bot;
    let title = if is_bot { t!(lang, "bot-remove-title") } else { t!(lang, "remove-title") };
    let address = format!("/accounts/{}", of.account.id);
    let back = if is_bot { bot::here(of.account.id) } else { address.clone() };
    let content = html! {
        section.card.lonely {
            h1 { (title) }
            p.person { (of.account.profile.full_name()) }
            p {
                @match of.account.kind {
                    AccountKind::Bot => (t!(lang, "bot-remove-about")),
                    AccountKind::Connected => (t!(lang, "remove-about-connected")),
                    AccountKind::User => (t!(lang, "remove-about")),
                }
            }
            p { (t!(lang, "remove-for-good")) }
            form method="post" action={ (address) "/remove" } {
                button.danger type="submit" { (t!(lang, "remove-do")) }
            }
            a href=(back) { (t!(lang, "remove-not")) }
        }
    };
    layout::page(view, &title, content)
}

/// What became of it.
pub(crate) fn removed(view: &View, name: &str, kind: AccountKind, ended: Panic) -> Markup {
    let lang = view.lang;
    let is_bot = kind == AccountKind::Bot;
    let title = if is_bot { t!(lang, "bot-remove-done") } else { t!(lang, "remove-done") };
    let content = html! {
        section.card.lonely {
            h1 { (title) }
            p.person { (name) }
            @match ended {
                _ if is_bot => p { (t!(lang, "bot-removed")) },
                _ if kind == AccountKind::Connected => p { (t!(lang, "remove-connected-done")) },
                Panic::Ended => p { (t!(lang, "remove-ended")) },
                Panic::NoSession => p { (t!(lang, "remove-no-session")) },
                Panic::OnlyHere => p.problem role="alert" { (t!(lang, "remove-only-here")) },
            }
            @if is_bot {
                a role="button" href="/bots" { (t!(lang, "nav-bots")) }
            } @else {
                a role="button" href="/accounts" { (t!(lang, "nav-accounts")) }
            }
        }
    };
    layout::page(view, &title, content)
}
