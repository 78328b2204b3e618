//! What an account may run into at Telegram, and what is done about it: the twin is paused, and the
//! owner told, also by pages that are opened after a restart.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::policy::HOUR;
use domain::{
    AccountId, AccountKind, AccountState, Alert, Messenger, Outage, Pause, PeerId, ReplyId,
    Timestamp, Trouble,
};
use store::Tx;
use tracing::{error, warn};

use crate::account::Shared;
use crate::{Error, Inner, TwinEvent};

/// So many waits within an hour are a warning of worse.
const FLOODS: usize = 3;

/// How long Telegram is given to end a session.
const LOGGING_OUT: Duration = Duration::from_secs(10);

/// When Telegram told an account to wait before it sends more.
#[derive(Default)]
pub(crate) struct Floods {
    lately: Mutex<VecDeque<Timestamp>>,
    /// Until when nothing more is to be sent. It is not stored: after a restart Telegram tells it anew.
    until: Mutex<Option<Timestamp>>,
}

impl Floods {
    /// How many there were within the last hour, since the owner was told last.
    pub(crate) fn within_an_hour(&self, now: Timestamp) -> usize {
        let floods = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        floods.iter().filter(|at| **at + HOUR > now).count()
    }

    /// Notes one more; returns whether that is too many.
    fn note(&self, now: Timestamp) -> bool {
        let mut floods = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        floods.retain(|at| *at + HOUR > now);
        floods.push_back(now);
        let too_many = floods.len() >= FLOODS;
        if too_many {
            // The owner has been told; what comes after that is counted anew.
            floods.clear();
        }
        too_many
    }

    /// Notes that nothing more is to be sent before a moment.
    pub(crate) fn send_nothing_until(&self, at: Timestamp) {
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        *until = (*until).max(Some(at));
    }

    /// How long nothing is to be sent yet; `None` if anything may.
    pub(crate) fn send_nothing_for(&self, now: Timestamp) -> Option<Duration> {
        let until = *self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.filter(|until| *until > now).map(|until| until.since(now))
    }
}

/// Notes that Telegram told to wait, the third time in an hour by pausing the twin; returns until when.
pub(crate) async fn told_to_wait(shared: &Shared, wait: Duration) -> Timestamp {
    if shared.floods.note(shared.now()) {
        warn!(account = %shared.account, "told to wait too often: the twin is paused");
        if let Err(error) = pause(shared, Trouble::Flooded, None).await {
            error!(account = %shared.account, error = &error as &dyn std::error::Error, "the twin could not be paused");
        }
    }
    shared.later(wait)
}

/// Pauses the twin of an account that Telegram has limited or frozen. Of a reply of which Telegram has
/// taken nothing, `kept` says that it waits for the end of that.
pub(crate) async fn restricted(
    shared: &Shared,
    reason: String,
    kept: Option<ReplyId>,
) -> Result<(), Error> {
    warn!(account = %shared.account, reason, "the account is restricted: the twin is paused");
    pause(shared, Trouble::Restricted { reason }, kept).await
}

async fn pause(shared: &Shared, trouble: Trouble, kept: Option<ReplyId>) -> Result<(), Error> {
    let pause = Pause { since: shared.now(), until: None };
    let mut tx = shared.begin().await?;
    if let Some(reply) = kept {
        // With the pause or not at all: else it would be tried again at once.
        tx.give_back_reply(reply).await?;
    }
    tx.set_pause(shared.account, Some(&pause)).await?;
    let alert = keep(&mut tx, shared, trouble).await?;
    tx.commit().await?;
    tell(shared, TwinEvent::Paused { pause: Some(pause) });
    tell(shared, alert);
    shared.rules_changed(None);
    Ok(())
}

/// Returns once the account is not paused.
pub(crate) async fn pause_ends(shared: &Shared, chat: PeerId) -> Result<(), Error> {
    let mut changes = shared.rules.subscribe();
    loop {
        let mut tx = shared.inner.store.read(shared.inner.owner).await?;
        let pauses = tx.pauses_in(shared.account, chat).await?;
        drop(tx);
        let Some(pause) = pauses.in_force(shared.now()) else { return Ok(()) };
        tokio::select! {
            // The sender is `shared`, so there is always a next change to wait for.
            _ = changes.changed() => {}
            () = shared.passes(pause.until) => {}
        }
    }
}

/// Keeps that a bot's line is lost for a reason that only its owner can see to.
pub(crate) async fn of_the_line(shared: &Shared, outage: Outage) -> Result<(), Error> {
    let trouble = match outage {
        Outage::Conflict => Trouble::BotConflict,
        Outage::Webhook => Trouble::BotWebhook,
        Outage::NoAnswer | Outage::ToldToWait { .. } | Outage::NotAllowed => return Ok(()),
    };
    keep_of_bot(shared, trouble).await
}

/// Keeps what a bot's owner must know, unless Telegram has limited it, which is told until they have seen it.
async fn keep_of_bot(shared: &Shared, trouble: Trouble) -> Result<(), Error> {
    let mut tx = shared.begin().await?;
    let known = tx.rules(shared.account).await?.alert.map(|alert| alert.trouble);
    if matches!(known, Some(Trouble::Flooded | Trouble::Restricted { .. })) {
        return Ok(());
    }
    let event = keep(&mut tx, shared, trouble).await?;
    tx.commit().await?;
    tell(shared, event);
    Ok(())
}

/// A bot's line is there: what was wrong with it is over.
pub(crate) async fn of_the_line_is_over(shared: &Shared) -> Result<(), Error> {
    match shared.who.kind {
        AccountKind::Bot => no_line_is_missed(&shared.inner, shared.account).await,
        AccountKind::User | AccountKind::Connected => Ok(()),
    }
}

/// A bot's line is there, or is not wanted: nothing is wrong with it any more.
pub(crate) async fn no_line_is_missed(inner: &Inner, bot: AccountId) -> Result<(), Error> {
    let mut tx = inner.store.begin(inner.owner).await?;
    let alert = tx.rules(bot).await?.alert.map(|alert| alert.trouble);
    if matches!(alert, Some(Trouble::BotConflict | Trouble::BotWebhook)) {
        tx.set_alert(bot, None).await?;
        tx.commit().await?;
        inner.events.publish(inner.clock.now(), bot, None, TwinEvent::Seen);
    }
    Ok(())
}

/// Keeps that somebody has connected a bot whom its owner does not know to be themselves.
pub(crate) async fn connected_by(shared: &Shared, name: String) -> Result<(), Error> {
    keep_of_bot(shared, Trouble::BotConnected { name }).await
}

/// Keeps what the owner must know; returns what is to be told once that is committed.
async fn keep(tx: &mut Tx, shared: &Shared, trouble: Trouble) -> Result<TwinEvent, Error> {
    let alert = Alert { at: shared.now(), trouble };
    tx.set_alert(shared.account, Some(&alert)).await?;
    Ok(TwinEvent::Alert { alert })
}

/// Tells what concerns the account as a whole.
fn tell(shared: &Shared, event: TwinEvent) {
    shared.inner.events.publish(shared.now(), shared.account, None, event);
}

/// Forgets a session that Telegram has ended, and what was under way in it.
pub(crate) async fn logged_out(shared: &Shared, reason: String) -> Result<(), Error> {
    let mut tx = shared.begin().await?;
    tx.delete_session(shared.account).await?;
    tx.settle(shared.account).await?;
    tx.set_account_state(shared.account, AccountState::LoggedOut).await?;
    let event = keep(&mut tx, shared, Trouble::SessionEnded { reason }).await?;
    tx.commit().await?;
    tell(shared, event);
    Ok(())
}

/// Has Telegram end the session; returns whether it has.
pub(crate) async fn log_out(shared: &Shared, messenger: &dyn Messenger) -> bool {
    let until = shared.now() + LOGGING_OUT;
    tokio::select! {
        ended = messenger.log_out() => match ended {
            Ok(()) => true,
            Err(error) => {
                warn!(account = %shared.account, error = &error as &dyn std::error::Error, "session not ended");
                false
            }
        },
        () = shared.inner.clock.sleep_until(until) => false,
    }
}
