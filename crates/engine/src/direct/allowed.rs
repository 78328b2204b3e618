//! What stops whoever sends in the owner's name: Telegram's trouble, a wait that it has told, and, for
//! programs, the account's limits. The owner's own pause does not: it stops their twin.

use std::time::Duration;

use domain::policy::{DAY, Limits, MINUTE};
use domain::{AccountId, Timestamp, Trouble};
use store::{Rules, Tx};

use super::{DirectError, Line};
use crate::Engine;

impl Engine {
    /// Refuses to send while Telegram has limited the account, or told it to wait.
    pub(crate) async fn may_send(&self, line: &Line) -> Result<(), DirectError> {
        let (shared, now) = (&line.shared, line.shared.now());
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        if is_held(&tx.rules(shared.account).await?, now) {
            return Err(DirectError::Held);
        }
        shared.floods.send_nothing_for(now).map_or(Ok(()), |wait| Err(DirectError::FloodWait(wait)))
    }
}

/// Whether Telegram's trouble has paused an account, until the owner has seen it or resumes.
fn is_held(rules: &Rules, now: Timestamp) -> bool {
    let is_telegrams = rules.alert.as_ref().is_some_and(|alert| {
        matches!(alert.trouble, Trouble::Flooded | Trouble::Restricted { .. })
    });
    is_telegrams && rules.pause.is_some_and(|pause| pause.holds(now))
}

/// For how long the limits of an account let no program send more; `None` if one may now. What was asked for is
/// counted, whatever came of it, and apart from what the twin sends.
pub(super) async fn spent(
    tx: &mut Tx,
    account: AccountId,
    limits: &Limits,
    now: Timestamp,
) -> Result<Option<Duration>, store::Error> {
    let mut longest = None;
    for (most, window) in [(limits.messages_per_minute, MINUTE), (limits.messages_per_day, DAY)] {
        // None at all is no limit that can be chosen: the twin takes it for one, too.
        let Some(most) = most.map(|most| most.max(1)) else { continue };
        // Once the one of that many before has left the window, there is room for one.
        let leaves = tx.sending_before(account, most - 1, now - window).await?;
        longest = longest.max(leaves.map(|at| (at + window).since(now)));
    }
    Ok(longest)
}
