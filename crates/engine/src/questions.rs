//! What twins ask their owner: a reply would rest on what only the owner can know. The answer becomes
//! memory, and is what the reply is made of.

use domain::{
    AccountId, Author, Fact, FactId, FactKind, FactOrigin, FactScope, FactState, MessageId, Mode,
    PeerId, Question, QuestionEnd, QuestionId, QuestionState, Reply, ReplyId, ReplyState,
};
use store::Tx;
use twin::memory::{LONGEST_FACT, dated, in_a_line};

use crate::chat::CONTEXT;
use crate::drafts::{bubbles, lines};
use crate::{Engine, Error, Inner, Noted, Settings, TwinEvent, rules, saved};

/// The longest question that is stored, in characters: the rest of it stands in the chat.
const LONGEST: usize = 120;

/// The longest answer, in characters: that of a message.
pub const LONGEST_ANSWER: usize = 4_096;

/// A question as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnersQuestion {
    /// The question.
    pub question: Question,
    /// The name of the chat that waits for the reply.
    pub chat: String,
    /// What became of it, or, while it is open, what would become of an answer that is given now;
    /// `None` where that was not kept.
    pub end: Option<QuestionEnd>,
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
    /// What became of it: sent, or only remembered, and why.
    pub end: QuestionEnd,
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
/// to publish once that is committed; then [`saved::follow`] is to be woken. A question that is open
/// in the chat is dropped.
pub(crate) async fn ask_owner(
    inner: &Inner,
    tx: &mut Tx,
    asking: Asking,
) -> Result<(QuestionId, Vec<TwinEvent>), store::Error> {
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
        end: None,
    };
    let replaced = tx.ask_question(&question).await?;
    saved::ask(inner, tx, &question).await?;
    let closed = replaced.map(|question| closed(question, QuestionEnd::AskedAnew));
    let asked = TwinEvent::Asked { question: question.id, text: question.text };
    Ok((question.id, closed.into_iter().chain([asked]).collect()))
}

/// Closes the open question of a chat, which the chat has gone past. Returns what to publish once that
/// is committed.
pub(crate) async fn go_past(
    tx: &mut Tx,
    account: AccountId,
    chat: PeerId,
    end: QuestionEnd,
) -> Result<Option<TwinEvent>, store::Error> {
    let past = tx.drop_question_of(account, chat, end).await?;
    Ok(past.map(|question| closed(question, end)))
}

fn closed(question: QuestionId, end: QuestionEnd) -> TwinEvent {
    TwinEvent::QuestionClosed { question, end }
}

/// What becomes of an answer to a question that is given now.
async fn end_of(
    tx: &mut Tx,
    settings: &Settings,
    question: &Question,
) -> Result<QuestionEnd, Error> {
    let Question { account, chat, answers, .. } = *question;
    let known = (tx.account(account).await?, tx.chat(account, chat).await?);
    let answered = match known {
        (Some(account), Some(chat)) if chat.peer.may_be_answered() => {
            rules::mode(tx, settings, &account, &chat).await? >= Mode::Draft
        }
        _ => false,
    };
    if !answered {
        return Ok(QuestionEnd::NotAnswering);
    }
    let mut newest = tx.recent_messages(account, chat, CONTEXT).await?;
    // What others say to each other in a group is no answer, and asks for none.
    newest.retain(|message| message.author != Author::Other || message.is_to_owner());
    let is_last = newest.last().is_some_and(|newest| newest.id == answers);
    Ok(if is_last { QuestionEnd::Sent } else { QuestionEnd::WroteSince })
}

/// Plans to send what the owner wrote. Returns what to publish once that is committed; `None` if a
/// reply is on its way there already.
async fn plan(
    inner: &Inner,
    tx: &mut Tx,
    account: AccountId,
    chat: PeerId,
    answers: MessageId,
    text: &str,
) -> Result<Option<TwinEvent>, store::Error> {
    let (now, pace) = (inner.clock.now(), &inner.settings.pace);
    let texts = lines(text);
    let reply = Reply {
        id: ReplyId::new(now, inner.entropy.next_u128()),
        account,
        chat,
        state: ReplyState::Scheduled,
        answers,
        bubbles: bubbles(&inner.entropy, &texts),
        // Whoever waits has waited for the owner already.
        send_at: now + *pace.read.start() + *pace.typing.start(),
        confidence: 1.0,
        created_at: now,
        mode: Mode::Auto,
        word: None,
        away: false,
        discloses: false,
    };
    if !tx.plan_reply(&reply).await? {
        return Ok(None);
    }
    let Reply { id: reply, send_at, .. } = reply;
    Ok(Some(TwinEvent::AnswerPlanned { reply, bubbles: texts, send_at }))
}

/// Takes the owner's answer to a question: it becomes a fact of the chat, and the reply, if it may
/// still be sent. Returns what to publish once that is committed. An error says what is wrong with
/// it; [`Noted::NotFound`] if the question is not open.
pub(crate) async fn answer(
    inner: &Inner,
    tx: &mut Tx,
    id: QuestionId,
    text: &str,
) -> Result<Result<(Answered, Vec<TwinEvent>), Noted>, Error> {
    let text = text.trim();
    let line = in_a_line(text);
    if line.is_empty() {
        return Ok(Err(Noted::Empty));
    }
    if text.chars().count() > LONGEST_ANSWER {
        return Ok(Err(Noted::TooLong));
    }
    let Some(question) = tx.question(id).await? else { return Ok(Err(Noted::NotFound)) };
    if question.state != QuestionState::Open {
        return Ok(Err(Noted::NotFound));
    }
    let mut end = end_of(tx, &inner.settings, &question).await?;
    let Question { account, chat, answers, .. } = question;
    let mut planned = None;
    if end == QuestionEnd::Sent {
        planned = plan(inner, tx, account, chat, answers, text).await?;
        if planned.is_none() {
            end = QuestionEnd::WroteSince;
        }
    }
    tx.close_question(id, end).await?;
    tx.insert_fact(&remembered(inner, question, &line)).await?;
    let answered = Answered { account, chat, answers, text: text.to_owned(), end };
    let events = [closed(id, end), TwinEvent::MemoryChanged].into_iter().chain(planned);
    Ok(Ok((answered, events.collect())))
}

/// What is remembered of an answer: what was asked and what the owner said, with the days that they
/// mean. A long answer stands in the chat, and is remembered as far as a fact goes.
fn remembered(inner: &Inner, question: Question, line: &str) -> Fact {
    let (now, zone) = (inner.clock.now(), &inner.settings.zone);
    let line = match line.char_indices().nth(LONGEST_FACT) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line.to_owned(),
    };
    // "Tomorrow" was another day when it was asked.
    let asked = dated(&question.text, question.asked_at, zone);
    let told = dated(&line, now, zone);
    let both = [asked.text, told.text];
    let said: Vec<&str> = both.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    Fact {
        id: FactId::new(now, inner.entropy.next_u128()),
        account: question.account,
        scope: FactScope::Chat(question.chat),
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
    }
}

/// A question with the name of its chat.
pub(crate) async fn with_its_chat(
    tx: &mut Tx,
    settings: &Settings,
    question: Question,
) -> Result<OwnersQuestion, Error> {
    let chat = tx.chat(question.account, question.chat).await?;
    let end = match question.state {
        QuestionState::Open => Some(end_of(tx, settings, &question).await?),
        QuestionState::Answered | QuestionState::Dropped => question.end,
    };
    let chat = chat.map_or_else(String::new, |chat| chat.peer.title);
    Ok(OwnersQuestion { question, chat, end })
}

impl Engine {
    /// Asks the owner. A question that is open in the same chat is dropped.
    pub async fn ask_owner(&self, asking: Asking) -> Result<QuestionId, Error> {
        let (account, chat) = (asking.account, asking.chat);
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        if tx.chat(account, chat).await?.is_none() {
            return Err(Error::Gone);
        }
        let (question, events) = ask_owner(&self.inner, &mut tx, asking).await?;
        tx.commit().await?;
        for event in events {
            self.inner.events.publish(self.inner.clock.now(), account, Some(chat), event);
        }
        self.inner.supervisor.write_saved(account);
        Ok(question)
    }

    /// The questions that wait for the owner, the oldest first.
    pub async fn questions(&self) -> Result<Vec<OwnersQuestion>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut open = Vec::new();
        for question in tx.open_questions().await? {
            open.push(with_its_chat(&mut tx, &self.inner.settings, question).await?);
        }
        Ok(open)
    }

    /// The question that waits in a chat.
    pub async fn question_of(
        &self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<OwnersQuestion>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let open = tx.open_questions().await?;
        match open.into_iter().find(|open| open.account == account && open.chat == chat) {
            Some(open) => with_its_chat(&mut tx, &self.inner.settings, open).await.map(Some),
            None => Ok(None),
        }
    }

    /// How many questions wait for the owner, in all accounts.
    pub async fn questions_waiting(&self) -> Result<u64, Error> {
        Ok(self.inner.store.read(self.inner.owner).await?.questions_waiting().await?)
    }

    /// The questions that are closed, at most `limit`, the one asked last first.
    pub async fn closed_questions(&self, limit: usize) -> Result<Vec<OwnersQuestion>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut closed = Vec::new();
        for question in tx.closed_questions(limit).await? {
            closed.push(with_its_chat(&mut tx, &self.inner.settings, question).await?);
        }
        Ok(closed)
    }

    /// Answers an open question: what the owner wrote becomes a fact of the chat, and the reply,
    /// unless somebody has written there since or the twin does not answer there. An error says what
    /// is wrong with it; [`Noted::NotFound`] if the question is not open any more.
    pub async fn answer_question(
        &self,
        id: QuestionId,
        text: &str,
    ) -> Result<Result<Answered, Noted>, Error> {
        let now = self.inner.clock.now();
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let (answered, events) = match answer(&self.inner, &mut tx, id, text).await? {
            Ok(answered) => answered,
            Err(noted) => return Ok(Err(noted)),
        };
        tx.commit().await?;
        for event in events {
            self.inner.events.publish(now, answered.account, Some(answered.chat), event);
        }
        self.inner.supervisor.wake(answered.account, answered.chat);
        Ok(Ok(answered))
    }

    /// Leaves a question unanswered. Returns whether it was open.
    pub async fn drop_question(&self, id: QuestionId) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let Some(question) = tx.question(id).await? else { return Ok(false) };
        let dropped = tx.close_question(id, QuestionEnd::Declined).await?;
        tx.commit().await?;
        if dropped {
            let event = closed(id, QuestionEnd::Declined);
            let now = self.inner.clock.now();
            self.inner.events.publish(now, question.account, Some(question.chat), event);
        }
        Ok(dropped)
    }
}
