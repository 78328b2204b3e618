//! The loop of one chat: wait for the burst to end, decide, compose, plan, deliver. Whatever
//! comes in between starts it anew.

use std::sync::Arc;

use domain::{
    Author, Bubble, CancelOutcome, Decision, Message, MessageId, Messenger, PeerId, Reply, ReplyId,
    ReplyState, Timestamp, decide,
};
use style::rhythm::Plan;
use tokio::sync::mpsc;
use tracing::error;
use twin::{Composition, Conversation, Recalled};

use crate::account::Shared;
use crate::sender::Sender;
use crate::{CancelReason, Error, TwinEvent};

/// How much of the conversation is looked at.
const CONTEXT: usize = 60;

/// What a chat's loop is told.
#[derive(Debug)]
pub(crate) enum Signal {
    /// Somebody wrote.
    Incoming,
    /// The owner wrote; planned replies are withdrawn already.
    OwnerWrote,
    /// The mode may have changed.
    ModeChanged,
    /// An earlier process left this reply open.
    Resume(Box<Reply>),
}

pub(crate) struct ChatLoop {
    shared: Arc<Shared>,
    sender: Sender,
    chat: PeerId,
    signals: mpsc::UnboundedReceiver<Signal>,
}

/// What comes of a burst.
enum Thought {
    /// Nothing is sent.
    Keep(TwinEvent),
    /// This is to be sent.
    Say { bubbles: Vec<String>, confidence: f32, recalled: Vec<Recalled> },
}

/// How the delivery of a reply ended.
enum Delivery {
    /// Nothing more to do.
    Done,
    /// Something came in between: decide anew.
    Superseded,
}

impl ChatLoop {
    pub(crate) fn new(
        shared: Arc<Shared>,
        messenger: Arc<dyn Messenger>,
        chat: PeerId,
        signals: mpsc::UnboundedReceiver<Signal>,
    ) -> Self {
        let sender = Sender::new(Arc::clone(&shared), messenger, chat);
        Self { shared, sender, chat, signals }
    }

    pub(crate) async fn run(mut self) {
        while let Some(signal) = self.signals.recv().await {
            let done = match signal {
                Signal::Incoming => self.answer().await,
                Signal::Resume(reply) => self.resume(*reply).await,
                Signal::OwnerWrote | Signal::ModeChanged => Ok(()),
            };
            if let Err(error) = done {
                // What was stored stays: the chat is taken up at the next message or start.
                error!(account = %self.shared.account, chat = %self.chat, error = &error as &dyn std::error::Error, "chat not answered");
            }
        }
    }

    /// From the first message of a burst to the reply that answers it.
    async fn answer(&mut self) -> Result<(), Error> {
        loop {
            if !self.burst_ends().await {
                return Ok(());
            }
            let Some((reply, plan)) = self.plan().await? else {
                return Ok(());
            };
            if let Delivery::Done = self.deliver(reply, &plan).await? {
                return Ok(());
            }
        }
    }

    /// Delivers a reply of an earlier process, then answers what has come since.
    async fn resume(&mut self, reply: Reply) -> Result<(), Error> {
        let plan = self.pace(&reply);
        match self.deliver(reply, &plan).await? {
            Delivery::Done => Ok(()),
            Delivery::Superseded => self.answer().await,
        }
    }

    /// Waits until nothing has come for a while. Returns false if the owner wrote instead.
    async fn burst_ends(&mut self) -> bool {
        let wait = {
            let learner = self.shared.learner();
            learner.rhythm().burst_wait(self.chat, &self.shared.inner.settings.pace)
        };
        loop {
            let until = self.shared.now() + wait;
            if !wait.is_zero() {
                self.shared.publish(self.chat, TwinEvent::Waiting { until });
            }
            match self.wait_until(until).await {
                None => return true,
                Some(Signal::OwnerWrote) => return false,
                Some(Signal::Incoming | Signal::ModeChanged | Signal::Resume(_)) => {}
            }
        }
    }

    /// Decides what to do about what nobody has decided about, and stores the reply if there is to
    /// be one.
    async fn plan(&mut self) -> Result<Option<(Reply, Plan)>, Error> {
        let account = self.shared.account;
        let mut tx = self.shared.begin().await?;
        let burst = tx.undecided_messages(account, self.chat).await?;
        let (Some(newest), Some(row), Some(chat)) = (
            burst.last().map(|message| message.id),
            tx.account(account).await?,
            tx.chat(account, self.chat).await?,
        ) else {
            return Ok(None);
        };
        let mut before = tx.recent_messages(account, self.chat, CONTEXT).await?;
        // A part of the burst may have come while an earlier reply was on its way.
        before.retain(|message| burst.iter().all(|unanswered| unanswered.id != message.id));

        let mode = chat.mode.unwrap_or(row.default_mode);
        let now = self.shared.now();
        let thought = match decide(&chat.peer, mode, &burst) {
            Decision::Ignore(reason) => Thought::Keep(TwinEvent::Ignored { reason }),
            decision => self.think(decision, &before, &burst, now),
        };
        let (event, planned) = match thought {
            Thought::Keep(event) => {
                tx.decided_up_to(account, self.chat, newest).await?;
                (event, None)
            }
            Thought::Say { bubbles, confidence, recalled } => {
                let (reply, plan) = self.draw_up(&bubbles, newest, confidence, now);
                // The burst stays undecided until its reply is being sent.
                if !tx.schedule_reply(&reply).await? {
                    // An open reply is in the signals and is delivered first.
                    return Ok(None);
                }
                let event = TwinEvent::Planned {
                    reply: reply.id,
                    bubbles,
                    confidence,
                    recalled,
                    send_at: reply.send_at,
                };
                (event, Some((reply, plan)))
            }
        };
        tx.commit().await?;
        self.shared.publish(self.chat, event);
        Ok(planned)
    }

    /// Composes, unless the owner is at it.
    fn think(
        &self,
        decision: Decision,
        before: &[Message],
        burst: &[Message],
        now: Timestamp,
    ) -> Thought {
        if let Some(until) = self.stands_down_until(before, now) {
            return Thought::Keep(TwinEvent::StandingDown { until });
        }
        let seed = self.shared.inner.entropy.next_u64();
        let conversation = Conversation { chat: self.chat, before, burst, now };
        match twin::compose(&self.shared.learner(), &conversation, seed) {
            Composition::Silence { reason, recalled } => {
                Thought::Keep(TwinEvent::Silent { reason, recalled })
            }
            Composition::Answer { bubbles, confidence, recalled }
                if decision == Decision::Watch =>
            {
                Thought::Keep(TwinEvent::Watched { bubbles, confidence, recalled })
            }
            Composition::Answer { bubbles, confidence, recalled } => {
                Thought::Say { bubbles, confidence, recalled }
            }
        }
    }

    /// Until when the owner's own writing here keeps the twin out.
    fn stands_down_until(&self, before: &[Message], now: Timestamp) -> Option<Timestamp> {
        let owners = before.iter().rev().find(|message| message.author == Author::Owner)?;
        let until = owners.sent_at + self.shared.inner.settings.stand_down;
        (until > now).then_some(until)
    }

    /// The row of a reply and the pace at which it goes out.
    fn draw_up(
        &self,
        bubbles: &[String],
        answers: MessageId,
        confidence: f32,
        now: Timestamp,
    ) -> (Reply, Plan) {
        let entropy = &self.shared.inner.entropy;
        let bubbles = bubbles.iter().map(|text| Bubble {
            text: text.clone(),
            random_id: entropy.random_id(),
            message_id: None,
        });
        let mut reply = Reply {
            id: ReplyId::new(now, entropy.next_u128()),
            account: self.shared.account,
            chat: self.chat,
            state: ReplyState::Scheduled,
            answers,
            bubbles: bubbles.collect(),
            send_at: now,
            confidence,
            created_at: now,
        };
        let plan = self.pace(&reply);
        reply.send_at = now + plan.read_after + plan.typing.first().copied().unwrap_or_default();
        (reply, plan)
    }

    /// The pace of a reply. It depends on the reply alone, so a resumed one keeps its own.
    fn pace(&self, reply: &Reply) -> Plan {
        let texts: Vec<&str> = reply.bubbles.iter().map(|bubble| bubble.text.as_str()).collect();
        let seed = reply.bubbles.first().map_or(0, |bubble| bubble.random_id.cast_unsigned());
        let learner = self.shared.learner();
        learner.rhythm().plan(self.chat, &texts, &self.shared.inner.settings.pace, seed)
    }

    /// Reads, types and sends a reply, unless something comes in between before it is being sent.
    async fn deliver(&mut self, reply: Reply, plan: &Plan) -> Result<Delivery, Error> {
        if reply.state == ReplyState::Scheduled {
            let typing_from = reply.send_at - plan.typing.first().copied().unwrap_or_default();
            if let Some(signal) = self.wait_until(typing_from).await {
                return self.withdraw(reply.id, &signal).await;
            }
            self.sender.read(reply.answers).await;

            while self.shared.now() < reply.send_at {
                let repeat_at = self.sender.show_typing(reply.id).await;
                if let Some(signal) = self.wait_until(repeat_at.min(reply.send_at)).await {
                    self.sender.stop_typing().await;
                    return self.withdraw(reply.id, &signal).await;
                }
            }
            let mut tx = self.shared.begin().await?;
            let claimed = tx.claim_reply(reply.id).await?;
            tx.decided_up_to(self.shared.account, self.chat, reply.answers).await?;
            tx.commit().await?;
            if !claimed {
                self.sender.stop_typing().await;
                return Ok(Delivery::Done);
            }
        }
        self.sender.send(&reply, &plan.typing).await?;
        Ok(Delivery::Done)
    }

    /// Withdraws a reply because of a signal.
    async fn withdraw(&mut self, reply: ReplyId, signal: &Signal) -> Result<Delivery, Error> {
        let reason = match signal {
            // The inbox withdrew it together with storing the owner's message.
            Signal::OwnerWrote => return Ok(Delivery::Done),
            Signal::Incoming | Signal::Resume(_) => CancelReason::NewMessage,
            Signal::ModeChanged => CancelReason::ModeChanged,
        };
        let mut tx = self.shared.begin().await?;
        let outcome = tx.cancel_reply(reply).await?;
        tx.commit().await?;
        if outcome == CancelOutcome::Cancelled {
            self.shared.publish(self.chat, TwinEvent::Cancelled { reply, reason });
        }
        Ok(Delivery::Superseded)
    }

    /// Waits until `at`; returns early with the signal that came.
    async fn wait_until(&mut self, at: Timestamp) -> Option<Signal> {
        tokio::select! {
            biased;
            Some(signal) = self.signals.recv() => Some(signal),
            () = self.shared.inner.clock.sleep_until(at) => None,
        }
    }
}
