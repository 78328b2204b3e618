//! A connection that has ended: from then on nobody tells what happens in the account that lives on it, not
//! even that its owner has answered. So nothing of what was planned or undecided there outlasts it.

use domain::{AccountKind, PeerId, ReplyState};
use tracing::info;

use crate::account::Shared;
use crate::{CancelReason, Error, TwinEvent};

/// Why a reply that was begun is not said to its end.
const ENDED: &str = "BUSINESS_CONNECTION_ENDED";

/// Withdraws all that is under way in the account of a person that lives on the line of a bot, unless another
/// bot is connected there.
pub(super) async fn withdraw(bot: &Shared, person: PeerId) -> Result<(), Error> {
    let inner = &bot.inner;
    let mut tx = bot.begin().await?;
    let other = tx.connection_with(person).await?;
    if other.is_some_and(|other| other.holds() && other.bot != bot.account) {
        return Ok(());
    }
    let account = tx.account_by_user(person).await?;
    let Some(account) = account.filter(|account| account.kind == AccountKind::Connected) else {
        // It hears by its own session.
        return Ok(());
    };
    let open = tx.open_replies(account.id).await?;
    tx.settle(account.id).await?;
    tx.commit().await?;
    info!(account = %account.id, replies = open.len(), "the connection has ended: what was planned is withdrawn");
    for reply in &open {
        let event = match reply.state {
            ReplyState::Sending => TwinEvent::Failed { reply: reply.id, reason: ENDED.to_owned() },
            _ => TwinEvent::Cancelled { reply: reply.id, reason: CancelReason::ConnectionEnded },
        };
        inner.events.publish(inner.clock.now(), account.id, Some(reply.chat), event);
    }
    if let Some(account) = inner.supervisor.shared(account.id) {
        account.mode_changed(None);
    }
    Ok(())
}
