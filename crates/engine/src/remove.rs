//! An account is removed: its session ends at once, it is shown nowhere any more, and what is stored of it is
//! erased behind the others' backs, part by part.

use std::sync::{Arc, Weak};
use std::time::Duration;

use domain::AccountId;
use tracing::{error, info};

use crate::sound::unchoose;
use crate::{BotRefused, Connection, Engine, Error, Inner, Panic, TwinEvent};

/// Rows erased by one transaction: others write between two of them.
const AT_ONCE: usize = 2_000;

/// How long to wait after a failure of the store.
const BREATH: Duration = Duration::from_secs(5);

impl Engine {
    /// Removes an account with all that is known of it, after what the panic button does: nothing more is
    /// sent, and Telegram ends the session if it can be told. From then on nobody finds it; what is stored of
    /// it is erased in the background, and after the next start if there is no time. `None` if there is no
    /// such account.
    pub async fn remove_account(&self, account: AccountId) -> Result<Option<Panic>, Error> {
        let Some(ended) = self.end_session(account).await? else { return Ok(None) };
        let inner = &self.inner;
        let mut tx = inner.store.begin(inner.owner).await?;
        let mut voices = tx.cloned_voices().await?;
        voices.retain(|voice| voice.of.account == Some(account));
        if !voices.is_empty() {
            inner.sound.takes_back();
        }
        if !tx.remove_account(account, inner.clock.now()).await? {
            return Ok(None);
        }
        unchoose(&mut tx, &voices).await?;
        tx.commit().await?;
        if !voices.is_empty() {
            self.renew_voice().await?;
        }
        // Voices made of its notes are to be deleted at the provider.
        inner.sound.unsettled.send_replace(());
        // Somebody may have logged it in again meanwhile.
        inner.supervisor.log_out(account).await;
        for bot in inner.supervisor.who_write_like(account) {
            // Started anew they know nothing any more of what was learnt there.
            if let Err(BotRefused::Engine(error)) = self.start_bot(bot).await {
                return Err(error);
            }
        }
        inner.events.forget(account);
        // Only now do open pages no longer find it.
        let gone = TwinEvent::Connection { state: Connection::LoggedOut };
        inner.events.publish(inner.clock.now(), account, None, gone);
        inner.resting.changed(account);
        inner.portraits.forget(account);
        inner.measurements.forget(account);
        inner.supervisor.removed.send_replace(());
        info!(%account, "removed");
        Ok(Some(ended))
    }
}

/// Erases what is left of removed accounts, now and whenever one was removed, as long as there is an engine.
pub(crate) async fn erase_removed(inner: Weak<Inner>) {
    let Some(mut removed) = inner.upgrade().map(|inner| inner.supervisor.removed.subscribe())
    else {
        return;
    };
    loop {
        if let Err(error) = erase_all(&inner).await {
            error!(error = &error as &dyn std::error::Error, "a removed account is not erased yet");
            let Some(clock) = inner.upgrade().map(|inner| Arc::clone(&inner.clock)) else { return };
            clock.sleep_until(clock.now() + BREATH).await;
            continue;
        }
        if removed.changed().await.is_err() {
            return;
        }
    }
}

async fn erase_all(inner: &Weak<Inner>) -> Result<(), Error> {
    let Some(engine) = inner.upgrade() else { return Ok(()) };
    let accounts = engine.store.read(engine.owner).await?.removed_accounts().await?;
    drop(engine);
    for account in accounts {
        loop {
            let Some(engine) = inner.upgrade() else { return Ok(()) };
            let mut tx = engine.store.begin(engine.owner).await?;
            let is_left = tx.erase_some(account, AT_ONCE).await?;
            tx.commit_soon().await?;
            if !is_left {
                break;
            }
            // Whoever waits to write goes first.
            tokio::task::yield_now().await;
        }
        info!(%account, "nothing is left of the removed account");
    }
    Ok(())
}
