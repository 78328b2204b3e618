//! What somebody is to know before they connect an account: which Telegram it is, what its application's number
//! is for, and what comes with automation.

use domain::LoginStep;
use maud::{Markup, html};

use super::Terms;
use crate::Telegram;
use crate::i18n::{Lang, t};
use crate::parts::field::Beside;

/// Where Telegram gives application numbers out.
const APPLICATIONS: &str = "https://my.telegram.org";
/// Telegram's own rules for programs like this one.
const TERMS: &str = "https://core.telegram.org/api/terms";

/// Which Telegram it is, and how the server is made known to it.
pub(super) fn telegram(lang: Lang, telegram: &Telegram) -> Markup {
    html! {
        @if let Some(address) = &telegram.data_centre {
            p.hint { (t!(lang, "login-data-centre")) " " code { (address) } }
        }
        @if !telegram.has_app { p.problem role="alert" { (t!(lang, "login-no-app")) } }
        details.more.own-app open[!telegram.has_app] {
            summary { (t!(lang, "login-app")) }
            p { (t!(lang, "login-app-what")) }
            ol.numbered {
                li { (t!(lang, "login-app-where")) " " a href=(APPLICATIONS) rel="noreferrer" target="_blank" { "my.telegram.org" } }
                li { (t!(lang, "login-app-make")) }
                li {
                    (t!(lang, "login-app-set")) " "
                    code { "AITWIN_TELEGRAM__API_ID" } ", " code { "AITWIN_TELEGRAM__API_HASH" }
                }
            }
            p.note { (t!(lang, "login-app-secret")) }
            @if telegram.data_centre.is_none() {
                p.note {
                    (t!(lang, "login-custom-dc")) " "
                    code { "AITWIN_TELEGRAM__CUSTOM_DC__ADDRESS" } ", "
                    code { "AITWIN_TELEGRAM__CUSTOM_DC__PUBLIC_KEY_FILE" }
                }
            }
        }
    }
}

/// What comes with automation, to be ticked before the first account is connected.
pub(super) fn terms(lang: Lang, terms: Terms) -> Markup {
    let beside = Beside::default().wrong_at((terms == Terms::Refused).then_some("terms-needed"));
    html! {
        @if terms != Terms::Accepted {
            fieldset.terms {
                legend { (t!(lang, "terms-title")) }
                ul {
                    li { (t!(lang, "terms-device")) }
                    li { (t!(lang, "terms-limits")) }
                    li { (t!(lang, "terms-never-first")) }
                    li { (t!(lang, "terms-people")) }
                }
                label {
                    input #terms type="checkbox" name="terms" value="on" required
                        aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
                    span {
                        (t!(lang, "terms-accept")) " "
                        a href=(TERMS) rel="noreferrer" target="_blank" { (t!(lang, "terms-of-telegram")) }
                    }
                }
                @if terms == Terms::Refused { small #terms-needed .wrong { (t!(lang, "terms-needed")) } }
            }
        }
    }
}

/// In the demo there is no second phone to read the code on.
pub(super) fn sandbox_hint(lang: Lang, control: &str, step: &LoginStep) -> Markup {
    let control = control.trim_end_matches('/');
    html! {
        @match step {
            LoginStep::Code { .. } => aside.hint {
                p { (t!(lang, "login-sandbox-code")) }
                code { (control) "/accounts/" (t!(lang, "login-sandbox-phone")) "/code" }
            },
            LoginStep::Qr { .. } => aside.hint {
                p { (t!(lang, "login-sandbox-scan")) }
                code { "POST " (control) "/accounts/" (t!(lang, "login-sandbox-phone")) "/scan" }
            },
            _ => aside.hint {
                p { (t!(lang, "login-sandbox-accounts")) }
                a href={ (control) "/accounts" } { (control) "/accounts" }
            },
        }
    }
}
