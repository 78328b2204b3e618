//! What the owner must know of an account, and what to do about it.

use domain::{AccountId, Trouble};
use engine::AccountAlert;
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::parts::time;

/// What has happened, and what to do.
pub(crate) fn words(lang: Lang, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Flooded => t!(lang, "alert-flooded"),
        Trouble::Restricted { reason } if reason.starts_with("FROZEN") => {
            t!(lang, "alert-frozen", reason = reason.as_str())
        }
        Trouble::Restricted { reason } => t!(lang, "alert-restricted", reason = reason.as_str()),
        Trouble::SessionEnded { reason } if reason == BOT => t!(lang, "alert-bot-token"),
        Trouble::SessionEnded { reason } if reason == "AUTH_KEY_DUPLICATED" => {
            t!(lang, "alert-duplicated", reason = reason.as_str())
        }
        Trouble::SessionEnded { reason } => t!(lang, "alert-ended", reason = reason.as_str()),
        Trouble::NotRevoked => t!(lang, "alert-not-revoked"),
        Trouble::BotConflict => t!(lang, "alert-bot-conflict"),
        Trouble::BotWebhook => t!(lang, "alert-bot-webhook"),
        Trouble::BotConnected { name } => t!(lang, "alert-bot-connected", name = name.as_str()),
    }
}

/// Why a session ended that is a bot's token.
const BOT: &str = "BOT_TOKEN_REVOKED";

/// Whether it is of a bot, on whose page something can be done about it.
fn is_of_bot(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::SessionEnded { reason } => reason == BOT,
        Trouble::BotConflict | Trouble::BotWebhook | Trouble::BotConnected { .. } => true,
        Trouble::Flooded | Trouble::Restricted { .. } | Trouble::NotRevoked => false,
    }
}

/// Where something can be done about what happened to an account.
pub(crate) fn remedy_at(account: AccountId, trouble: &Trouble) -> String {
    if is_of_bot(trouble) { format!("/bots/{account}") } else { rules_of(account) }
}

/// Alerts above a page, each with the button that puts it away; `back` is the way back here.
pub(crate) fn alerts(lang: Lang, alerts: &[AccountAlert], back: &str) -> Markup {
    html! {
        @for AccountAlert { account, name, alert } in alerts {
            div.alert role="alert" {
                p {
                    strong { (name) } ": " (words(lang, &alert.trouble)) " "
                    small { (time::lately(alert.at)) }
                }
                a href=(remedy_at(*account, &alert.trouble)) {
                    @if is_of_bot(&alert.trouble) { (t!(lang, "alert-to-bot")) }
                    @else { (t!(lang, "rules-title")) }
                }
                @if needs_login(&alert.trouble) { a href="/login" { (t!(lang, "login-again")) } }
                form method="post" action={ (rules_of(*account)) "/seen" } {
                    input type="hidden" name="back" value=(back);
                    button.plain type="submit" { (t!(lang, "alert-seen")) }
                }
            }
        }
    }
}

fn needs_login(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::SessionEnded { .. } | Trouble::NotRevoked) && !is_of_bot(trouble)
}

/// Where the rules of an account are.
pub(crate) fn rules_of(account: AccountId) -> String {
    format!("/accounts/{account}/rules")
}
