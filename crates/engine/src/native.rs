//! Drafts in the owner's own app: a draft that waits is shown there too, and what the owner makes of it
//! there is read back. A draft that the owner has begun by themselves is left alone.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::{Messenger, PeerId, ReplyState};
use tracing::debug;

use crate::account::Shared;
use crate::drafts::{bubbles, lines, says};
use crate::sender::Sender;
use crate::{Error, TwinEvent};

/// How long Telegram is given to take the twin's drafts out of the app before its session ends.
const CLEARING: Duration = Duration::from_secs(2);

/// Whose the draft is that stands in a chat of the owner's app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// What the twin has put there.
    Twins,
    /// What the owner has made of that: as long as it waits, it is the twin's draft too.
    Shared,
    /// What the owner has begun to write.
    Owners,
}

/// The drafts in the owner's app, as far as this process has seen them.
#[derive(Debug, Default)]
pub(crate) struct AppDrafts(Mutex<HashMap<PeerId, Whose>>);

impl AppDrafts {
    /// Notes that the twin has put a draft there, as long as none of the owner's stands there.
    /// Returns whether it may.
    fn put(&self, chat: PeerId) -> bool {
        let mut drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *drafts.entry(chat).or_insert(Whose::Twins) == Whose::Twins
    }

    /// Notes what the owner's app tells; returns whose draft stands there now, if any.
    fn changed(&self, chat: PeerId, text: &str) -> Option<Whose> {
        let mut drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if text.trim().is_empty() {
            drafts.remove(&chat);
            return None;
        }
        Some(*drafts.entry(chat).or_insert(Whose::Owners))
    }

    /// Notes that the twin takes all its drafts away; returns the chats where they stand, in order.
    fn take_all(&self) -> BTreeSet<PeerId> {
        let mut drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drafts.extract_if(|_, whose| *whose == Whose::Twins).map(|(chat, _)| chat).collect()
    }

    /// Notes that the owner works on the twin's draft.
    fn worked_on(&self, chat: PeerId) {
        let mut drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drafts.insert(chat, Whose::Shared);
    }

    /// Notes that the twin's draft is over, because it goes out or is withdrawn; returns whether it is
    /// to be taken away. What the owner has made of one that is withdrawn stays theirs.
    fn take(&self, chat: PeerId, goes: bool) -> bool {
        let mut drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match drafts.get(&chat) {
            Some(Whose::Shared) if !goes => {
                drafts.insert(chat, Whose::Owners);
                false
            }
            Some(Whose::Twins | Whose::Shared) => {
                drafts.remove(&chat);
                true
            }
            Some(Whose::Owners) | None => false,
        }
    }
}

/// Shows a draft in the owner's app.
pub(crate) async fn show(shared: &Shared, sender: &Sender, chat: PeerId, texts: &[String]) {
    if shared.inner.settings.native_drafts && shared.app_drafts.put(chat) {
        sender.save_draft(&texts.join("\n")).await;
    }
}

/// Takes for granted that a draft that an earlier process left is shown in the owner's app.
pub(crate) fn is_shown(shared: &Shared, chat: PeerId) {
    if shared.inner.settings.native_drafts {
        shared.app_drafts.put(chat);
    }
}

/// Takes a draft out of the owner's app again, because it goes out or is withdrawn.
pub(crate) async fn clear(shared: &Shared, sender: &Sender, chat: PeerId, goes: bool) {
    if shared.app_drafts.take(chat, goes) {
        sender.save_draft("").await;
    }
}

/// Takes all drafts of the twin out of the owner's app before its session ends: nobody could do it
/// afterwards. What Telegram does not do at once stays there.
pub(crate) async fn clear_all(shared: &Shared, messenger: &dyn Messenger) {
    let until = shared.now() + CLEARING;
    let clear = async {
        for chat in shared.app_drafts.take_all() {
            if let Err(error) = messenger.save_draft(chat, "").await {
                let error = &error as &dyn std::error::Error;
                debug!(account = %shared.account, %chat, error, "draft not taken out of the app");
            }
        }
    };
    tokio::select! {
        biased;
        () = clear => {}
        () = shared.inner.clock.sleep_until(until) => {}
    }
}

/// Reads back what the owner has made of a draft in their app. Returns whether the owner has written
/// there, be it into the twin's draft or one of their own.
pub(crate) async fn changed(shared: &Shared, chat: PeerId, text: &str) -> Result<bool, Error> {
    match shared.app_drafts.changed(chat, text) {
        Some(Whose::Twins | Whose::Shared) => {}
        whose => return Ok(whose == Some(Whose::Owners)),
    }
    let mut tx = shared.begin().await?;
    let open = tx.open_reply(shared.account, chat).await?;
    let Some(reply) = open.filter(|reply| reply.state == ReplyState::Waiting) else {
        return Ok(false);
    };
    let texts = lines(text);
    // Apps tell of a draft again that was only looked at.
    if says(&reply, &texts) {
        return Ok(false);
    }
    shared.app_drafts.worked_on(chat);
    if tx.rewrite_draft(reply.id, &bubbles(&shared.inner.entropy, &texts)).await? {
        tx.commit().await?;
        shared.publish(chat, TwinEvent::Redrafted { reply: reply.id, bubbles: texts });
    }
    Ok(true)
}
