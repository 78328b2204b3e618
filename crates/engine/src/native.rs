//! Drafts in the owner's own app: a draft that waits is shown there too, and what the owner makes of it
//! there is read back. A draft that the owner has begun by themselves is left alone.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::{Messenger, OwnerWord, PeerId, Reply, ReplyState};
use tracing::debug;
use twin::compare::{Kinship, kinship};

use crate::account::Shared;
use crate::drafts::{bubbles, lines, says};
use crate::sender::Sender;
use crate::{Error, TwinEvent};

/// How long Telegram is given to take the twin's drafts out of the app before its session ends.
const CLEARING: Duration = Duration::from_secs(2);

/// Among so many of a chat's newest replies is the one that the twin has put into the app.
const LATELY: usize = 5;

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

/// The drafts in the owner's app, as far as they are known over this connection: a chat that is not
/// among them was not looked at, and where `None` stands nothing was found.
#[derive(Debug, Default)]
pub(crate) struct AppDrafts {
    known: Mutex<HashMap<PeerId, Option<Whose>>>,
    /// How often the owner's app has told of a draft in a chat.
    told: Mutex<HashMap<PeerId, u64>>,
}

impl AppDrafts {
    fn drafts<T>(&self, look: impl FnOnce(&mut HashMap<PeerId, Option<Whose>>) -> T) -> T {
        look(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Nothing is known any more.
    pub(crate) fn forget(&self) {
        self.drafts(HashMap::clear);
    }

    fn is_known(&self, chat: PeerId) -> bool {
        self.drafts(|drafts| drafts.contains_key(&chat))
    }

    /// How often the owner's app has told of the draft of a chat.
    fn told(&self, chat: PeerId) -> u64 {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.get(&chat).copied().unwrap_or_default()
    }

    /// Notes what was found there when so much was told, unless more was told meanwhile: then it is to be
    /// looked at again.
    fn found(&self, chat: PeerId, whose: Option<Whose>, told: u64) {
        self.drafts(|drafts| {
            if self.told(chat) == told {
                drafts.entry(chat).or_insert(whose);
            }
        });
    }

    /// Notes that the twin puts a draft there, as long as none of the owner's stands there or may.
    /// Returns whether it may.
    fn put(&self, chat: PeerId) -> bool {
        self.drafts(|drafts| match drafts.get_mut(&chat) {
            Some(whose @ (None | Some(Whose::Twins))) => {
                *whose = Some(Whose::Twins);
                true
            }
            Some(Some(Whose::Shared | Whose::Owners)) | None => false,
        })
    }

    /// Notes what the owner's app tells; returns whose draft stands there now, if any.
    fn changed(&self, chat: PeerId, text: &str) -> Option<Whose> {
        self.drafts(|drafts| {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            *told.entry(chat).or_default() += 1;
            drop(told);
            if text.trim().is_empty() {
                drafts.insert(chat, None);
                return None;
            }
            // What was not looked at yet will be.
            let known = drafts.get_mut(&chat);
            Some(known.map_or(Whose::Owners, |whose| *whose.get_or_insert(Whose::Owners)))
        })
    }

    /// Notes that the twin takes all its drafts away; returns the chats where they stand, in order.
    fn take_all(&self) -> BTreeSet<PeerId> {
        self.drafts(|drafts| {
            let twins = drafts.iter_mut().filter(|(_, whose)| **whose == Some(Whose::Twins));
            twins
                .map(|(chat, whose)| {
                    *whose = None;
                    *chat
                })
                .collect()
        })
    }

    /// Notes that the owner works on the twin's draft.
    fn worked_on(&self, chat: PeerId) {
        self.drafts(|drafts| drafts.insert(chat, Some(Whose::Shared)));
    }

    /// Notes that the twin's draft is over, because it goes out or is withdrawn; returns whether it is
    /// to be taken away. What the owner has made of one that is withdrawn stays theirs.
    fn take(&self, chat: PeerId, goes: bool) -> bool {
        self.drafts(|drafts| match drafts.get_mut(&chat) {
            Some(whose @ Some(Whose::Shared)) if !goes => {
                *whose = Some(Whose::Owners);
                false
            }
            Some(whose @ Some(Whose::Twins | Whose::Shared)) => {
                *whose = None;
                true
            }
            _ => false,
        })
    }
}

/// Shows a draft in the owner's app.
pub(crate) async fn show(
    shared: &Shared,
    sender: &Sender,
    chat: PeerId,
    texts: &[String],
) -> Result<(), Error> {
    look(shared, sender, chat).await?;
    if shared.inner.settings.native_drafts && shared.app_drafts.put(chat) {
        sender.save_draft(&texts.join("\n")).await;
    }
    Ok(())
}

/// Looks once over each connection whose draft stands in the owner's app: what an earlier process put
/// there may still do, and the owner may have worked on it or begun to write meanwhile. Where Telegram
/// does not say, what may be the owner's is left alone.
pub(crate) async fn look(shared: &Shared, sender: &Sender, chat: PeerId) -> Result<(), Error> {
    if !shared.inner.settings.native_drafts || shared.app_drafts.is_known(chat) {
        return Ok(());
    }
    let told = shared.app_drafts.told(chat);
    let Some(text) = sender.draft().await else { return Ok(()) };
    let texts = lines(&text);
    if texts.is_empty() {
        shared.app_drafts.found(chat, None, told);
        return Ok(());
    }
    let mut tx = shared.inner.store.read(shared.inner.owner).await?;
    let replies = tx.recent_replies(shared.account, chat, LATELY).await?;
    drop(tx);
    let waits = |reply: &&Reply| reply.state == ReplyState::Waiting;
    let worked_on = |reply: &Reply| {
        let said: Vec<&str> = reply.bubbles.iter().map(|bubble| &*bubble.text).collect();
        kinship(&said.join("\n"), &text) == Kinship::WorkedOn
    };
    let whose = match replies.iter().find(|reply| says(reply, &texts)) {
        Some(reply) if reply.word == Some(OwnerWord::Edited) => Whose::Shared,
        Some(_) => Whose::Twins,
        None if replies.iter().find(waits).is_some_and(worked_on) => Whose::Shared,
        None => Whose::Owners,
    };
    shared.app_drafts.found(chat, Some(whose), told);
    if whose == Whose::Shared {
        changed(shared, chat, &text).await?;
    }
    Ok(())
}

/// Takes a draft out of the owner's app again, because it goes out or is withdrawn.
pub(crate) async fn clear(
    shared: &Shared,
    sender: &Sender,
    chat: PeerId,
    goes: bool,
) -> Result<(), Error> {
    // What an earlier connection has put there is to go as well.
    look(shared, sender, chat).await?;
    if shared.app_drafts.take(chat, goes) {
        sender.save_draft("").await;
    }
    Ok(())
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
