//! `GET /me/log`: what happened that a person may want to look up.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use domain::{AuditAction, AuditEntry};
use maud::{Markup, html};
use serde::Deserialize;

use super::heading;
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::pages::parse;
use crate::parts::time;

/// How many lines a page has.
const LINES: usize = 50;

/// Before which line.
#[derive(Debug, Deserialize)]
pub(crate) struct Start {
    before: Option<String>,
}

/// `GET /me/log`
pub(crate) async fn get(
    me: Me,
    view: View,
    query: Result<Query<Start>, QueryRejection>,
) -> Result<Markup, Error> {
    let Query(Start { before }) = query?;
    let before = before.map(|line| parse(&line)).transpose()?;
    let owner = me.signed.user.owner;
    // One more tells whether there are more.
    let mut log = me.access.audit_log(owner, before, LINES + 1).await?;
    let has_more = log.len() > LINES;
    log.truncate(LINES);
    Ok(page(&view, &log, has_more))
}

/// The page.
pub(crate) fn page(view: &View, log: &[AuditEntry], has_more: bool) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "log-title");
    let content = html! {
        (heading(lang, &title))
        div.sections {
            section.card {
                p.note { (t!(lang, "log-about")) }
                (list(lang, log))
                @if let Some(last) = log.last().filter(|_| has_more) {
                    a.button.secondary role="button" href={ "/me/log?before=" (last.id) } { (t!(lang, "log-more")) }
                }
            }
        }
    };
    layout::page(view, &title, content)
}

/// The lines.
pub(super) fn list(lang: Lang, log: &[AuditEntry]) -> Markup {
    html! {
        ul.lines {
            @for entry in log {
                li {
                    div {
                        strong { (words(lang, entry.action)) }
                        @if !entry.subject.is_empty() { ": " (entry.subject) }
                        small {
                            (time::moment(entry.at)) " · "
                            @match &entry.address {
                                Some(address) => (address),
                                None => (t!(lang, "log-here")),
                            }
                        }
                    }
                }
            }
        }
    }
}

fn words(lang: Lang, action: AuditAction) -> String {
    match action {
        AuditAction::SignedIn => t!(lang, "log-signed-in"),
        AuditAction::SignInRefused => t!(lang, "log-refused"),
        AuditAction::SignedOut => t!(lang, "log-signed-out"),
        AuditAction::SignedOutEverywhere => t!(lang, "log-signed-out-everywhere"),
        AuditAction::PasswordSet => t!(lang, "log-password-set"),
        AuditAction::CodesOn => t!(lang, "log-codes-on"),
        AuditAction::CodesOff => t!(lang, "log-codes-off"),
        AuditAction::PasskeyAdded => t!(lang, "log-passkey-added"),
        AuditAction::PasskeyRemoved => t!(lang, "log-passkey-removed"),
        AuditAction::TokenMade => t!(lang, "log-token-made"),
        AuditAction::TokenRevoked => t!(lang, "log-token-revoked"),
        AuditAction::Invited => t!(lang, "log-invited"),
        AuditAction::InvitationAccepted => t!(lang, "log-invitation-accepted"),
        AuditAction::InvitationWithdrawn => t!(lang, "log-invitation-withdrawn"),
        AuditAction::RoleChanged => t!(lang, "log-role-changed"),
        AuditAction::UserDisabled => t!(lang, "log-kept-out"),
        AuditAction::UserEnabled => t!(lang, "log-let-in"),
        AuditAction::AccountLoggedIn => t!(lang, "log-account-in"),
        AuditAction::AccountLoggedOut => t!(lang, "log-account-out"),
        AuditAction::AccountRemoved => t!(lang, "log-account-removed"),
        AuditAction::BotAdded => t!(lang, "log-bot-added"),
        AuditAction::BotTokenSet => t!(lang, "log-bot-token"),
        AuditAction::BotConnected => t!(lang, "log-bot-connected"),
        AuditAction::ModelChosen => t!(lang, "log-model-chosen"),
        AuditAction::ModelKeySet => t!(lang, "log-model-key-set"),
        AuditAction::ModelKeyRemoved => t!(lang, "log-model-key-removed"),
        AuditAction::VoiceMade => t!(lang, "log-voice-made"),
        AuditAction::VoiceDeleted => t!(lang, "log-voice-deleted"),
        AuditAction::WebhookSet => t!(lang, "log-webhook-set"),
        AuditAction::WebhookChanged => t!(lang, "log-webhook-changed"),
        AuditAction::WebhookSecret => t!(lang, "log-webhook-secret"),
        AuditAction::WebhookRemoved => t!(lang, "log-webhook-removed"),
        AuditAction::WebhookDisabled => t!(lang, "log-webhook-disabled"),
        AuditAction::Exported => t!(lang, "log-exported"),
        AuditAction::HistoryErased => t!(lang, "log-erased"),
    }
}
