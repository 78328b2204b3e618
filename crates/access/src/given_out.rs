//! What a person gave out that lets somebody in by itself, or tells them what happens: passkeys, tokens,
//! webhooks. Whoever knew the old password may have made one of their own.

use domain::{AuditAction, WebhookOff};
use store::Tx;

use crate::audit::write_down;
use crate::{Error, Inner, Source};

/// Takes all of it back: webhooks are switched off, the rest is deleted.
pub(crate) async fn take_back(inner: &Inner, tx: &mut Tx, source: &Source) -> Result<(), Error> {
    for passkey in tx.passkeys().await? {
        tx.delete_passkey(&passkey.id).await?;
        write_down(inner, tx, AuditAction::PasskeyRemoved, &passkey.name, source).await?;
    }
    for token in tx.api_tokens().await? {
        tx.delete_api_token(token.id).await?;
        write_down(inner, tx, AuditAction::TokenRevoked, &token.name, source).await?;
    }
    for webhook in tx.webhooks().await? {
        if webhook.disabled.is_none() {
            tx.set_webhook_off(webhook.id, Some(WebhookOff::Owner)).await?;
            // Its address may hold a secret.
            write_down(inner, tx, AuditAction::WebhookSet, "", source).await?;
        }
    }
    Ok(())
}
