//! The gate: what the owner allows in a chat right now. It is asked when a burst is looked at, and
//! again when its reply is about to be sent; in between, whenever what it looks at has changed.

use domain::policy::{
    Aloud, Circumstances, DisclosureWords, Limits, Outside, Permission, TimeZone, Usage, Why,
};
use domain::{Decision, Message, Mode, Pause, Policy, Reply, Timestamp};
use store::{Situation, Tx};
use twin::guard::bounds::{is_left_to_owner, is_never_said};

use super::occasion::Disclosing;
use super::{ChatLoop, Signal, happens};
use crate::{CancelReason, Error, TwinEvent, rules};

/// What the gate looks at, as it is in one transaction.
pub(super) struct Gate {
    pub(super) policy: Policy,
    zone: TimeZone,
    situation: Situation,
}

impl Gate {
    /// How old what the twin answers by itself may be.
    pub(super) fn oldest(&self, now: Timestamp) -> Timestamp {
        now - self.policy.answer_within
    }

    /// The mode in force.
    pub(super) fn mode(&self) -> Mode {
        let Situation { peer, mode, default_mode, .. } = &self.situation;
        mode.unwrap_or_else(|| self.policy.mode_with(peer, *default_mode))
    }

    /// Whether all is to wait.
    pub(super) fn is_paused(&self, now: Timestamp) -> bool {
        self.pause(now).is_some()
    }

    /// The pause that goes on for longest, of the account or of the chat.
    fn pause(&self, now: Timestamp) -> Option<Pause> {
        let Situation { rules, pause, .. } = &self.situation;
        Pause::longest(rules.pause.into_iter().chain(*pause), now)
    }

    /// What the mode says of a burst, unless it is older than that.
    pub(super) fn decide(&self, burst: &[Message], oldest: Timestamp) -> Decision {
        domain::decide(&self.situation.peer, self.mode(), burst, oldest)
    }

    /// How the other side is told that a twin writes.
    pub(super) fn disclosure(&self) -> Disclosing {
        let disclosure = self.policy.disclosure.clone().unwrap_or_default();
        let Situation { told, disclosed, .. } = &self.situation;
        Disclosing { told: told.unwrap_or(disclosure.told), before: *disclosed, disclosure }
    }

    /// When replies are spoken.
    pub(super) fn aloud(&self) -> Aloud {
        self.situation.aloud.unwrap_or(self.policy.aloud)
    }

    /// What is said while the owner is away.
    pub(super) fn away_text(&self) -> Option<&str> {
        match &self.policy.hours.outside {
            Outside::Away { text } => Some(text),
            Outside::Silence | Outside::Draft => None,
        }
    }

    /// Whether a reply says what the twin may never say, or leaves to its owner. What the owner has worded
    /// themselves, that they are away or that a twin writes, is theirs, and so are the house's words for it.
    fn is_out_of_bounds(&self, reply: &Reply, words: &DisclosureWords) -> bool {
        if reply.away {
            return false;
        }
        let bounds = &self.situation.rules.bounds;
        let disclosure = self.policy.disclosure.clone().unwrap_or_default();
        let texts = disclosure.leaves(words, &reply.texts(), reply.discloses);
        is_never_said(bounds, &texts) || is_left_to_owner(bounds, &texts)
    }

    /// Whether a reply says that the owner is away in the words in force.
    fn says_away(&self, reply: &Reply) -> bool {
        let mut texts = reply.bubbles.iter().map(|bubble| bubble.text.as_str());
        texts.next() == self.away_text() && texts.next().is_none()
    }
}

/// Whether a reply only says that the owner is away: the burst is still to be answered after it.
fn is_away(reply: &Reply) -> bool {
    reply.away && reply.word.is_none()
}

/// What becomes of a reply that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It goes out.
    Goes {
        /// Whether it only says that the owner is away.
        away: bool,
    },
    /// It is withdrawn.
    Withdrawn(CancelReason),
    /// It stays planned, and this is asked again.
    Held {
        /// When, if nothing happens before.
        until: Option<Timestamp>,
        /// Why.
        why: Why,
    },
}

impl ChatLoop {
    pub(super) async fn gate(&self, tx: &mut Tx) -> Result<Gate, Error> {
        let (id, settings) = (self.shared.account, &self.shared.inner.settings);
        let situation = tx.situation(id, self.chat).await?.ok_or(Error::Gone)?;
        let policy = rules::policy(&situation.rules, settings);
        let zone = rules::zone(&policy, settings);
        Ok(Gate { policy, zone, situation })
    }

    /// What may be done now under a mode, or with the owner's word.
    pub(super) async fn permits(
        &self,
        tx: &mut Tx,
        gate: &Gate,
        mode: Mode,
        allowed: bool,
    ) -> Result<Permission, Error> {
        if mode < Mode::Draft {
            // Nothing stands in the way of watching, so nothing is looked up.
            return Ok(Permission::Granted);
        }
        let (account, chat, now) = (self.shared.account, self.chat, self.shared.now());
        let Situation { owner_wrote, away_said, .. } = &gate.situation;
        let usage = if gate.policy.limits == Limits::NONE {
            Usage::default()
        } else {
            tx.usage(account, chat, now).await?
        };
        Ok(gate.policy.permits(&Circumstances {
            now,
            zone: &gate.zone,
            mode,
            allowed,
            pause: gate.pause(now).as_ref(),
            owner_wrote: *owner_wrote,
            owner_here: self.shared.presence.last_seen(chat),
            owner_online: self.shared.presence.online_until(),
            away_said: *away_said,
            usage: &usage,
        }))
    }

    /// What becomes of a reply that is due: whether it still answers what was said last, its mode still
    /// lets it, and it may go now.
    pub(super) async fn verdict(&self, tx: &mut Tx, reply: &Reply) -> Result<Verdict, Error> {
        let account = self.shared.account;
        let gate = self.gate(tx).await?;
        let mut burst = tx.undecided_messages(account, self.chat).await?;
        let mut oldest = gate.oldest(self.shared.now());
        let is_owners = tx.is_answered_by_owner(account, self.chat, reply.answers).await?;
        if is_owners {
            // It was decided to ask the owner, who has answered, however late.
            oldest = Timestamp::from_millis(i64::MIN);
        }
        // Their answer to a question are their words, as those of a draft that they have let go.
        let has_word = reply.word.is_some() || is_owners;
        let is_decided = !burst.iter().any(|message| message.id == reply.answers);
        if burst.is_empty() || is_decided && has_word {
            // Or it was on its way already, and Telegram took nothing of it.
            burst = self.unanswered(tx).await?;
        }
        if !has_word && gate.is_out_of_bounds(reply, &self.shared.inner.settings.disclosure_words) {
            return Ok(Verdict::Withdrawn(CancelReason::Changed));
        }
        // What the owner has let go stays said, whatever the other side adds; that is answered next.
        let is_asked = match burst.last() {
            Some(newest) if !has_word => newest.id == reply.answers,
            _ => burst.iter().any(|message| message.id == reply.answers),
        };
        if !is_asked {
            return Ok(Verdict::Withdrawn(CancelReason::NewMessage));
        }
        let mode = match gate.decide(&burst, oldest).mode() {
            Some(mode) if mode.sends() || has_word => mode,
            _ => return Ok(Verdict::Withdrawn(CancelReason::ModeChanged)),
        };
        let held = Verdict::Withdrawn(CancelReason::Held);
        // Under the owner's word even a chat that is only watched is asked about as one that sends.
        let mode = if has_word { mode.max(Mode::Draft) } else { mode };
        Ok(match self.permits(tx, &gate, mode, has_word).await? {
            Permission::Granted if is_away(reply) => held,
            Permission::Granted => Verdict::Goes { away: false },
            Permission::Away if is_away(reply) && gate.says_away(reply) => {
                Verdict::Goes { away: true }
            }
            // What waits for hours would be composed anew by then, but the owner's word stands.
            // And what was decided before is not composed anew.
            Permission::Later { until, why } if has_word || is_decided || is_short(why) => {
                Verdict::Held { until, why }
            }
            Permission::Away
            | Permission::Later { .. }
            | Permission::DraftOnly(_)
            | Permission::Left(_) => held,
        })
    }

    /// Whether the twin is paused here.
    pub(super) async fn is_paused(&self) -> Result<bool, Error> {
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        let pauses = tx.pauses_in(self.shared.account, self.chat).await?;
        Ok(pauses.in_force(self.shared.now()).is_some())
    }

    /// Says that something is held, and waits; returns early with the signal that came.
    pub(super) async fn hold(&mut self, until: Option<Timestamp>, why: Why) -> Option<Signal> {
        self.shared.publish(self.chat, TwinEvent::Held { until, why });
        match until {
            Some(until) => self.wait_until(until).await,
            None => match happens(&mut self.signals).await {
                // The connection is over, and this loop with it.
                None => std::future::pending().await,
                signal => signal,
            },
        }
    }
}

/// Whether what is held for this reason is held for seconds.
pub(super) fn is_short(why: Why) -> bool {
    matches!(why, Why::Limit(_) | Why::OwnerHere)
}
