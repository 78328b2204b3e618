//! Sends a reply that was claimed, a bubble after the other, for as long as it may go on.

use std::time::Duration;

use domain::policy::Why;
use domain::{Author, Message, MessengerError, Mode, Reply, ReplyState, Timestamp};
use style::rhythm::Plan;
use tracing::{info, warn};

use super::{CONTEXT, ChatLoop, Signal};
use crate::sender::{Before, RETRY, UNKNOWN};
use crate::{Error, NotSpoken, TwinEvent, trouble};

impl ChatLoop {
    /// Sends the bubbles of a claimed reply that have not arrived yet, each after its typing time,
    /// and closes the reply. Whoever writes in between cuts it short.
    pub(super) async fn send(&mut self, reply: &Reply, plan: &Plan) -> Result<(), Error> {
        let mut is_first = true;
        let spacing = self.spacing(reply).await?;
        let mut reply = reply.clone();
        for index in 0..reply.bubbles.len() {
            if reply.bubbles[index].message_id.is_some() {
                continue;
            }
            let typing = plan.typing.get(index).copied().unwrap_or_default().max(spacing);
            let was_first = std::mem::take(&mut is_first);
            if was_first && reply.state == ReplyState::Sending {
                // An earlier process may have sent it.
                self.shared.caught_up().await;
                match self.sender.before(&reply, index).await? {
                    Before::Nothing => {}
                    Before::There(sent) => {
                        self.sender.arrived(&reply, index, sent).await?;
                        continue;
                    }
                    Before::Unknown => {
                        return self.sender.refused(&reply, None, UNKNOWN.to_owned()).await;
                    }
                }
            }
            // The first of them has been typed.
            if !was_first && self.is_interrupted(typing, &reply, index).await? {
                self.sender.stop_typing().await;
                return self.sender.cut_short(&reply, index).await;
            }
            // What was claimed just now was looked at then.
            let is_new = reply.state == ReplyState::Scheduled && index == 0;
            if !is_new && !self.may_go_on(&reply, index).await? {
                return self.sender.cut_short(&reply, index).await;
            }
            let mut may_be_there = false;
            let mut pause = RETRY.0;
            let sent = loop {
                match self.sender.put_through(&reply, index, &mut may_be_there).await {
                    Ok(sent) => break sent,
                    Err(MessengerError::FloodWait(wait)) => {
                        if !self.sits_out(wait, &reply, index).await? {
                            return self.sender.cut_short(&reply, index).await;
                        }
                    }
                    // Nothing was tried, as nobody is there to say it: meanwhile the owner may have.
                    Err(MessengerError::Unreachable(_)) if !may_be_there => {
                        let until = self.sender.tries_again(reply.id, self.shared.later(pause));
                        pause = (pause * 2).min(RETRY.1);
                        if !self.waits(until, &reply, index).await? {
                            return self.sender.cut_short(&reply, index).await;
                        }
                    }
                    // Not everybody takes voice notes: the same is written instead.
                    Err(MessengerError::Refused { reason })
                        if reply.bubbles[index].spoken.is_some() && !may_be_there =>
                    {
                        self.write_instead(&mut reply, &reason).await?;
                    }
                    Err(MessengerError::Refused { reason }) => {
                        return self.sender.refused(&reply, Some(index), reason).await;
                    }
                    Err(MessengerError::Lost(error)) => {
                        warn!(account = %self.shared.account, reply = %reply.id, error = &*error as &dyn std::error::Error, "nobody knows whether a message has arrived");
                        match self.sender.after_loss(&reply, index).await? {
                            Before::There(sent) => break sent,
                            Before::Nothing | Before::Unknown => {
                                return self.sender.refused(&reply, None, UNKNOWN.to_owned()).await;
                            }
                        }
                    }
                    Err(MessengerError::Restricted { reason }) => {
                        // An earlier process may have tried it too.
                        may_be_there |= was_first && reply.state == ReplyState::Sending;
                        if !self.outlasts(reason, &reply, index, may_be_there).await? {
                            return Ok(());
                        }
                    }
                    Err(error) => return Err(error.into()),
                }
            };
            self.sender.arrived(&reply, index, sent).await?;
        }
        match reply.bubbles.last() {
            // It was closed with its last message.
            Some(last) if last.message_id.is_none() => Ok(()),
            _ => self.sender.sent(reply.id).await,
        }
    }

    /// Leaves written what is not sent yet of a reply that was to be spoken, since Telegram takes no voice
    /// note of it.
    async fn write_instead(&self, reply: &mut Reply, reason: &str) -> Result<(), Error> {
        info!(account = %self.shared.account, reply = %reply.id, reason, "voice note refused");
        let mut tx = self.shared.begin().await?;
        tx.drop_sounds(reply.id).await?;
        tx.commit().await?;
        for bubble in &mut reply.bubbles {
            bubble.spoken = None;
        }
        self.shared.publish(self.chat, TwinEvent::NotSpoken { why: NotSpoken::NotTaken });
        Ok(())
    }

    /// Waits as long as Telegram told to, having taken nothing. Returns whether the bubble may still go:
    /// a wait is long enough for the owner to have answered.
    async fn sits_out(
        &mut self,
        wait: Duration,
        reply: &Reply,
        index: usize,
    ) -> Result<bool, Error> {
        let until = self.sender.told_to_wait(reply.id, wait).await;
        self.waits(until, reply, index).await
    }

    /// Waits until then with a bubble that is not there; returns whether it may still go.
    async fn waits(
        &mut self,
        until: Timestamp,
        reply: &Reply,
        index: usize,
    ) -> Result<bool, Error> {
        while self.wait_until(until).await.is_some() {
            if !self.may_go_on(reply, index).await? {
                return Ok(false);
            }
        }
        self.may_go_on(reply, index).await
    }

    /// Pauses the account that Telegram has restricted. A reply of which nothing was taken waits for the
    /// end of that as one that is not sent yet, which the owner can stop; what is left of one that was
    /// begun waits here. Returns whether the bubble may go then.
    async fn outlasts(
        &self,
        reason: String,
        reply: &Reply,
        index: usize,
        may_be_there: bool,
    ) -> Result<bool, Error> {
        if may_be_there {
            // Not to be withdrawn, and by the end of the pause perhaps not to be said any more.
            self.sender.refused(reply, None, reason.clone()).await?;
            trouble::restricted(&self.shared, reason, None).await?;
            return Ok(false);
        }
        let kept = (index == 0).then_some(reply.id);
        trouble::restricted(&self.shared, reason, kept).await?;
        if kept.is_some() {
            return Ok(false);
        }
        self.shared.publish(self.chat, TwinEvent::Held { until: None, why: Why::Paused });
        let may_go = self.may_go_on(reply, index).await?;
        if !may_go {
            self.sender.cut_short(reply, index).await?;
        }
        Ok(may_go)
    }

    /// The least time between two messages of a reply.
    async fn spacing(&self, reply: &Reply) -> Result<Duration, Error> {
        if reply.bubbles.len() < 2 {
            return Ok(Duration::ZERO);
        }
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        Ok(self.gate(&mut tx).await?.policy.limits.spacing)
    }

    /// Shows typing between two messages of a reply; returns whether the rest of it is not to be sent.
    async fn is_interrupted(
        &mut self,
        typing: Duration,
        reply: &Reply,
        index: usize,
    ) -> Result<bool, Error> {
        let at = self.shared.now() + typing;
        loop {
            match self.type_until(at, reply, index).await {
                None => return Ok(false),
                // What has begun is finished, unless all is to stop.
                Some(Signal::RulesChanged) if !self.is_paused().await? => {}
                Some(_) => return Ok(true),
            }
        }
    }

    /// Whether the next bubble of a reply that is being sent may go, once nothing is paused: nobody has
    /// written since, in this process or an earlier one, and the mode still allows it. One that is at
    /// Telegram already, which is known once all that happened is, may go too: it only learns what it
    /// became. What the other side wrote cuts a reply short, and leaves no question without one.
    async fn may_go_on(&self, reply: &Reply, index: usize) -> Result<bool, Error> {
        let account = self.shared.account;
        let (mut tx, gate) = loop {
            self.shared.caught_up().await;
            let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
            let gate = self.gate(&mut tx).await?;
            if !gate.is_paused(self.shared.now()) {
                break (tx, gate);
            }
            drop(tx);
            self.sender.pause_ends().await;
        };
        let now = tx.reply(reply.id).await?;
        if now.is_none_or(|now| now.state != ReplyState::Sending) {
            // All that was under way has ended with the connection over which it was to be said.
            return Ok(false);
        }
        let lately = tx.recent_replies(account, self.chat, CONTEXT).await?;
        let text = reply.bubbles.get(index).map(|bubble| &*bubble.text);
        let mut since = tx.recent_messages(account, self.chat, CONTEXT).await?;
        since.retain(|message| message.id > reply.answers);
        // Another reply may have said the same.
        let known = lately.iter().flat_map(|reply| &reply.bubbles);
        let known = |id| known.clone().any(|bubble| bubble.message_id == Some(id));
        let is_there = since.iter().any(|message| {
            message.author == Author::Twin && message.content.text() == text && !known(message.id)
        });
        if is_there {
            return Ok(true);
        }
        // It may have been held for days.
        let is_stale = reply.created_at < gate.oldest(self.shared.now());
        let allowed = match gate.mode() {
            Mode::Off => false,
            _ if reply.word.is_some() => true,
            mode if mode.sends() => !is_stale,
            // The owner's own answer waits for no further word of theirs.
            Mode::Draft => tx.is_answered_by_owner(account, self.chat, reply.answers).await?,
            _ => false,
        };
        let cuts = |message: &Message| match message.author {
            Author::Owner => true,
            Author::Other => index > 0 && message.is_to_owner(),
            Author::Twin => false,
        };
        Ok(allowed && !since.iter().any(cuts))
    }
}
