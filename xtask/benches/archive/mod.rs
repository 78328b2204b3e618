//! What years with a twin leave behind: a million messages in ten thousand chats, and what a twin has said,
//! asked and remembered in them.

use std::time::Duration;

use anyhow::Context as _;
use domain::{
    Account, AccountId, AccountKind, AccountState, Bubble, Fact, FactId, FactKind, FactOrigin,
    FactScope, FactState, Message, MessageId, Mode, OwnerId, Peer, PeerFlags, PeerId, PeerKind,
    Profile, Question, QuestionEnd, QuestionId, QuestionState, Reply, ReplyId, ReplyState,
    SentMessage, Timestamp,
};
use store::{Store, Tx};

use crate::talk::{self, Vocabulary};

pub(crate) const MESSAGES: u32 = 1_000_000;
pub(crate) const CHATS: u32 = 10_000;
/// Replies in each chat that were sent.
pub(crate) const REPLIES: u32 = 5;
/// In every so many chats a draft waits, in others a question.
const DRAFTS_EVERY: usize = 250;
const QUESTIONS_EVERY: usize = 400;
/// In every so many chats something is remembered.
const FACTS_EVERY: usize = 5;
/// Chats of a transaction.
const AT_ONCE: usize = 100;
/// The chats go quiet one after another, within a year.
const BETWEEN_CHATS: Duration = Duration::from_secs(365 * 86_400 / CHATS as u64);

/// What was stored.
pub(crate) struct Archive {
    /// Whose all of it is.
    pub(crate) account: AccountId,
    /// Another account, of which there is nothing.
    pub(crate) other: AccountId,
    /// The chats, the one that went quiet last before the others.
    pub(crate) chats: Vec<PeerId>,
}

/// Stores it, up to a moment.
pub(crate) async fn fill(store: &Store, now: Timestamp) -> anyhow::Result<Archive> {
    let owner = store.ensure_owner(OwnerId::new(now, 1), now).await?;
    let (account, other) = (AccountId::new(now, 2), AccountId::new(now, 3));
    let mut tx = store.begin(owner).await?;
    tx.insert_account(&of_somebody(account, 100)).await?;
    tx.insert_account(&of_somebody(other, 101)).await?;
    tx.commit().await?;
    let vocabulary = Vocabulary::new();
    let mut messages: Vec<Message> = talk::history(&vocabulary, MESSAGES, CHATS, 1).collect();
    let mut talks: Vec<&mut [Message]> =
        messages.chunk_by_mut(|one, next| one.chat == next.chat).collect();
    let mut filling = Filling { account, now, ids: 0 };
    let mut chats = Vec::new();
    for (part, talks) in talks.chunks_mut(AT_ONCE).enumerate() {
        let mut tx = store.begin(owner).await?;
        for (place, talk) in talks.iter_mut().enumerate() {
            let number = part * AT_ONCE + place;
            chats.push(filling.talk(&mut tx, number, talk).await?);
        }
        tx.commit().await?;
    }
    Ok(Archive { account, other, chats })
}

struct Filling {
    account: AccountId,
    now: Timestamp,
    ids: u128,
}

impl Filling {
    fn id(&mut self) -> u128 {
        self.ids += 1;
        self.ids
    }

    /// Stores a talk, which ends so that it is the one of this number.
    async fn talk(
        &mut self,
        tx: &mut Tx,
        number: usize,
        talk: &mut [Message],
    ) -> anyhow::Result<PeerId> {
        let last = talk.last().context("an empty talk")?;
        let (chat, answers) = (last.chat, last.id);
        let ends = self.now - BETWEEN_CHATS * u32::try_from(number)? - Duration::from_secs(3_600);
        let later = ends.since(last.sent_at);
        for message in &mut *talk {
            message.sent_at = message.sent_at + later;
        }
        tx.upsert_peer(self.account, &somebody(chat)).await?;
        tx.insert_messages(self.account, talk).await?;
        for reply in 0..REPLIES {
            let at = ends + Duration::from_secs(u64::from(reply) * 60);
            let message = MessageId(answers.0 + 1 + i32::try_from(reply)?);
            self.sent(tx, chat, answers, message, at).await?;
        }
        if number.is_multiple_of(DRAFTS_EVERY) {
            let reply = self.reply(chat, answers, ReplyState::Waiting, ends);
            tx.plan_reply(&reply).await?;
        }
        if number.is_multiple_of(QUESTIONS_EVERY) {
            self.asked(tx, chat, answers, None, ends).await?;
        } else if number.is_multiple_of(FACTS_EVERY) {
            self.asked(tx, chat, answers, Some(QuestionEnd::Sent), ends).await?;
            tx.insert_fact(&self.fact(FactScope::Chat(chat), ends)).await?;
            if number.is_multiple_of(10 * FACTS_EVERY) {
                tx.insert_fact(&self.fact(FactScope::AboutOwner, ends)).await?;
            }
        }
        Ok(chat)
    }

    /// A reply that was sent, and the message that it became.
    async fn sent(
        &mut self,
        tx: &mut Tx,
        chat: PeerId,
        answers: MessageId,
        message: MessageId,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let reply = self.reply(chat, answers, ReplyState::Scheduled, at);
        tx.plan_reply(&reply).await?;
        tx.claim_reply(reply.id).await?;
        tx.bubble_sent(reply.id, 0, SentMessage { id: message, sent_at: at }).await?;
        tx.finish_reply(reply.id, ReplyState::Sent).await?;
        Ok(())
    }

    fn reply(
        &mut self,
        chat: PeerId,
        answers: MessageId,
        state: ReplyState,
        at: Timestamp,
    ) -> Reply {
        let number = self.id();
        let text = format!("да, буду к семи, номер {number}");
        Reply {
            id: ReplyId::new(at, number),
            account: self.account,
            chat,
            state,
            answers,
            bubbles: vec![Bubble {
                text,
                random_id: number as i64,
                message_id: None,
                spoken: None,
            }],
            send_at: at,
            confidence: 0.8,
            mode: if state == ReplyState::Waiting { Mode::Draft } else { Mode::Auto },
            word: None,
            away: false,
            discloses: false,
            created_at: at,
        }
    }

    async fn asked(
        &mut self,
        tx: &mut Tx,
        chat: PeerId,
        answers: MessageId,
        end: Option<QuestionEnd>,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let question = Question {
            id: QuestionId::new(at, self.id()),
            account: self.account,
            chat,
            answers,
            text: "во сколько приедешь?".to_owned(),
            proposed: vec!["в семь".to_owned()],
            rule: "promise".to_owned(),
            asked_at: at,
            state: QuestionState::Open,
            end: None,
        };
        tx.ask_question(&question).await?;
        if let Some(end) = end {
            tx.close_question(question.id, end).await?;
        }
        Ok(())
    }

    fn fact(&mut self, scope: FactScope, at: Timestamp) -> Fact {
        let number = self.id();
        Fact {
            id: FactId::new(at, number),
            account: self.account,
            scope,
            kind: FactKind::Note,
            text: format!("любит чай, сорт {number}"),
            source: None,
            said_at: at,
            until: None,
            confidence: 1.0,
            origin: FactOrigin::Owner,
            state: FactState::Kept,
            may_be_said: true,
            used: 0,
            last_used_at: None,
        }
    }
}

fn of_somebody(id: AccountId, user: i64) -> Account {
    Account {
        id,
        kind: AccountKind::User,
        profile: Profile {
            user_id: PeerId(user),
            first_name: "Илья".to_owned(),
            last_name: format!("{user}"),
            username: None,
            phone: None,
        },
        state: AccountState::Offline,
        default_mode: Mode::Watch,
    }
}

fn somebody(id: PeerId) -> Peer {
    let kind = if id.is_user() { PeerKind::User } else { PeerKind::Group };
    let title = format!("Анна Каренина {}", id.0.unsigned_abs());
    Peer { id, kind, title, username: None, flags: PeerFlags::default() }
}
