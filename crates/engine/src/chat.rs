//! The loop of one chat: wait for the burst to end, decide, compose, plan, deliver. The reply row is
//! the job: the loop looks at what is stored and does it, until nothing is left to do.

mod gate;
mod occasion;
mod planning;
mod sending;
mod writing;

use std::sync::Arc;
use std::time::Duration;

use domain::{
    Author, CancelOutcome, Message, MessageId, Messenger, Mode, PeerId, QuestionEnd, Reply,
    ReplyState, Timestamp,
};
use store::Tx;
use style::rhythm::{Moment, Plan};
use tokio::sync::mpsc;
use tracing::error;

use crate::account::Shared;
use crate::questions::go_past;
use crate::sender::Sender;
use crate::{CancelReason, Error, TwinEvent, native};

use gate::Verdict;

/// How much of the conversation is looked at.
pub(crate) const CONTEXT: usize = 60;

/// What is doubled with each call in vain where a burst is not waited for at all, and where that ends.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// The first and the longest pause after something went wrong in a chat.
const AGAIN: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(300));

/// What a chat's loop is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Somebody wrote.
    Incoming,
    /// Something may be left to do, by an earlier process or by the owner. Whoever is busy need not be
    /// told: they look when they are done.
    Look,
    /// The owner wrote; planned replies are withdrawn already.
    OwnerWrote,
    /// The mode may have changed.
    ModeChanged,
    /// The owner has said something of a reply; the store knows it.
    OwnerSaid,
    /// What the owner allows may have changed, or they were seen here.
    RulesChanged,
}

impl From<Signal> for CancelReason {
    fn from(signal: Signal) -> Self {
        match signal {
            Signal::Incoming | Signal::Look => Self::NewMessage,
            Signal::ModeChanged => Self::ModeChanged,
            Signal::OwnerWrote => Self::OwnerWrote,
            Signal::OwnerSaid => Self::OwnerStopped,
            Signal::RulesChanged => Self::Held,
        }
    }
}

pub(crate) struct ChatLoop {
    shared: Arc<Shared>,
    sender: Sender,
    chat: PeerId,
    signals: mpsc::UnboundedReceiver<Signal>,
    /// How the owner writes here, as a model is told it.
    manner: Option<writing::KnownManner>,
    /// Where the burst begins that nobody has decided about, and how often a model was asked about it.
    burst: Option<MessageId>,
    asked: u32,
}

impl ChatLoop {
    pub(crate) fn new(
        shared: Arc<Shared>,
        messenger: Arc<dyn Messenger>,
        chat: PeerId,
        signals: mpsc::UnboundedReceiver<Signal>,
    ) -> Self {
        let sender = Sender::new(Arc::clone(&shared), messenger, chat);
        Self { shared, sender, chat, signals, manner: None, burst: None, asked: 0 }
    }

    pub(crate) async fn run(mut self) {
        while let Some(signal) = self.signals.recv().await {
            if !matches!(signal, Signal::Incoming | Signal::Look) {
                // Nothing was planned.
                continue;
            }
            let mut pause = AGAIN.0;
            while let Err(error) = self.answer().await {
                error!(account = %self.shared.account, chat = %self.chat, error = &error as &dyn std::error::Error, ?pause, "chat not answered");
                // What was stored stays, and is taken up again.
                self.wait_until(self.shared.now() + pause).await;
                pause = (pause * 2).min(AGAIN.1);
            }
        }
    }

    /// Does what there is to do in the chat, until nothing is left: a reply that is open, whoever
    /// left it, and then what nobody has decided about.
    async fn answer(&mut self) -> Result<(), Error> {
        loop {
            let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
            let open = tx.open_reply(self.shared.account, self.chat).await?;
            let burst = tx.first_undecided(self.shared.account, self.chat).await?;
            drop(tx);
            if std::mem::replace(&mut self.burst, burst) != burst {
                self.asked = 0;
            }
            let reply = match (open, burst) {
                (Some(reply), _) => Some(reply),
                (None, None) => return Ok(()),
                (None, Some(_)) => {
                    self.burst_ends().await;
                    self.plan().await?
                }
            };
            if let Some(reply) = reply {
                self.deliver(&reply).await?;
            }
        }
    }

    /// Waits until nothing has come for a while, or the owner has written or wants nothing said.
    async fn burst_ends(&mut self) {
        let wait = {
            let learner = self.shared.learner();
            learner.rhythm().burst_wait(self.chat, &self.shared.inner.settings.pace)
        };
        let wait = longer(wait, self.asked);
        loop {
            let until = self.shared.now() + wait;
            if !wait.is_zero() {
                self.shared.publish(self.chat, TwinEvent::Waiting { until });
            }
            match self.wait_until(until).await {
                None | Some(Signal::OwnerWrote | Signal::OwnerSaid) => return,
                Some(_) => {}
            }
        }
    }

    /// The pace of a reply. It depends on the reply alone, so one that is taken up keeps its own.
    fn pace(&self, reply: &Reply) -> Plan {
        let texts: Vec<&str> = reply.bubbles.iter().map(|bubble| bubble.text.as_str()).collect();
        let seed = reply.bubbles.first().map_or(0, |bubble| bubble.random_id.cast_unsigned());
        let learner = self.shared.learner();
        let moment = Moment {
            chat: self.chat,
            relatives: &learner.relatives(self.chat),
            at: reply.created_at,
            overtaken: Duration::ZERO,
        };
        let mut plan =
            learner.rhythm().plan(&moment, &texts, &self.shared.inner.settings.pace, seed);
        for (typing, bubble) in plan.typing.iter_mut().zip(&reply.bubbles) {
            // Nobody records for less time than they speak.
            if let Some(seconds) = bubble.spoken {
                *typing = Duration::from_secs(seconds.into());
            }
        }
        plan
    }

    /// Reads, types and sends an open reply, unless something comes in between first.
    async fn deliver(&mut self, reply: &Reply) -> Result<(), Error> {
        if reply.state == ReplyState::Waiting {
            return self.await_word(reply).await;
        }
        let plan = self.pace(reply);
        if reply.state == ReplyState::Scheduled {
            self.shared.on_its_way.nothing(self.chat);
            let typing = plan.typing.first().copied().unwrap_or_default();
            if let Some(signal) = self.wait_until(reply.send_at - typing).await {
                return self.withdraw(reply, signal).await;
            }
            self.sender.read(reply.answers).await;
            if let Some(signal) = self.type_until(reply.send_at, reply, 0).await {
                self.sender.stop_typing().await;
                return self.withdraw(reply, signal).await;
            }
            while let Some((until, why)) = match self.claim(reply).await? {
                Verdict::Goes { .. } => None,
                Verdict::Held { until, why } => Some((until, why)),
                Verdict::Withdrawn(_) => {
                    self.sender.stop_typing().await;
                    return Ok(());
                }
            } {
                self.sender.stop_typing().await;
                if let Some(signal) = self.hold(until, why).await {
                    return self.withdraw(reply, signal).await;
                }
            }
        }
        self.send(reply, &plan).await
    }

    /// Waits until the owner has said something of a draft, or it answers no longer what was said
    /// last.
    async fn await_word(&mut self, reply: &Reply) -> Result<(), Error> {
        native::look(&self.shared, &self.sender, self.chat).await?;
        let mut shown = reply.texts();
        loop {
            match happens(&mut self.signals).await {
                Some(signal @ (Signal::Incoming | Signal::ModeChanged)) => {
                    self.withdraw(reply, signal).await?;
                }
                // Whatever became of it is stored. A draft is not sent by itself, so no rule concerns
                // it.
                Some(
                    Signal::OwnerWrote | Signal::OwnerSaid | Signal::Look | Signal::RulesChanged,
                ) => {}
                // The connection is over, and this loop with it.
                None => std::future::pending().await,
            }
            let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
            let open = tx.open_reply(self.shared.account, self.chat).await?;
            drop(tx);
            if self.shared.is_caught_up() {
                // While the line was cut the owner may have worked on it.
                native::look(&self.shared, &self.sender, self.chat).await?;
            }
            if let Some(open) = open.as_ref().filter(|open| open.state == ReplyState::Waiting) {
                let texts = open.texts();
                if texts != shown {
                    // Else the app would tell of the old words as if the owner had gone back to them.
                    native::show(&self.shared, &self.sender, self.chat, &texts).await?;
                    shown = texts;
                }
            } else {
                // What the owner has made of it in their app goes out with their word alone.
                native::clear(&self.shared, &self.sender, self.chat, open.is_some()).await?;
                return Ok(());
            }
        }
    }

    /// Begins to send a reply, if it may go now; withdraws it if it may not go any more.
    async fn claim(&self, reply: &Reply) -> Result<Verdict, Error> {
        self.shared.caught_up().await;
        let account = self.shared.account;
        let mut tx = self.shared.begin().await?;
        let mut verdict = self.verdict(&mut tx, reply).await?;
        let mut past = None;
        if let Verdict::Goes { away } = verdict {
            if !tx.claim_reply(reply.id).await? {
                verdict = Verdict::Withdrawn(CancelReason::NewMessage);
            } else if away {
                // What was asked is still to be answered, when the owner is back.
                tx.away_is_said(account, self.chat, self.shared.now()).await?;
            } else {
                tx.decided_up_to(account, self.chat, reply.answers).await?;
                // Whatever was asked about what was said earlier, the talk has moved on.
                past = go_past(&mut tx, account, self.chat, QuestionEnd::MovedOn).await?;
            }
        }
        self.withdraw_as(tx, reply, verdict).await?;
        if let Some(event) = past {
            self.shared.publish(self.chat, event);
        }
        Ok(verdict)
    }

    /// Ends the transaction of a verdict: withdraws the reply if that is the verdict.
    async fn withdraw_as(&self, mut tx: Tx, reply: &Reply, verdict: Verdict) -> Result<(), Error> {
        let Verdict::Withdrawn(reason) = verdict else { return Ok(tx.commit().await?) };
        let outcome = tx.cancel_reply(reply.id).await?;
        tx.commit_soon().await?;
        if outcome == CancelOutcome::Cancelled {
            self.shared.publish(self.chat, TwinEvent::Cancelled { reply: reply.id, reason });
        }
        Ok(())
    }

    /// What was said to the owner since anybody answered.
    async fn unanswered(&self, tx: &mut Tx) -> Result<Vec<Message>, Error> {
        let mut messages = tx.recent_messages(self.shared.account, self.chat, CONTEXT).await?;
        let answered = messages.iter().rposition(|message| message.author != Author::Other);
        let mut unanswered = messages.split_off(answered.map_or(0, |last| last + 1));
        unanswered.retain(Message::is_to_owner);
        Ok(unanswered)
    }

    /// Withdraws a reply because of a signal, unless it does not concern it.
    async fn withdraw(&self, reply: &Reply, signal: Signal) -> Result<(), Error> {
        let mut tx = self.shared.begin().await?;
        // The owner may have said something of it meanwhile.
        let Some(reply) = tx.reply(reply.id).await?.filter(|now| now.state.may_be_withdrawn())
        else {
            return Ok(());
        };
        let reply = &reply;
        let (account, chat) = (self.shared.account, self.chat);
        let is_said =
            reply.word.is_some() || tx.is_answered_by_owner(account, chat, reply.answers).await?;
        let verdict = match signal {
            // What became of it is stored, and looked at next; the inbox has said so.
            Signal::OwnerSaid | Signal::OwnerWrote | Signal::Look => return Ok(()),
            // What the owner has let go, in their words perhaps, is not composed anew.
            Signal::ModeChanged | Signal::Incoming
                if is_said && reply.state != ReplyState::Waiting =>
            {
                self.verdict(&mut tx, reply).await?
            }
            // What waits for the owner's word is not sent without it because a mode would now send such
            // things; it is composed anew once somebody writes.
            Signal::ModeChanged
                if reply.state == ReplyState::Waiting
                    && self.gate(&mut tx).await?.mode() >= Mode::Draft =>
            {
                return Ok(());
            }
            Signal::RulesChanged => self.verdict(&mut tx, reply).await?,
            Signal::ModeChanged => Verdict::Withdrawn(signal.into()),
            Signal::Incoming => {
                let burst = tx.undecided_messages(self.shared.account, self.chat).await?;
                if burst.last().is_none_or(|newest| newest.id == reply.answers) {
                    // Somebody only meant to wake the loop.
                    return Ok(());
                }
                Verdict::Withdrawn(signal.into())
            }
        };
        self.withdraw_as(tx, reply, verdict).await
    }

    /// Shows that a bubble of a reply is being written or recorded until `at`; returns early with the
    /// signal that came.
    async fn type_until(&mut self, at: Timestamp, reply: &Reply, index: usize) -> Option<Signal> {
        while self.shared.now() < at {
            let repeat_at = self.sender.show_typing(reply, index).await;
            if let Some(signal) = self.wait_until(repeat_at.min(at)).await {
                return Some(signal);
            }
        }
        None
    }

    /// Waits until `at`; returns early with the signal that came.
    async fn wait_until(&mut self, at: Timestamp) -> Option<Signal> {
        tokio::select! {
            biased;
            Some(signal) = happens(&mut self.signals) => Some(signal),
            () = self.shared.inner.clock.sleep_until(at) => None,
        }
    }
}

/// What happens next in a chat whose loop is busy. Giving up waiting loses nothing.
async fn happens(signals: &mut mpsc::UnboundedReceiver<Signal>) -> Option<Signal> {
    loop {
        match signals.recv().await {
            Some(Signal::Look) => {}
            signal => return signal,
        }
    }
}

/// The wait for the end of a burst about which a model was asked so often in vain. Whoever goes on
/// writing makes every call worthless, and each is charged for; so the wait doubles, up to
/// [`LONGEST_WAIT`].
fn longer(wait: Duration, asked: u32) -> Duration {
    if asked == 0 {
        return wait;
    }
    let doubled = wait.max(SHORTEST_WAIT).saturating_mul(1 << asked.min(16));
    doubled.min(LONGEST_WAIT).max(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_in_vain_makes_the_next_wait_longer_up_to_a_bound() {
        let wait = Duration::from_secs(10);
        let waits: Vec<u64> = (0..8).map(|asked| longer(wait, asked).as_secs()).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(longer(Duration::ZERO, 0), Duration::ZERO);
        assert_eq!(longer(Duration::ZERO, 1), SHORTEST_WAIT * 2);
        assert_eq!(longer(wait, u32::MAX), LONGEST_WAIT);
        let patient = Duration::from_secs(600);
        assert_eq!(longer(patient, 3), patient, "it never becomes shorter");
    }
}
