//! What a person gave out that lets somebody in by itself, or tells them what happens: passkeys, tokens,
//! invitations, webhooks. Whoever knew the old password may have made one of their own.

use domain::{AuditAction, WebhookOff};
use store::Tx;
use webauthn_rs::prelude::Url;

use crate::audit::write_down;
use crate::{Error, Inner, Source};

/// Takes all of it back: webhooks are switched off, the rest is deleted. Who has joined by an invitation
/// stays.
pub(crate) async fn take_back(inner: &Inner, tx: &mut Tx, source: &Source) -> Result<(), Error> {
    for passkey in tx.passkeys().await? {
        tx.delete_passkey(&passkey.id).await?;
        write_down(inner, tx, AuditAction::PasskeyRemoved, &passkey.name, source).await?;
    }
    for token in tx.api_tokens().await? {
        tx.delete_api_token(token.id).await?;
        write_down(inner, tx, AuditAction::TokenRevoked, &token.name, source).await?;
    }
    for invitation in tx.invitations().await? {
        if tx.delete_invitation(invitation.id).await? {
            write_down(inner, tx, AuditAction::InvitationWithdrawn, "", source).await?;
        }
    }
    for webhook in tx.webhooks().await? {
        if webhook.disabled.is_none() {
            tx.set_webhook_off(webhook.id, Some(WebhookOff::Owner)).await?;
            let host = host(&webhook.url);
            write_down(inner, tx, AuditAction::WebhookChanged, &host, source).await?;
        }
    }
    Ok(())
}

/// The host of an address, with its port if it has one of its own, as the log names a webhook: what stands
/// behind it may be a secret.
fn host(url: &str) -> String {
    let Ok(url) = Url::parse(url) else { return String::new() };
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
