//! How an account's line stands: its state, when Telegram was heard last, what went wrong, and what can be done.

use domain::{AccountKind, AccountState};
use engine::{AccountView, Connection, Health};
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::icons;
use crate::parts::alert::rules_of;
use crate::parts::{connection, time};

/// An account's line, on its page.
pub(crate) struct Line<'a> {
    pub(crate) of: &'a AccountView,
    pub(crate) health: Health,
    /// How the account's list of devices calls the server.
    pub(crate) device: &'a str,
    /// Whether the account may be removed.
    pub(crate) may_remove: bool,
}

/// All of it.
pub(crate) fn all(lang: Lang, line: &Line<'_>) -> Markup {
    html! {
        @match (line.of.account.state, line.of.account.kind) {
            (AccountState::Active, _) => {}
            (AccountState::LoggedOut, AccountKind::Bot) => p.hint { (t!(lang, "bot-hint-no-token")) },
            (AccountState::Offline, AccountKind::Bot) => p.hint { (t!(lang, "bot-hint-stopped")) },
            (AccountState::LoggedOut, _) => p.hint { (t!(lang, "accounts-logged-out")) },
            (AccountState::Offline, _) => p.hint { (t!(lang, "accounts-offline")) },
        }
        (facts(lang, line))
        (actions(lang, line))
    }
}

/// What is known of it.
pub(crate) fn facts(lang: Lang, Line { of, health, device, .. }: &Line<'_>) -> Markup {
    let Health { online_since, heard_at, lost, floods, restarts, .. } = *health;
    let has_session = of.account.state == AccountState::Active;
    html! {
        dl.line-facts {
            dt { (t!(lang, "line-state")) }
            dd {
                (connection::state(lang, of))
                @if let (Connection::Online, Some(since)) = (of.connection, online_since) {
                    " " small { (t!(lang, "line-since")) " " (time::lately(since)) }
                }
            }
            @if has_session {
                @match of.account.kind {
                    AccountKind::User => {
                        dt { (t!(lang, "line-device")) }
                        dd { (device) " " small { (t!(lang, "line-device-where")) } }
                    }
                    AccountKind::Connected => {
                        dt { (t!(lang, "line-by")) }
                        dd { a href="/bots" { (t!(lang, "line-by-bot")) } }
                    }
                    AccountKind::Bot => {}
                }
                dt { (t!(lang, "line-heard")) }
                dd {
                    @match heard_at {
                        Some(at) => (time::lately(at)),
                        None => (t!(lang, "line-not-heard")),
                    }
                }
                dt { (t!(lang, "line-health")) }
                dd {
                    @if lost == 0 && floods == 0 && restarts == 0 {
                        span.fine { (t!(lang, "line-fine")) }
                    } @else {
                        ul {
                            @if lost > 0 { li { (t!(lang, "line-lost", count = lost)) } }
                            @if floods > 0 { li.bad { (t!(lang, "line-floods", count = floods)) } }
                            @if restarts > 0 { li.bad { (t!(lang, "line-restarts", count = restarts)) } }
                        }
                    }
                }
            }
        }
    }
}

/// What can be done with it: pausing, logging in again, logging out.
fn actions(lang: Lang, Line { of, may_remove, .. }: &Line<'_>) -> Markup {
    let home = format!("/accounts/{}", of.account.id);
    let rules = rules_of(of.account.id);
    html! {
        div.actions {
            @if of.account.kind == AccountKind::Bot {
                a.button.plain role="button" href={ "/bots/" (of.account.id) } { (t!(lang, "bot-manage")) }
            } @else if of.account.state == AccountState::Active {
                @let (action, icon, text) = if of.pause.is_some() {
                    ("resume", icons::resume(), t!(lang, "rules-resume"))
                } else {
                    ("pause", icons::pause(), t!(lang, "rules-pause"))
                };
                form method="post" action={ (rules) "/" (action) } {
                    input type="hidden" name="back" value=(home);
                    button.plain type="submit" { (icon) (text) }
                }
                @if of.account.kind == AccountKind::User {
                    a.button.plain role="button" href={ (home) "/panic" } { (t!(lang, "line-log-out")) }
                }
            } @else {
                a.button role="button" href="/login" {
                    @if of.account.state == AccountState::LoggedOut { (t!(lang, "login-again")) }
                    @else { (t!(lang, "accounts-connect")) }
                }
            }
            @if *may_remove {
                a.button.bare role="button" href={ (home) "/remove" } { (t!(lang, "remove-link")) }
            }
        }
    }
}
