//! What twins ask their owner: a reply would rest on what only the owner can know. The answer becomes
//! memory, and is what the reply is made of.

use domain::{
    AccountId, Bubble, Fact, FactId, FactKind, FactOrigin, FactScope, FactState, MessageId, Mode,
    PeerId, Question, QuestionId, QuestionState, Reply, ReplyId, ReplyState,
};
use store::Tx;
use twin::memory::{dated, in_a_line};

use crate::memory::written;
use crate::{Engine, Error, Inner, Noted, TwinEvent};

/// The longest question that is stored, in characters: the rest of it stands in the chat.
const LONGEST: usize = 120;

/// A question that waits, as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The question.
    pub question: Question,
    /// The name of the chat that waits for the reply.
    pub chat: String,
}

/// What the owner has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The account whose twin asked.
    pub account: AccountId,
    /// The chat that waits for the reply.
    pub chat: PeerId,
    /// The newest message that it answers.
    pub answers: MessageId,
    /// What the owner wrote: the reply.
    pub text: String,
}

/// What is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Whose twin asks.
    pub account: AccountId,
    /// The chat that waits for the reply.
    pub chat: PeerId,
    /// The newest message that the reply would answer.
    pub answers: MessageId,
    /// What the other side wants to know, in their words.
    pub text: String,
    /// What the twin would say.
    pub proposed: Vec<String>,
    /// The name of the rule that does not let it be said.
    pub rule: String,
}

/// Asks the owner: stores the question, in the transaction that decides about the burst. Returns what
/// to publish once that is committed. A question that is open in the chat is dropped.
pub(crate) async fn ask_owner(
    inner: &Inner,
    tx: &mut Tx,
    asking: Asking,
) -> Result<(QuestionId, TwinEvent), store::Error> {
    let Asking { account, chat, answers, text, proposed, rule } = asking;
    let now = inner.clock.now();
    let text: String = in_a_line(&text).chars().take(LONGEST).collect();
    let question = Question {
        id: QuestionId::new(now, inner.entropy.next_u128()),
        account,
        chat,
        answers,
        text,
        proposed,
        rule,
        asked_at: now,
        state: QuestionState::Open,
    };
    tx.ask_question(&question).await?;
    Ok((question.id, TwinEvent::Asked { question: question.id, text: question.text }))
}

/// Plans to send what the owner wrote, unless somebody has written since. Returns what to publish
/// once that is committed.
async fn plan(
    inner: &Inner,
    tx: &mut Tx,
    account: AccountId,
    chat: PeerId,
    answers: MessageId,
    text: &str,
) -> Result<Option<TwinEvent>, store::Error> {
    let newest = tx.recent_messages(account, chat, 1).await?;
    if newest.last().is_none_or(|newest| newest.id != answers) {
        return Ok(None);
    }
    let (now, pace) = (inner.clock.now(), &inner.settings.pace);
    let texts = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let bubbles: Vec<String> = texts.map(str::to_owned).collect();
    let bubble = |text: &String| Bubble {
        text: text.clone(),
        random_id: inner.entropy.random_id(),
        message_id: None,
    };
    let reply = Reply {
        id: ReplyId::new(now, inner.entropy.next_u128()),
        account,
        chat,
        state: ReplyState::Scheduled,
        answers,
        bubbles: bubbles.iter().map(bubble).collect(),
        // Whoever waits has waited for the owner already.
        send_at: now + *pace.read.start() + *pace.typing.start(),
        confidence: 1.0,
        created_at: now,
        mode: Mode::Auto,
        word: None,
    };
    if !tx.plan_reply(&reply).await? {
        return Ok(None);
    }
    let Reply { id: reply, send_at, confidence, .. } = reply;
    let recalled = Vec::new();
    Ok(Some(TwinEvent::Planned { reply, bubbles, confidence, recalled, send_at }))
}

impl Engine {
    /// Asks the owner. A question that is open in the same chat is dropped.
    pub async fn ask_owner(&self, asking: Asking) -> Result<QuestionId, Error> {
        let (account, chat) = (asking.account, asking.chat);
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        if tx.chat(account, chat).await?.is_none() {
            return Err(Error::Gone);
        }
        let (question, event) = ask_owner(&self.inner, &mut tx, asking).await?;
        tx.commit().await?;
        self.inner.events.publish(self.inner.clock.now(), account, Some(chat), event);
        Ok(question)
    }

    /// The questions that wait for the owner, the oldest first.
    pub async fn questions(&self) -> Result<Vec<OpenQuestion>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut open = Vec::new();
        for question in tx.open_questions().await? {
            let chat = tx.chat(question.account, question.chat).await?;
            open.push(OpenQuestion {
                chat: chat.map_or_else(String::new, |chat| chat.peer.title),
                question,
            });
        }
        Ok(open)
    }

    /// Answers an open question: what the owner wrote becomes a fact of the chat, and the
    /// reply, unless somebody has written there since. An error says what is wrong with it; [`Noted::NotFound`] if the question is not
    /// open any more.
    pub async fn answer_question(
        &self,
        id: QuestionId,
        text: &str,
    ) -> Result<Result<Answered, Noted>, Error> {
        let line = match written(text) {
            Ok(line) => line,
            Err(noted) => return Ok(Err(noted)),
        };
        let now = self.inner.clock.now();
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let Some(question) = tx.question(id).await? else { return Ok(Err(Noted::NotFound)) };
        if !tx.close_question(id, QuestionState::Answered).await? {
            return Ok(Err(Noted::NotFound));
        }
        let Question { account, chat, answers, text: asked, asked_at, .. } = question;
        let zone = &self.inner.settings.zone;
        // "Tomorrow" was another day when it was asked.
        let (asked, told) = (dated(&asked, asked_at, zone), dated(&line, now, zone));
        let both = [asked.text, told.text];
        let said: Vec<&str> =
            both.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let fact = Fact {
            id: FactId::new(now, self.inner.entropy.next_u128()),
            account,
            scope: FactScope::Chat(chat),
            kind: FactKind::Note,
            text: said.join(" — "),
            source: None,
            said_at: now,
            until: asked.until.max(told.until),
            confidence: 1.0,
            origin: FactOrigin::OwnersAnswer,
            state: FactState::Kept,
            may_be_said: true,
            used: 0,
            last_used_at: None,
        };
        tx.insert_fact(&fact).await?;
        let planned = plan(&self.inner, &mut tx, account, chat, answers, text.trim()).await?;
        tx.commit().await?;
        let closed = TwinEvent::QuestionClosed { question: id, answered: true };
        for event in [closed, TwinEvent::MemoryChanged].into_iter().chain(planned) {
            self.inner.events.publish(now, account, Some(chat), event);
        }
        self.inner.supervisor.wake(account, chat);
        Ok(Ok(Answered { account, chat, answers, text: text.trim().to_owned() }))
    }

    /// Leaves a question unanswered. Returns whether it was open.
    pub async fn drop_question(&self, id: QuestionId) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let Some(question) = tx.question(id).await? else { return Ok(false) };
        let dropped = tx.close_question(id, QuestionState::Dropped).await?;
        tx.commit().await?;
        if dropped {
            let event = TwinEvent::QuestionClosed { question: id, answered: false };
            let now = self.inner.clock.now();
            self.inner.events.publish(now, question.account, Some(question.chat), event);
        }
        Ok(dropped)
    }
}
