//! What is done about a burst: decided, composed, stored.

use domain::policy::{Aloud, Disclosed, Permission, Why};
use domain::{Author, Content, Decision, MessageId, Mode, Reply, ReplyId, ReplyState};
use store::{Rehearsal, Tx};
use twin::guard::Rule;
use twin::{Composition, Conversation, SilenceReason};

use super::occasion::{Look, Occasion, Thought, Written};
use super::writing::Wrote;
use super::{CONTEXT, ChatLoop};
use crate::explain::{Explanation, Outcome};
use crate::learn;
use crate::memory::Remembered;
use crate::questions::{Asking, ask_owner};
use crate::sound::{self, Sounds};
use crate::{CancelReason, Error, TwinEvent, drafts, native, saved};

impl ChatLoop {
    /// Decides what to do about what nobody has decided about, and stores the reply if there is to
    /// be one; returns it. A model is asked between two transactions; what it wrote counts only if
    /// nothing has happened meanwhile, else there is something to do again.
    pub(super) async fn plan(&mut self) -> Result<Option<Reply>, Error> {
        let (mut tx, occasion) = loop {
            self.shared.caught_up().await;
            let mut tx = self.shared.begin().await?;
            match self.look(&mut tx).await? {
                Look::Nothing => return Ok(None),
                Look::Keep { newest, event } => return self.keep(tx, newest, event).await,
                Look::Hold { until, why } => {
                    drop(tx);
                    if self.hold(until, why).await.is_some() {
                        return Ok(None);
                    }
                }
                Look::Away { occasion, text } => return self.say_away(tx, &occasion, text).await,
                Look::Compose(occasion) => {
                    let unheard = sound::unheard(&self.shared, &mut tx, &occasion.burst).await?;
                    if unheard.is_empty() {
                        break (tx, occasion);
                    }
                    drop(tx);
                    for note in &unheard {
                        self.sender.hear(note).await?;
                    }
                }
            }
        };
        let (mut written, remembered) = match self.shared.inner.models.writer() {
            None => {
                let written = Written::from(self.recall(&occasion));
                if !self.is_spoken(&occasion, &written) {
                    return self.conclude(tx, &occasion, written).await;
                }
                drop(tx);
                (written, None)
            }
            Some(writer) => {
                let remembered = self.remembered(&mut tx, &occasion).await?;
                drop(tx);
                match self.write(&writer, &occasion, &remembered).await {
                    Wrote::This(written) => (*written, Some(remembered)),
                    Wrote::GivenUp(explanation, why) => {
                        let tx = self.shared.begin().await?;
                        return self.give_up(tx, Some(*explanation), why).await;
                    }
                }
            }
        };
        // What recall mode wrote would else be stored by now.
        if remembered.is_none() || self.is_spoken(&occasion, &written) {
            self.speak(&occasion, &mut written).await?;
        }
        self.shared.caught_up().await;
        let mut tx = self.shared.begin().await?;
        match self.look(&mut tx).await? {
            Look::Compose(now) if now.is_still(&occasion) => {
                let Some(remembered) = remembered else {
                    return self.conclude(tx, &occasion, written).await;
                };
                // What was erased or made private meanwhile must not be said.
                if !self.remembered(&mut tx, &occasion).await?.is_same(&remembered) {
                    return self.give_up(tx, written.explanation, CancelReason::Changed).await;
                }
                if written.is_models() {
                    remembered.was_used(&mut tx, self.shared.account, self.shared.now()).await?;
                }
                self.conclude(tx, &occasion, written).await
            }
            Look::Keep { newest, event } => {
                let why = match event {
                    TwinEvent::StandingDown { .. } => CancelReason::OwnerWrote,
                    TwinEvent::Held { .. } => CancelReason::Held,
                    _ => CancelReason::ModeChanged,
                };
                self.give_up(tx, written.explanation, why).await?;
                let tx = self.shared.begin().await?;
                self.keep(tx, newest, event).await
            }
            // It is looked at again, and then held.
            Look::Hold { .. } | Look::Away { .. } => {
                self.give_up(tx, written.explanation, CancelReason::Held).await
            }
            Look::Compose(now) if now.newest != occasion.newest => {
                self.give_up(tx, written.explanation, CancelReason::NewMessage).await
            }
            Look::Compose(_) => self.give_up(tx, written.explanation, CancelReason::Changed).await,
            Look::Nothing => self.give_up(tx, written.explanation, CancelReason::OwnerWrote).await,
        }
    }

    /// Plans nothing, and leaves what a model was asked in vain for the owner to read: it was charged
    /// for.
    async fn give_up(
        &self,
        mut tx: Tx,
        explanation: Option<Explanation>,
        why: CancelReason,
    ) -> Result<Option<Reply>, Error> {
        let Some(mut explanation) = explanation else { return Ok(None) };
        explanation.outcome = Outcome::GivenUp { why };
        let id = self.explain(&mut tx, &explanation, None).await?;
        tx.commit().await?;
        self.shared.publish(self.chat, TwinEvent::Explained { explanation: id });
        // Whoever has stopped it has said so.
        if why != CancelReason::OwnerStopped {
            self.shared.publish(self.chat, TwinEvent::GivenUp { why });
        }
        Ok(None)
    }

    /// Stores an explanation, under the identifier of its reply or one of its own.
    async fn explain(
        &self,
        tx: &mut Tx,
        explanation: &Explanation,
        reply: Option<ReplyId>,
    ) -> Result<ReplyId, Error> {
        let (now, entropy) = (self.shared.now(), &self.shared.inner.entropy);
        let id = reply.unwrap_or_else(|| ReplyId::new(now, entropy.next_u128()));
        explanation.store(tx, id, self.shared.account, self.chat, now).await?;
        Ok(id)
    }

    /// Plans to say that the owner is away.
    async fn say_away(
        &self,
        tx: Tx,
        occasion: &Occasion,
        text: String,
    ) -> Result<Option<Reply>, Error> {
        let say = Thought::Say { bubbles: vec![text], confidence: 1.0, recalled: Vec::new() };
        self.conclude(tx, occasion, say.into()).await
    }

    /// Plans nothing: leaves a burst alone.
    async fn keep(
        &self,
        mut tx: Tx,
        newest: MessageId,
        event: TwinEvent,
    ) -> Result<Option<Reply>, Error> {
        tx.decided_up_to(self.shared.account, self.chat, newest).await?;
        tx.commit_soon().await?;
        self.shared.publish(self.chat, event);
        Ok(None)
    }

    /// Stores what came of a burst, and says so. Returns the reply that was planned, if any.
    async fn conclude(
        &self,
        mut tx: Tx,
        occasion: &Occasion,
        written: Written,
    ) -> Result<Option<Reply>, Error> {
        let Written { before, thought, explanation, sounds } = written;
        let newest = occasion.newest;
        let (mut id, mut planned) = (None, None);
        let (mut asked, mut held, mut announced) = (Vec::new(), None, false);
        let event = match thought {
            Thought::Keep(event) => {
                tx.decided_up_to(self.shared.account, self.chat, newest).await?;
                if let TwinEvent::Watched { bubbles, .. } = &event {
                    id = Some(self.rehearse(&mut tx, newest, bubbles).await?);
                }
                event
            }
            Thought::Ask { asking, event } => {
                tx.decided_up_to(self.shared.account, self.chat, newest).await?;
                asked = ask_owner(&self.shared.inner, &mut tx, asking).await?.1;
                event
            }
            // The burst stays undecided until its reply is being sent.
            Thought::Say { bubbles, confidence, recalled } => {
                // It is written where the voice may be one that was taken back meanwhile.
                let sounds = sounds.filter(|sounds| !sounds.is_taken_back(&self.shared));
                let reply = self.draw_up(&bubbles, occasion, confidence, sounds.as_ref());
                let bubbles = reply.texts();
                if !tx.plan_reply(&reply).await? {
                    // There is one already, and it is looked at next.
                    return Ok(None);
                }
                if let Some(Sounds { note, .. }) = sounds {
                    let at = reply.bubbles.iter().position(|bubble| bubble.spoken.is_some());
                    tx.keep_sounds(reply.id, &[(at.unwrap_or_default(), note)]).await?;
                }
                announced = saved::announce(&self.shared.inner, &mut tx, &reply).await?;
                // Only recall mode chooses one of them to say it again.
                if let Some(from) = recalled.iter().find(|recalled| recalled.chosen) {
                    tx.drew_reply_from(reply.id, from.chat, from.asked_at).await?;
                }
                held = occasion.held.map(|why| TwinEvent::Held { until: None, why });
                let Reply { id: reply, send_at, state, .. } = *planned.insert(reply);
                id = Some(reply);
                if state == ReplyState::Waiting {
                    TwinEvent::Drafted { reply, bubbles, confidence, recalled }
                } else {
                    TwinEvent::Planned { reply, bubbles, confidence, recalled, send_at }
                }
            }
        };
        let mut explained = None;
        if let Some(explanation) = &explanation {
            let explanation = self.explain(&mut tx, explanation, id).await?;
            explained = Some(TwinEvent::Explained { explanation });
        }
        tx.commit_soon().await?;
        let is_told = announced || !asked.is_empty();
        let shown = match &event {
            TwinEvent::Drafted { bubbles, .. } => Some(bubbles.clone()),
            _ => None,
        };
        // What comes of it is told last: it says how things stand now.
        for event in before.into_iter().chain(explained).chain(held).chain([event]).chain(asked) {
            self.shared.publish(self.chat, event);
        }
        if is_told {
            self.shared.saved.notify_one();
        }
        if let Some(texts) = shown {
            native::show(&self.shared, &self.sender, self.chat, &texts).await?;
        }
        Ok(planned)
    }

    /// Keeps what the twin would have said, to be compared with what the owner will say.
    async fn rehearse(
        &self,
        tx: &mut Tx,
        answers: MessageId,
        bubbles: &[String],
    ) -> Result<ReplyId, Error> {
        let now = self.shared.now();
        let rehearsal = Rehearsal {
            id: ReplyId::new(now, self.shared.inner.entropy.next_u128()),
            account: self.shared.account,
            chat: self.chat,
            answers,
            created_at: now,
            would_say: bubbles.join("\n"),
            said: None,
            closeness: None,
        };
        tx.rehearse(&rehearsal).await?;
        Ok(rehearsal.id)
    }

    /// What is to be answered now, if anything, as far as the owner allows it.
    async fn look(&self, tx: &mut Tx) -> Result<Look, Error> {
        let account = self.shared.account;
        let burst = tx.undecided_messages(account, self.chat).await?;
        let Some(newest) = burst.last().map(|message| message.id) else {
            return Ok(Look::Nothing);
        };
        let gate = self.gate(tx).await?;
        let mut decision = gate.decide(&burst, gate.oldest(self.shared.now()));
        let mode = match (decision, decision.mode()) {
            (Decision::Ignore(reason), _) => {
                return Ok(Look::Keep { newest, event: TwinEvent::Ignored { reason } });
            }
            (_, mode) => mode.unwrap_or(Mode::Off),
        };
        let (mut held, mut away) = (None, None);
        match self.permits(tx, &gate, mode, false).await? {
            Permission::Granted => {}
            // It takes longer than that to compose.
            Permission::Later { why: Why::Limit(_), .. } => {}
            Permission::Later { until, why } => return Ok(Look::Hold { until, why }),
            Permission::DraftOnly(why) => {
                held = Some(why).filter(|_| decision != Decision::Draft);
                decision = Decision::Draft;
            }
            Permission::Left(Why::OwnerWrote { until }) => {
                return Ok(Look::Keep { newest, event: TwinEvent::StandingDown { until } });
            }
            Permission::Left(why) => {
                return Ok(Look::Keep { newest, event: TwinEvent::Held { until: None, why } });
            }
            Permission::Away => away = gate.away_text().map(str::to_owned),
        }
        let mut before = tx.recent_messages(account, self.chat, CONTEXT).await?;
        // A part of the burst may have come while an earlier reply was on its way.
        before.retain(|message| burst.iter().all(|undecided| undecided.id != message.id));
        // Another process may have written down what the owner says since.
        self.shared.correct(learn::corrections(tx, self.shared.taught_by()).await?);
        let countdown = gate.policy.countdown;
        let is_away = away.is_some();
        let disclosure = gate.disclosure();
        let aloud = gate.aloud();
        let occasion = Occasion {
            decision,
            before,
            burst,
            newest,
            countdown,
            held,
            away: is_away,
            disclosure,
            aloud,
        };
        Ok(match away {
            Some(text) => Look::Away { occasion, text },
            None => Look::Compose(occasion),
        })
    }

    /// Composes in recall mode.
    pub(super) fn recall(&self, occasion: &Occasion) -> Thought {
        let seed = self.shared.inner.entropy.next_u64();
        let conversation = self.conversation(occasion);
        let composition = twin::compose(&self.shared.learner(), &conversation, seed);
        self.thought(occasion, composition)
    }

    /// Whether what was written is to be spoken.
    fn is_spoken(&self, occasion: &Occasion, written: &Written) -> bool {
        let is_said = matches!(written.thought, Thought::Say { .. }) && !occasion.away;
        if !is_said || !self.shared.inner.sound.may_speak() {
            return false;
        }
        let (mut share, mut chance) = (0.0, 0.0);
        if occasion.aloud == Aloud::AsOwner {
            share = self.shared.learner().profile(Some(self.chat)).voice;
            chance = self.shared.inner.entropy.next_share();
        }
        occasion.aloud.speaks(occasion.is_asked_aloud(), share, chance)
    }

    /// Has what was written spoken; it stays written where that fails. What that took is counted here, since
    /// it is paid for whatever becomes of the reply.
    async fn speak(&self, occasion: &Occasion, written: &mut Written) -> Result<(), Error> {
        let Thought::Say { bubbles, .. } = &written.thought else { return Ok(()) };
        let lately = occasion.before.iter().rev().find(|message| message.author == Author::Twin);
        let lately = lately.filter(|message| matches!(message.content, Content::Voice { .. }));
        let before = lately.and_then(|message| message.content.text()).unwrap_or_default();
        let said = occasion.burst.iter().rev().chain(occasion.before.iter().rev());
        let language = sound::language(said.filter_map(|message| message.content.text()));
        let before = before.to_owned();
        written.sounds = sound::speak(&self.shared, self.chat, bubbles, language, before).await;
        if let Some(Sounds { spoke, mouth, .. }) = &written.sounds {
            let of = (self.shared.account, self.chat);
            let mut tx = self.shared.begin().await?;
            tx.note_spoke(of, self.shared.now(), mouth, *spoke).await?;
            tx.commit_soon().await?;
        }
        Ok(())
    }

    /// What is remembered that bears on what is to be answered.
    async fn remembered(&self, tx: &mut Tx, occasion: &Occasion) -> Result<Remembered, Error> {
        let conversation = self.conversation(occasion);
        Ok(Remembered::of(tx, self.shared.account, &conversation).await?)
    }

    /// What is done with what was composed.
    pub(super) fn thought(&self, occasion: &Occasion, composition: Composition) -> Thought {
        let may_answer = !matches!(occasion.decision, Decision::Ignore(_) | Decision::Watch);
        let asked = self.conversation(occasion).asked().join(" ");
        match composition {
            // What only the owner can know is asked of them also where nothing proposes a reply.
            Composition::Silence { reason: reason @ SilenceReason::NeedsFacts, recalled }
                if may_answer =>
            {
                let asking = self.asking(occasion, &asked, Rule::Facts, Vec::new());
                Thought::Ask { asking, event: TwinEvent::Silent { asked, reason, recalled } }
            }
            Composition::Silence { reason, recalled } => {
                Thought::Keep(TwinEvent::Silent { asked, reason, recalled })
            }
            Composition::AskOwner { rule, bubbles, recalled, .. } => {
                let asking = self.asking(occasion, &asked, rule, bubbles);
                let reason = SilenceReason::Refused { rule: Some(rule) };
                let event = TwinEvent::Silent { asked, reason, recalled };
                if may_answer { Thought::Ask { asking, event } } else { Thought::Keep(event) }
            }
            Composition::Answer { bubbles, confidence, recalled } if may_answer => {
                Thought::Say { bubbles, confidence, recalled }
            }
            Composition::Answer { bubbles, confidence, recalled } => {
                Thought::Keep(TwinEvent::Watched { bubbles, confidence, recalled })
            }
        }
    }

    /// What the owner is to be asked.
    fn asking(&self, occasion: &Occasion, text: &str, rule: Rule, proposed: Vec<String>) -> Asking {
        Asking {
            account: self.shared.account,
            chat: self.chat,
            answers: occasion.newest,
            text: text.to_owned(),
            proposed,
            rule: format!("{rule:?}").to_lowercase(),
        }
    }

    /// What is to be answered, as of now.
    pub(super) fn conversation<'a>(&self, occasion: &'a Occasion) -> Conversation<'a> {
        let Occasion { before, burst, .. } = occasion;
        Conversation { chat: self.chat, before, burst, now: self.shared.now() }
    }

    /// A new reply: a draft, or due at the owner's pace.
    fn draw_up(
        &self,
        bubbles: &[String],
        occasion: &Occasion,
        confidence: f32,
        sounds: Option<&Sounds>,
    ) -> Reply {
        let now = self.shared.now();
        let sends = occasion.decision.sends();
        let entropy = &self.shared.inner.entropy;
        let words = &self.shared.inner.settings.disclosure_words;
        let spoken = sounds.map(|sounds| std::slice::from_ref(&sounds.text));
        let Disclosed { texts, begins } =
            occasion.disclosed(words, spoken.unwrap_or(bubbles), sounds.is_some());
        let mut bubbles = drafts::bubbles(entropy, &texts);
        if let (Some(sounds), Some(bubble)) = (sounds, bubbles.get_mut(usize::from(begins))) {
            bubble.spoken = Some(sounds.note.seconds);
        }
        let mut reply = Reply {
            id: ReplyId::new(now, entropy.next_u128()),
            account: self.shared.account,
            chat: self.chat,
            state: if sends { ReplyState::Scheduled } else { ReplyState::Waiting },
            answers: occasion.newest,
            bubbles,
            send_at: now,
            confidence,
            created_at: now,
            mode: occasion.decision.mode().unwrap_or(Mode::Draft),
            word: None,
            away: occasion.away,
            discloses: begins,
        };
        let after = self.pace(&reply).first_after();
        reply.send_at = now
            + match occasion.decision {
                Decision::Countdown => after.max(occasion.countdown),
                _ => after,
            };
        reply
    }
}
