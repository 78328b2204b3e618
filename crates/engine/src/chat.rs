//! The loop of one chat: wait for the burst to end, decide, compose, plan, deliver. The reply row is
//! the job: the loop looks at what is stored and does it, until nothing is left to do.

mod writing;

use std::sync::Arc;
use std::time::Duration;

use domain::{
    Bubble, CancelOutcome, Decision, Message, MessageId, Messenger, MessengerError, PeerId, Reply,
    ReplyId, ReplyState, Timestamp,
};
use store::Tx;
use style::rhythm::{Moment, Plan};
use tokio::sync::mpsc;
use tracing::error;
use twin::{Composition, Conversation, Recalled, SilenceReason};

use crate::account::Shared;
use crate::explain::Explanation;
use crate::learn;
use crate::sender::Sender;
use crate::{CancelReason, Error, TwinEvent};

/// How much of the conversation is looked at.
const CONTEXT: usize = 60;

/// What a chat's loop is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Somebody wrote, or an earlier process left something to do.
    Incoming,
    /// The owner wrote; planned replies are withdrawn already.
    OwnerWrote,
    /// The mode may have changed.
    ModeChanged,
}

pub(crate) struct ChatLoop {
    shared: Arc<Shared>,
    sender: Sender,
    chat: PeerId,
    signals: mpsc::UnboundedReceiver<Signal>,
    /// How the owner writes here, as a model is told it.
    manner: Option<writing::KnownManner>,
}

/// What comes of a burst.
enum Thought {
    /// Nothing is sent.
    Keep(TwinEvent),
    /// This is to be sent.
    Say { bubbles: Vec<String>, confidence: f32, recalled: Vec<Recalled> },
}

impl From<Thought> for Written {
    fn from(thought: Thought) -> Self {
        Self { before: None, thought, explanation: None }
    }
}

/// What came of a burst, and how.
struct Written {
    /// What is to be told first.
    before: Option<TwinEvent>,
    thought: Thought,
    /// What a model was asked for it.
    explanation: Option<Explanation>,
}

/// What there is to do about what nobody has decided about.
enum Look {
    /// Somebody has decided.
    Nothing,
    /// It is left alone.
    Keep { newest: MessageId, event: TwinEvent },
    /// It may be answered.
    Compose(Occasion),
}

/// A burst that may be answered, and what was said before it.
struct Occasion {
    decision: Decision,
    before: Vec<Message>,
    burst: Vec<Message>,
    newest: MessageId,
}

impl Occasion {
    /// Whether what was composed for another moment may be said now: the same was asked, and as much
    /// may be done about it.
    fn is_still(&self, other: &Self) -> bool {
        self.burst == other.burst && self.decision == other.decision
    }

    /// What is done with what was composed.
    fn thought(&self, composition: Composition) -> Thought {
        match composition {
            Composition::Silence { reason, recalled } => {
                Thought::Keep(TwinEvent::Silent { reason, recalled })
            }
            Composition::AskOwner { rule, recalled, .. } => {
                let reason = SilenceReason::Refused { rule: Some(rule) };
                Thought::Keep(TwinEvent::Silent { reason, recalled })
            }
            Composition::Answer { bubbles, confidence, recalled } => match self.decision {
                Decision::Answer => Thought::Say { bubbles, confidence, recalled },
                _ => Thought::Keep(TwinEvent::Watched { bubbles, confidence, recalled }),
            },
        }
    }
}

impl ChatLoop {
    pub(crate) fn new(
        shared: Arc<Shared>,
        messenger: Arc<dyn Messenger>,
        chat: PeerId,
        signals: mpsc::UnboundedReceiver<Signal>,
    ) -> Self {
        let sender = Sender::new(Arc::clone(&shared), messenger, chat);
        Self { shared, sender, chat, signals, manner: None }
    }

    pub(crate) async fn run(mut self) {
        while let Some(signal) = self.signals.recv().await {
            if signal != Signal::Incoming {
                // Nothing was planned.
                continue;
            }
            if let Err(error) = self.answer().await {
                // What was stored stays: it is taken up at the next message or start.
                error!(account = %self.shared.account, chat = %self.chat, error = &error as &dyn std::error::Error, "chat not answered");
            }
        }
    }

    /// Does what there is to do in the chat, until nothing is left: a reply that is open, whoever
    /// left it, and then what nobody has decided about.
    async fn answer(&mut self) -> Result<(), Error> {
        loop {
            let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
            let open = tx.open_reply(self.shared.account, self.chat).await?;
            let undecided = tx.undecided_messages(self.shared.account, self.chat).await?;
            drop(tx);
            match open {
                Some(reply) => self.deliver(&reply).await?,
                None if undecided.is_empty() => return Ok(()),
                None => {
                    self.burst_ends().await;
                    self.plan().await?;
                }
            }
        }
    }

    /// Waits until nothing has come for a while, or the owner has written.
    async fn burst_ends(&mut self) {
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
                None | Some(Signal::OwnerWrote) => return,
                Some(Signal::Incoming | Signal::ModeChanged) => {}
            }
        }
    }

    /// Decides what to do about what nobody has decided about, and stores the reply if there is to
    /// be one. A model is asked between two transactions; what it wrote counts only if nothing has
    /// happened meanwhile, else there is something to do again.
    async fn plan(&mut self) -> Result<(), Error> {
        self.shared.caught_up().await;
        let mut tx = self.shared.begin().await?;
        let occasion = match self.look(&mut tx).await? {
            Look::Nothing => return Ok(()),
            Look::Keep { newest, event } => return self.keep(tx, newest, event).await,
            Look::Compose(occasion) => occasion,
        };
        let Some(writer) = self.shared.inner.models.writer() else {
            let thought = self.recall(&occasion);
            return self.conclude(tx, &occasion, thought.into()).await;
        };
        drop(tx);
        let Some(written) = self.write(&writer, &occasion).await else { return Ok(()) };
        self.shared.caught_up().await;
        let mut tx = self.shared.begin().await?;
        match self.look(&mut tx).await? {
            Look::Compose(now) if now.is_still(&occasion) => {
                self.conclude(tx, &occasion, written).await
            }
            Look::Keep { newest, event } => self.keep(tx, newest, event).await,
            Look::Compose(_) | Look::Nothing => Ok(()),
        }
    }

    /// Leaves a burst alone.
    async fn keep(&self, mut tx: Tx, newest: MessageId, event: TwinEvent) -> Result<(), Error> {
        tx.decided_up_to(self.shared.account, self.chat, newest).await?;
        tx.commit().await?;
        self.shared.publish(self.chat, event);
        Ok(())
    }

    /// Stores what came of a burst, and says so.
    async fn conclude(
        &self,
        mut tx: Tx,
        occasion: &Occasion,
        written: Written,
    ) -> Result<(), Error> {
        let Written { before, thought, explanation } = written;
        let newest = occasion.newest;
        let mut id = None;
        let event = match thought {
            Thought::Keep(event) => {
                tx.decided_up_to(self.shared.account, self.chat, newest).await?;
                event
            }
            // The burst stays undecided until its reply is being sent.
            Thought::Say { bubbles, confidence, recalled } => {
                let reply = self.draw_up(&bubbles, newest, confidence);
                tx.schedule_reply(&reply).await?;
                let Reply { id: reply, send_at, .. } = reply;
                id = Some(reply);
                TwinEvent::Planned { reply, bubbles, confidence, recalled, send_at }
            }
        };
        let id = id.unwrap_or_else(|| {
            ReplyId::new(self.shared.now(), self.shared.inner.entropy.next_u128())
        });
        if let Some(explanation) = &explanation {
            let (account, now) = (self.shared.account, self.shared.now());
            explanation.store(&mut tx, id, account, self.chat, now).await?;
        }
        tx.commit().await?;
        let explained = explanation.map(|_| TwinEvent::Explained { explanation: id });
        // What comes of it is told last: it says how things stand now.
        for event in before.into_iter().chain(explained).chain([event]) {
            self.shared.publish(self.chat, event);
        }
        Ok(())
    }

    /// What may be done about a burst now.
    async fn decide(&self, tx: &mut Tx, burst: &[Message]) -> Result<Decision, Error> {
        let account = tx.account(self.shared.account).await?.ok_or(Error::Gone)?;
        let chat = tx.chat(self.shared.account, self.chat).await?.ok_or(Error::Gone)?;
        let mode = chat.mode.unwrap_or(account.default_mode);
        let oldest = self.shared.now() - self.shared.inner.settings.answer_within;
        Ok(domain::decide(&chat.peer, mode, burst, oldest))
    }

    /// What is to be answered now, if anything, unless the owner is at it.
    async fn look(&self, tx: &mut Tx) -> Result<Look, Error> {
        let account = self.shared.account;
        let burst = tx.undecided_messages(account, self.chat).await?;
        let Some(newest) = burst.last().map(|message| message.id) else {
            return Ok(Look::Nothing);
        };
        let decision = self.decide(tx, &burst).await?;
        if let Decision::Ignore(reason) = decision {
            return Ok(Look::Keep { newest, event: TwinEvent::Ignored { reason } });
        }
        if let Some(wrote_at) = tx.owner_wrote_at(account, self.chat).await? {
            let until = wrote_at + self.shared.inner.settings.stand_down;
            if until > self.shared.now() {
                return Ok(Look::Keep { newest, event: TwinEvent::StandingDown { until } });
            }
        }
        let mut before = tx.recent_messages(account, self.chat, CONTEXT).await?;
        // A part of the burst may have come while an earlier reply was on its way.
        before.retain(|message| burst.iter().all(|undecided| undecided.id != message.id));
        // Another process may have written down what the owner says since.
        self.shared.correct(learn::corrections(tx, account).await?);
        Ok(Look::Compose(Occasion { decision, before, burst, newest }))
    }

    /// Composes in recall mode.
    fn recall(&self, occasion: &Occasion) -> Thought {
        let seed = self.shared.inner.entropy.next_u64();
        let conversation = self.conversation(occasion);
        occasion.thought(twin::compose(&self.shared.learner(), &conversation, seed))
    }

    /// What is to be answered, as of now.
    fn conversation<'a>(&self, occasion: &'a Occasion) -> Conversation<'a> {
        let Occasion { before, burst, .. } = occasion;
        Conversation { chat: self.chat, before, burst, now: self.shared.now() }
    }

    /// A new reply, due at the owner's pace.
    fn draw_up(&self, bubbles: &[String], answers: MessageId, confidence: f32) -> Reply {
        let now = self.shared.now();
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
        reply.send_at = now + self.pace(&reply).first_after();
        reply
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
        learner.rhythm().plan(&moment, &texts, &self.shared.inner.settings.pace, seed)
    }

    /// Reads, types and sends an open reply, unless something comes in between first.
    async fn deliver(&mut self, reply: &Reply) -> Result<(), Error> {
        let plan = self.pace(reply);
        if reply.state == ReplyState::Scheduled {
            let typing = plan.typing.first().copied().unwrap_or_default();
            if let Some(signal) = self.wait_until(reply.send_at - typing).await {
                return self.withdraw(reply, signal).await;
            }
            self.sender.read(reply.answers).await;
            if let Some(signal) = self.type_until(reply.send_at, reply.id).await {
                self.sender.stop_typing().await;
                return self.withdraw(reply, signal).await;
            }
            if !self.claim(reply).await? {
                self.sender.stop_typing().await;
                return Ok(());
            }
        }
        self.send(reply, &plan).await
    }

    /// Begins to send a reply. `false` if it no longer answers what was said last, or may not be
    /// sent any more; then it is withdrawn.
    async fn claim(&self, reply: &Reply) -> Result<bool, Error> {
        self.shared.caught_up().await;
        let account = self.shared.account;
        let mut tx = self.shared.begin().await?;
        let burst = tx.undecided_messages(account, self.chat).await?;
        let is_last = burst.last().is_some_and(|newest| newest.id == reply.answers);
        let claimed = is_last
            && self.decide(&mut tx, &burst).await? == Decision::Answer
            && tx.claim_reply(reply.id).await?;
        if claimed {
            tx.decided_up_to(account, self.chat, reply.answers).await?;
        } else {
            tx.cancel_reply(reply.id).await?;
        }
        tx.commit().await?;
        if !claimed {
            let reason = if is_last { CancelReason::ModeChanged } else { CancelReason::NewMessage };
            self.shared.publish(self.chat, TwinEvent::Cancelled { reply: reply.id, reason });
        }
        Ok(claimed)
    }

    /// Withdraws a reply because of a signal.
    async fn withdraw(&self, reply: &Reply, signal: Signal) -> Result<(), Error> {
        let mut tx = self.shared.begin().await?;
        let outcome = tx.cancel_reply(reply.id).await?;
        tx.commit().await?;
        let reason = match signal {
            Signal::Incoming => CancelReason::NewMessage,
            Signal::ModeChanged => CancelReason::ModeChanged,
            // The inbox has withdrawn it, and said so.
            Signal::OwnerWrote => return Ok(()),
        };
        if outcome == CancelOutcome::Cancelled {
            self.shared.publish(self.chat, TwinEvent::Cancelled { reply: reply.id, reason });
        }
        Ok(())
    }

    /// Sends the bubbles of a claimed reply that have not arrived yet, each after its typing time,
    /// and closes the reply. Whoever writes in between cuts it short.
    async fn send(&mut self, reply: &Reply, plan: &Plan) -> Result<(), Error> {
        // The first of them has been typed, or it may be at Telegram already.
        let mut typed = true;
        for (index, bubble) in reply.bubbles.iter().enumerate() {
            if bubble.message_id.is_some() {
                continue;
            }
            let typing = plan.typing.get(index).copied().unwrap_or_default();
            if !std::mem::take(&mut typed)
                && self.type_until(self.shared.now() + typing, reply.id).await.is_some()
            {
                self.sender.stop_typing().await;
                return self.sender.cut_short(reply.id, index).await;
            }
            match self.sender.put_through(reply.id, bubble).await {
                Ok(sent) => self.sender.arrived(reply.id, index, bubble, sent).await?,
                Err(MessengerError::Refused { reason } | MessengerError::Restricted { reason }) => {
                    return self.sender.refused(reply.id, reason).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        self.sender.sent(reply.id).await
    }

    /// Shows typing until `at`; returns early with the signal that came.
    async fn type_until(&mut self, at: Timestamp, reply: ReplyId) -> Option<Signal> {
        while self.shared.now() < at {
            let repeat_at = self.sender.show_typing(reply).await;
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
            Some(signal) = self.signals.recv() => Some(signal),
            () = self.shared.inner.clock.sleep_until(at) => None,
        }
    }
}
